package io.github.hazelcastjetty.session.jetty.data;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import io.github.hazelcastjetty.session.store.EncodedAttribute;

/**
 * Attributes as they are stored next. Made by one thread.
 */
public final class AttributeChange {

	private final Map<String, EncodedAttribute> set = new HashMap<>();

	private final Map<String, Object> sent = new HashMap<>();

	private final Map<String, Fingerprint> fingerprints = new HashMap<>();

	private final Set<String> removed = new HashSet<>();

	private final Map<String, Object> busy = new HashMap<>();

	private final Map<String, Object> unsavable = new HashMap<>();

	AttributeChange() {
	}

	void set(String name, Object value, EncodedAttribute encoded, @Nullable Fingerprint fingerprint) {
		this.set.put(name, encoded);
		this.sent.put(name, value);
		if (fingerprint != null) {
			this.fingerprints.put(name, fingerprint);
		}
	}

	void remove(String name) {
		this.removed.add(name);
	}

	void busy(String name, Object value) {
		this.busy.put(name, value);
	}

	void unsavable(String name, Object value) {
		this.unsavable.put(name, value);
	}

	/**
	 * Return whether there is nothing to store.
	 * @return {@code true} if no attribute is set or removed
	 */
	public boolean isEmpty() {
		return this.set.isEmpty() && this.removed.isEmpty();
	}

	/**
	 * Return the encoded values to set.
	 * @return the values by name
	 */
	public Map<String, EncodedAttribute> set() {
		return this.set;
	}

	/**
	 * Return the names to remove.
	 * @return the names
	 */
	public Set<String> removed() {
		return this.removed;
	}

	/**
	 * Return the application's objects that {@link #set()} was made of.
	 */
	Map<String, Object> sent() {
		return this.sent;
	}

	/**
	 * Return what tells a change of those objects from now on.
	 */
	Map<String, Fingerprint> fingerprints() {
		return this.fingerprints;
	}

	/**
	 * Return the objects that another request is at work on.
	 */
	Map<String, Object> busy() {
		return this.busy;
	}

	/**
	 * Return the objects that cannot be stored.
	 */
	Map<String, Object> unsavable() {
		return this.unsavable;
	}

}
