package io.github.hazelcastjetty.rules.life;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

/**
 * The kinds of attributes that can be changed in place, and how it is done.
 */
enum Thing {

	LIST(ArrayList::new, (value, text) -> texts(value).add(text)),

	SET(LinkedHashSet::new, (value, text) -> set(value).add(text)),

	MAP(HashMap::new, (value, text) -> map(value).put(text, text)),

	SORTED_MAP(TreeMap::new, (value, text) -> map(value).put(text, text)),

	ARRAY(() -> new String[1], (value, text) -> ((String[]) value)[0] = text),

	BYTES(() -> new byte[4000], (value, text) -> ((byte[]) value)[3999] = Byte.parseByte(text)),

	NUMBERS(() -> new int[][] { { 0 }, { 0, 0 } }, (value, text) -> ((int[][]) value)[1][1] = Integer.parseInt(text)),

	BEAN(Bean::new, (value, text) -> ((Bean) value).text = text),

	NESTED_BEAN(Bean::withChild, (value, text) -> ((Bean) value).child().items.add(text)),

	BEAN_IN_LIST(() -> new ArrayList<>(List.of(new Bean())),
			(value, text) -> ((Bean) ((List<?>) value).get(0)).text = text),

	BEAN_IN_RECORD(() -> new Holder(new Bean()), (value, text) -> ((Holder) value).bean().text = text),

	TEXT_BUILDER(StringBuilder::new, (value, text) -> ((StringBuilder) value).append(text));

	private final Supplier<Object> factory;

	private final BiConsumer<Object, String> change;

	Thing(Supplier<Object> factory, BiConsumer<Object, String> change) {
		this.factory = factory;
		this.change = change;
	}

	Object create() {
		return this.factory.get();
	}

	void change(Object value, String text) {
		this.change.accept(value, text);
	}

	static String describe(@Nullable Object value) {
		if (value instanceof byte[] bytes) {
			return "..." + bytes[bytes.length - 1];
		}
		return (value instanceof Object[] array) ? Arrays.deepToString(array) : String.valueOf(value);
	}

	@SuppressWarnings("unchecked")
	private static List<String> texts(Object value) {
		return (List<String>) value;
	}

	@SuppressWarnings("unchecked")
	private static Set<String> set(Object value) {
		return (Set<String>) value;
	}

	@SuppressWarnings("unchecked")
	private static Map<String, String> map(Object value) {
		return (Map<String, String>) value;
	}

	/**
	 * A bean of the application, as beans are: with fields that change.
	 */
	static final class Bean implements Serializable {

		private static final long serialVersionUID = 1L;

		private final ArrayList<String> items = new ArrayList<>();

		private @Nullable String text;

		private @Nullable Bean child;

		static Bean withChild() {
			Bean bean = new Bean();
			bean.child = new Bean();
			return bean;
		}

		private Bean child() {
			if (this.child == null) {
				throw new IllegalStateException("No child");
			}
			return this.child;
		}

		@Override
		public String toString() {
			return "Bean[" + this.text + this.items + ((this.child != null) ? this.child : "") + "]";
		}

	}

	/**
	 * A record that can change, because what it holds can.
	 *
	 * @param bean what it holds
	 */
	record Holder(Bean bean) implements Serializable {

	}

}
