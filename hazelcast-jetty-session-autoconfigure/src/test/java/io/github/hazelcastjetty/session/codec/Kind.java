package io.github.hazelcastjetty.session.codec;

import java.util.function.BiPredicate;

/**
 * A kind of value that applications or their frameworks keep in sessions.
 *
 * @param name what it is
 * @param value a value
 * @param same tells whether a value and what was decoded are equivalent
 */
record Kind(String name, Object value, BiPredicate<Object, Object> same) {

	/**
	 * Create a kind whose values have an {@code equals}.
	 */
	static Kind of(String name, Object value) {
		return new Kind(name, value, Object::equals);
	}

	/**
	 * Create a kind whose values are equivalent if something that they tell is equal.
	 */
	@SuppressWarnings("unchecked")
	static <T> Kind of(String name, T value, View<T> view) {
		return new Kind(name, value, (original, copy) -> {
			try {
				return view.of((T) original).equals(view.of((T) copy));
			}
			catch (Exception ex) {
				throw new AssertionError(ex);
			}
		});
	}

	@Override
	public String toString() {
		return this.name;
	}

	/**
	 * What a value tells.
	 *
	 * @param <T> type of the value
	 */
	@FunctionalInterface
	interface View<T> {

		Object of(T value) throws Exception;

	}

}
