package io.github.hazelcastjetty.session.jetty.data;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Predicate;

import org.jspecify.annotations.Nullable;

import io.github.hazelcastjetty.session.store.StoredAttribute;

/**
 * The attributes of a local copy by name, and how they follow the store.
 */
final class AttributeTable {

	private final Map<String, LocalAttribute> attributes = new LinkedHashMap<>();

	private final RequestsAtWork atWork;

	/**
	 * What the attributes were last compared with, {@code null} if one of them has
	 * changed since or was left alone then.
	 */
	private @Nullable Map<String, StoredAttribute> synced;

	AttributeTable(RequestsAtWork atWork) {
		this.atWork = atWork;
	}

	@Nullable LocalAttribute get(String name) {
		return this.attributes.get(name);
	}

	Collection<LocalAttribute> all() {
		return this.attributes.values();
	}

	void forEach(BiConsumer<String, LocalAttribute> action) {
		this.attributes.forEach(action);
	}

	/**
	 * Return the names of the attributes that meet a condition, in a new set.
	 */
	Set<String> names(Predicate<LocalAttribute> condition) {
		Set<String> names = new LinkedHashSet<>();
		this.attributes.forEach((name, attribute) -> {
			if (condition.test(attribute)) {
				names.add(name);
			}
		});
		return names;
	}

	boolean any(Predicate<LocalAttribute> condition) {
		for (LocalAttribute attribute : this.attributes.values()) {
			if (condition.test(attribute)) {
				return true;
			}
		}
		return false;
	}

	void add(String name, LocalAttribute attribute) {
		this.attributes.put(name, attribute);
	}

	void remove(String name) {
		this.attributes.remove(name);
	}

	/**
	 * Note that attributes have been changed, so that the next comparison with the store
	 * looks at each.
	 */
	void changed() {
		this.synced = null;
	}

	/**
	 * Let a stored value take the place of what is here. If that is a change that a
	 * request at work may have made, none of them must be answered with a success.
	 * @param stored the value, {@code null} if there is none
	 * @return whether there is something to replace
	 */
	boolean put(String name, @Nullable StoredAttribute stored) {
		LocalAttribute replaced = this.attributes.get(name);
		if (replaced != null && replaced.isContested()) {
			this.atWork.refuse();
		}
		if (stored != null) {
			this.attributes.put(name, LocalAttribute.remote(stored));
			return true;
		}
		return this.attributes.remove(name) != null;
	}

	/**
	 * Bring the attributes up to date with the store, but for what was changed here and
	 * for what a running request works on.
	 * @return whether a value was replaced
	 */
	boolean sync(Map<String, StoredAttribute> stored) {
		if (stored == this.synced) {
			return false;
		}
		boolean replaced = false;
		boolean leftAlone = false;
		for (String name : new ArrayList<>(this.attributes.keySet())) {
			if (!stored.containsKey(name)) {
				boolean replaceable = isReplacedBy(name, null);
				replaced |= replaceable && put(name, null);
				leftAlone |= !replaceable;
			}
		}
		for (Map.Entry<String, StoredAttribute> entry : stored.entrySet()) {
			if (isReplacedBy(entry.getKey(), entry.getValue())) {
				replaced |= put(entry.getKey(), entry.getValue());
			}
			else {
				leftAlone |= isOther(entry.getKey(), entry.getValue());
			}
		}
		this.synced = leftAlone ? null : stored;
		return replaced;
	}

	private boolean isReplacedBy(String name, @Nullable StoredAttribute stored) {
		LocalAttribute attribute = this.attributes.get(name);
		return attribute == null || attribute.isReplacedBy(stored);
	}

	private boolean isOther(String name, StoredAttribute stored) {
		LocalAttribute attribute = this.attributes.get(name);
		return attribute == null || attribute.isOther(stored);
	}

}
