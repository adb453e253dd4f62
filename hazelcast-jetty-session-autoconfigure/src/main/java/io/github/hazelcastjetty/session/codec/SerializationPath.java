package io.github.hazelcastjetty.session.codec;

import java.io.Serializable;
import java.lang.reflect.Field;
import java.lang.reflect.InaccessibleObjectException;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

import org.jspecify.annotations.Nullable;

/**
 * Finds an object within an attribute, for a message. Looks into arrays, the fields of
 * classes and records outside the JDK, and the JDK's collections and maps. Iterates over
 * nothing else: a collection of a persistence framework would load its elements.
 */
final class SerializationPath {

	private static final int MAX_DEPTH = 100;

	private final Set<Object> seen = Collections.newSetFromMap(new IdentityHashMap<>());

	private final Predicate<Object> wanted;

	private SerializationPath(Predicate<Object> wanted) {
		this.wanted = wanted;
	}

	/**
	 * Describe where a value holds an object.
	 * @param name the name of the value
	 * @param value the value
	 * @param wanted tells the object from others
	 * @return the way to the object, or {@code null} if it is not found
	 */
	static @Nullable String find(String name, Object value, Predicate<Object> wanted) {
		try {
			return new SerializationPath(wanted).search(name, value, 0);
		}
		catch (RuntimeException ex) {
			// Another thread changes it meanwhile: it is only for the message
			return null;
		}
	}

	private @Nullable String search(String path, @Nullable Object value, int depth) {
		if (value == null || depth > MAX_DEPTH || !this.seen.add(value)) {
			return null;
		}
		if (this.wanted.test(value)) {
			return path;
		}
		if (!(value instanceof Serializable)) {
			return null;
		}
		if (value instanceof Object[] array) {
			return searchElements(path, Arrays.asList(array), depth);
		}
		String found = null;
		if (value instanceof Map<?, ?> map && isOfJdk(value, "entrySet")) {
			found = searchMap(path, map, depth);
		}
		if (value instanceof Collection<?> elements && isOfJdk(value, "iterator")) {
			found = searchElements(path, elements, depth);
		}
		return (found != null) ? found : searchFields(path, value, depth);
	}

	/**
	 * Return whether the JDK iterates over what the object itself holds. A view or a
	 * wrapper may be one of a collection that is not the JDK's.
	 */
	private static boolean isOfJdk(Object value, String iteration) {
		try {
			Class<?> type = value.getClass().getMethod(iteration).getDeclaringClass();
			return type.getName().startsWith("java.util.") && !type.getName().startsWith("java.util.Collections$");
		}
		catch (NoSuchMethodException ex) {
			return false;
		}
	}

	private @Nullable String searchMap(String path, Map<?, ?> map, int depth) {
		for (Map.Entry<?, ?> entry : map.entrySet()) {
			String found = search(path + ".key", entry.getKey(), depth + 1);
			found = (found != null) ? found : search(path + ".value", entry.getValue(), depth + 1);
			if (found != null) {
				return found;
			}
		}
		return null;
	}

	private @Nullable String searchElements(String path, Collection<?> elements, int depth) {
		int index = 0;
		for (Object element : elements) {
			String found = search(path + "[" + index++ + "]", element, depth + 1);
			if (found != null) {
				return found;
			}
		}
		return null;
	}

	private @Nullable String searchFields(String path, Object value, int depth) {
		for (Class<?> type = value.getClass(); type != null
				&& Serializable.class.isAssignableFrom(type); type = type.getSuperclass()) {
			for (Field field : type.getDeclaredFields()) {
				String found = search(path + "." + field.getName(), read(field, value), depth + 1);
				if (found != null) {
					return found;
				}
			}
		}
		return null;
	}

	private static @Nullable Object read(Field field, Object value) {
		int modifiers = field.getModifiers();
		if (Modifier.isStatic(modifiers) || Modifier.isTransient(modifiers) || field.getType().isPrimitive()) {
			return null;
		}
		try {
			field.setAccessible(true);
			return field.get(value);
		}
		catch (IllegalAccessException | InaccessibleObjectException ex) {
			return null;
		}
	}

}
