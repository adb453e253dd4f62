package io.github.hazelcastjetty.rules.attributes;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedList;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Values that are not made to be changed by one request while another one reads them.
 * Some notice it while they are serialized, most do not.
 */
enum Churned {

	ARRAY_LIST(ArrayList::new),

	HASH_MAP(HashMap::new),

	LINKED_HASH_MAP(LinkedHashMap::new),

	LINKED_LIST(LinkedList::new),

	STRING_BUILDER(StringBuilder::new);

	private final Supplier<Serializable> factory;

	Churned(Supplier<Serializable> factory) {
		this.factory = factory;
	}

	Serializable create() {
		return this.factory.get();
	}

	@SuppressWarnings("unchecked")
	void add(Object value, String item) {
		if (value instanceof Map<?, ?> map) {
			((Map<Object, Object>) map).put(item, item);
		}
		else if (value instanceof Collection<?> collection) {
			((Collection<Object>) collection).add(item);
		}
		else {
			((StringBuilder) value).append(item);
		}
	}

	void clear(Object value) {
		if (value instanceof Map<?, ?> map) {
			map.clear();
		}
		else if (value instanceof Collection<?> collection) {
			collection.clear();
		}
		else {
			((StringBuilder) value).setLength(0);
		}
	}

}
