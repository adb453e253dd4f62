package io.github.hazelcastjetty.session.codec;

import java.io.InvalidClassException;
import java.lang.reflect.Proxy;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

import org.jspecify.annotations.Nullable;

/**
 * Thrown when an attribute has an object of a class that is not allowed. Says what to add
 * to the configuration, if anything helps.
 *
 * @since 1.0.0
 */
public final class RefusedClassException extends AttributeCodecException {

	private static final long serialVersionUID = 1L;

	private static final String KEY = "hazelcast.jetty.session.serialization.allow";

	/**
	 * Packages of which one needs a class, and not all.
	 */
	private static final List<String> PLATFORM = List.of("java.", "javax.", "sun.", "com.sun.", "jdk.");

	private final @Nullable String remedy;

	private RefusedClassException(String message, Set<String> classNames, @Nullable String remedy) {
		super(message, new InvalidClassException(String.join(", ", classNames), "not allowed"));
		this.remedy = remedy;
	}

	/**
	 * Create an exception for a value that is not written.
	 * @param name the name of the attribute
	 * @param path where in the value an object of the first class is, if that is known
	 * @param classes the classes
	 */
	static RefusedClassException onWrite(String name, @Nullable String path, Collection<Class<?>> classes) {
		return of(name, path, classes,
				"Until then, other nodes do not see the attribute, and it is lost when this " + "node stops. ");
	}

	/**
	 * Create an exception for bytes that are not read.
	 * @param name the name of the attribute
	 * @param type the class
	 */
	static RefusedClassException onRead(String name, Class<?> type) {
		return of(name, null, List.of(type), "");
	}

	/**
	 * Create an exception for a class that the JVM's filter refuses.
	 * @param name the name of the attribute
	 * @param type the class
	 */
	static RefusedClassException byJvm(String name, Class<?> type) {
		return new RefusedClassException(
				("Session attribute '%s' holds an object of %s, which this JVM's own filter refuses. Change that "
						+ "filter ('jdk.serialFilter'); no property of the application helps")
					.formatted(name, type.getName()),
				Set.of(type.getName()), null);
	}

	private static RefusedClassException of(String name, @Nullable String path, Collection<Class<?>> classes,
			String loss) {
		Set<String> names = new TreeSet<>();
		Set<String> patterns = new TreeSet<>();
		boolean dangerous = false;
		for (Class<?> type : classes) {
			Class<?> element = elementType(type);
			names.add(element.getName());
			patterns.add(pattern(element));
			dangerous |= DangerousClasses.contain(element);
		}
		String line = KEY + ": " + String.join(",", patterns);
		String reason = (dangerous)
				? "which attacks are made of and which is refused unless it is named exactly. %sIf it has to be there, add"
				: "which is not among the allowed classes. %sTo allow it, add";
		String message = "Session attribute '%s' holds an object of %s%s, %s '%s'".formatted(name,
				String.join(", ", names), (path != null) ? " (" + path + ")" : "", reason.formatted(loss), line);
		return new RefusedClassException(message, names, line);
	}

	private static Class<?> elementType(Class<?> type) {
		Class<?> component = type.getComponentType();
		return (component != null) ? elementType(component) : type;
	}

	private static String pattern(Class<?> type) {
		String name = type.getName();
		if (Proxy.isProxyClass(type)) {
			return name.substring(0, name.indexOf("$Proxy") + "$Proxy".length()) + "*";
		}
		boolean single = type.getPackageName().isEmpty() || DangerousClasses.contain(type)
				|| PLATFORM.stream().anyMatch(name::startsWith);
		return (single) ? name : type.getPackageName() + ".**";
	}

	/**
	 * Make one line of several.
	 */
	static @Nullable String join(Collection<String> lines) {
		Set<String> patterns = new TreeSet<>();
		lines.forEach((line) -> patterns.addAll(List.of(line.substring(KEY.length() + 2).split(","))));
		return (patterns.isEmpty()) ? null : KEY + ": " + String.join(",", patterns);
	}

	/**
	 * Return what allows the classes.
	 * @return the line of YAML to add, or {@code null} if no property helps
	 */
	public @Nullable String remedy() {
		return this.remedy;
	}

}
