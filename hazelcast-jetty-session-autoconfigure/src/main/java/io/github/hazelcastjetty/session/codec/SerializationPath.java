package io.github.hazelcastjetty.session.codec;

import java.io.Serializable;
import java.lang.reflect.Field;
import java.lang.reflect.InaccessibleObjectException;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * Finds the object within an attribute that keeps it from being serialized, for the
 * message. Looks into collections, maps, arrays and the fields of the application's own
 * classes.
 */
final class SerializationPath {

	private static final int MAX_DEPTH = 100;

	private final Set<Object> seen = Collections.newSetFromMap(new IdentityHashMap<>());

	private SerializationPath() {
	}

	/**
	 * Describe where a value holds something that is not serializable.
	 * @param name the name of the value
	 * @param value the value
	 * @return the way to the object and its class, or {@code null} if there is none
	 */
	static @Nullable String find(String name, Object value) {
		try {
			return new SerializationPath().search(name, value, 0);
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
		if (!(value instanceof Serializable)) {
			return path + " is a " + value.getClass().getName();
		}
		if (value instanceof Map<?, ?> map) {
			return searchMap(path, map, depth);
		}
		if (value instanceof Iterable<?> elements) {
			return searchElements(path, elements, depth);
		}
		if (value instanceof Object[] array) {
			return searchElements(path, Arrays.asList(array), depth);
		}
		return searchFields(path, value, depth);
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

	private @Nullable String searchElements(String path, Iterable<?> elements, int depth) {
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
