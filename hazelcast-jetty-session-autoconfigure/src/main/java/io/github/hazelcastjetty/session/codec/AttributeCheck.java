package io.github.hazelcastjetty.session.codec;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

/**
 * Lets an attribute make the way to another node and back while an application is
 * developed, and says what would go wrong there.
 *
 * @since 1.0.0
 */
public final class AttributeCheck {

	private final AttributeCodec codec;

	private final Map<String, Problem> problems = new LinkedHashMap<>();

	/**
	 * Create a check.
	 * @param codec the codec of the sessions
	 */
	public AttributeCheck(AttributeCodec codec) {
		this.codec = codec;
	}

	/**
	 * Check an attribute that is about to be set.
	 * @param name its name
	 * @param value its value
	 * @param others the attributes of the session
	 * @return what is new among what is wrong with it
	 */
	public List<Problem> check(String name, Object value, Map<String, ?> others) {
		List<Problem> found = new ArrayList<>();
		roundTrip(name, value, found);
		others.forEach((otherName, other) -> {
			if (other == value && !otherName.equals(name) && isShared(value)) {
				found.add(new Problem(name, ("Session attributes '%s' and '%s' are one object here and two objects on "
						+ "other nodes. Keep it under one name")
					.formatted(otherName, name), null));
			}
		});
		return found.stream().filter(this::isNews).toList();
	}

	private void roundTrip(String name, Object value, List<Problem> found) {
		try {
			Object copy = this.codec.decode(name, this.codec.encode(name, value));
			if (copy.getClass() != value.getClass()) {
				found.add(new Problem(name, "Session attribute '%s' is a %s here and a %s on other nodes"
					.formatted(name, value.getClass().getName(), copy.getClass().getName()), null));
			}
			else if (hasEquals(value) && !value.equals(copy)) {
				found.add(new Problem(name,
						("Session attribute '%s' of type %s is not equal to what arrives on other "
								+ "nodes: a field that its equals compares is transient, or has no equals itself")
							.formatted(name, value.getClass().getName()),
						null));
			}
		}
		catch (AttributeCodecException ex) {
			String remedy = (ex instanceof RefusedClassException refused) ? refused.remedy() : null;
			found.add(new Problem(name, String.valueOf(ex.getMessage()), remedy));
		}
		catch (RuntimeException | LinkageError | StackOverflowError ex) {
			found.add(new Problem(name, "Session attribute '%s' of type %s cannot be compared with what arrives on "
				.formatted(name, value.getClass().getName()) + "other nodes: " + ex, null));
		}
	}

	/**
	 * Return whether values of a class that is not the JDK's are equal by what they hold.
	 */
	private static boolean hasEquals(Object value) {
		try {
			Class<?> type = value.getClass();
			return type.getClassLoader() != null
					&& type.getMethod("equals", Object.class).getDeclaringClass() != Object.class;
		}
		catch (NoSuchMethodException ex) {
			return false;
		}
	}

	/**
	 * Return whether it matters that a value is one object.
	 */
	private static boolean isShared(Object value) {
		return SimpleValues.encode(value) == null && !(value instanceof Enum) && !(value instanceof Record)
				&& !value.getClass().getName().startsWith("java.time.");
	}

	private synchronized boolean isNews(Problem problem) {
		return this.problems.putIfAbsent(problem.message(), problem) == null;
	}

	/**
	 * Return all that was found, for a summary.
	 * @return the problems, without those that were found again
	 */
	public synchronized List<Problem> problems() {
		return List.copyOf(this.problems.values());
	}

	/**
	 * Return what to add to the configuration.
	 * @return one line of YAML that allows all classes that were refused, or {@code null}
	 * if there are none
	 */
	public synchronized @Nullable String remedy() {
		return RefusedClassException
			.join(this.problems.values().stream().flatMap((problem) -> Stream.ofNullable(problem.remedy())).toList());
	}

	/**
	 * What is wrong with an attribute.
	 *
	 * @param attribute the name of the attribute
	 * @param message what happens, and where in the value that is known
	 * @param remedy the line of YAML to add, or {@code null} if no property helps
	 */
	public record Problem(String attribute, String message, @Nullable String remedy) {
	}

}
