package io.github.hazelcastjetty.session.jetty.data;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

import org.jspecify.annotations.Nullable;

import io.github.hazelcastjetty.session.store.StoredAttribute;

/**
 * The attributes of a local copy of a session.
 * <p>
 * A value is decoded when the application first asks for it (REMOTE to CLEAN, or HIDDEN).
 * What the application sets or removes is DIRTY until it is taken to be stored (SENT),
 * and CLEAN when it is stored; what cannot be stored stays here (LOCAL). A mutable object
 * that was handed out is <em>held</em> until no request uses the session: a running
 * request works on it, so no change by another node replaces it before all requests that
 * were given it have been answered. What was left alone is caught up with in
 * {@link #sync}.
 * <p>
 * Not safe for use by several threads: the session's lock guards it.
 */
public final class LocalAttributes {

	private final RequestsAtWork atWork = new RequestsAtWork();

	private final AttributeTable attributes = new AttributeTable(this.atWork);

	private final AttributeSaves saves = new AttributeSaves(this.attributes);

	private final Predicate<Object> immutable;

	private boolean missing;

	/**
	 * Create an instance without attributes.
	 * @param immutable whether a value can change only by being set again
	 */
	public LocalAttributes(Predicate<Object> immutable) {
		this.immutable = immutable;
	}

	/**
	 * Return the names of the attributes that the application can see. A value that is
	 * not decoded yet counts.
	 * @return the names
	 */
	public Set<String> names() {
		return this.attributes.names(LocalAttribute::isVisible);
	}

	/**
	 * Return whether there is an attribute, readable on this node or not.
	 * @param name the name of the attribute
	 * @return {@code true} if there is one that was not removed
	 */
	public boolean isPresent(String name) {
		LocalAttribute attribute = this.attributes.get(name);
		return attribute != null && (attribute.isVisible() || attribute.state() == AttributeState.HIDDEN);
	}

	/**
	 * Return the value that has to be decoded before an attribute can be used.
	 * @param name the name of the attribute
	 * @return the stored value, or {@code null} if there is nothing to decode
	 */
	public @Nullable StoredAttribute undecoded(String name) {
		LocalAttribute attribute = this.attributes.get(name);
		return (attribute != null) ? attribute.undecoded() : null;
	}

	/**
	 * Return the names of all values that have not been decoded.
	 * @return the names
	 */
	public Set<String> undecoded() {
		return this.attributes.names((attribute) -> attribute.undecoded() != null);
	}

	/**
	 * Return the large values that have not been fetched.
	 * @return the names
	 */
	public Set<String> unfetched() {
		return this.attributes.names((attribute) -> attribute.undecoded() instanceof StoredAttribute.Apart);
	}

	/**
	 * Take over the bytes of a large value, unless the attribute has changed since they
	 * were asked for.
	 * @param name the name of the attribute
	 * @param stamp the stamp of the value
	 * @param bytes the encoded value
	 */
	public void fetched(String name, long stamp, byte[] bytes) {
		LocalAttribute attribute = expecting(name, stamp);
		if (attribute != null) {
			attribute.fetched(bytes);
		}
	}

	/**
	 * Take over a decoded value, unless the attribute has changed or another request has
	 * decoded it meanwhile.
	 * @param name the name of the attribute
	 * @param stamp the stamp of the value
	 * @param value the application's object
	 * @param fingerprint tells a change in place, {@code null} if the value cannot change
	 */
	public void decoded(String name, long stamp, Object value, @Nullable Fingerprint fingerprint) {
		LocalAttribute attribute = expecting(name, stamp);
		if (attribute != null) {
			attribute.decoded(value, fingerprint);
		}
	}

	/**
	 * Hide a value that cannot be decoded on this node.
	 * @param name the name of the attribute
	 * @param stamp the stamp of the value
	 */
	public void hide(String name, long stamp) {
		LocalAttribute attribute = expecting(name, stamp);
		if (attribute != null) {
			attribute.hidden();
		}
	}

	/**
	 * Hide a large value that the store does not have, until the next request asks for
	 * it.
	 * @param name the name of the attribute
	 * @param stamp the stamp of the value
	 */
	public void hideMissing(String name, long stamp) {
		hide(name, stamp);
		this.missing = true;
	}

	private @Nullable LocalAttribute expecting(String name, long stamp) {
		LocalAttribute attribute = this.attributes.get(name);
		StoredAttribute expected = (attribute != null) ? attribute.undecoded() : null;
		return (expected != null && expected.stamp() == stamp) ? attribute : null;
	}

	/**
	 * Hand a value out to the application.
	 * @param name the name of the attribute
	 * @return the application's object, {@code null} if there is none or it is not
	 * decoded
	 */
	public @Nullable Object get(String name) {
		LocalAttribute attribute = this.attributes.get(name);
		Object value = (attribute != null) ? attribute.value() : null;
		if (attribute != null && value != null) {
			hold(attribute, value);
		}
		return value;
	}

	/**
	 * Return the values that are objects on this node, without handing them out.
	 * @return the values by name
	 */
	public Map<String, Object> values() {
		Map<String, Object> values = new LinkedHashMap<>();
		this.attributes.forEach((name, attribute) -> {
			Object value = attribute.value();
			if (value != null) {
				values.put(name, value);
			}
		});
		return values;
	}

	/**
	 * Set or remove an attribute. To set the object that is there already changes nothing
	 * where changes in place are noticed: Spring sets each bean of the session again that
	 * a request has used, and the bytes tell whether it has changed.
	 * @param name the name of the attribute
	 * @param value the value, {@code null} to remove the attribute
	 * @return whether there is something to store now
	 */
	public boolean set(String name, @Nullable Object value) {
		LocalAttribute attribute = this.attributes.get(name);
		if (attribute == null) {
			if (value == null) {
				return false;
			}
			attribute = LocalAttribute.created();
			this.attributes.add(name, attribute);
		}
		else if (value != null && value == attribute.value() && attribute.isWatched()) {
			return false;
		}
		else if (value == null && attribute.value() == null && attribute.state() == AttributeState.DIRTY) {
			return false;
		}
		attribute.change(value);
		this.attributes.changed();
		if (value == null) {
			attribute.release();
			if (!attribute.mayBeStored()) {
				this.attributes.remove(name);
			}
		}
		else {
			hold(attribute, value);
		}
		return true;
	}

	private void hold(LocalAttribute attribute, Object value) {
		if (this.immutable.test(value)) {
			attribute.release();
		}
		else {
			attribute.hold(this.atWork.count() > 0);
		}
	}

	/**
	 * Return whether an attribute was set or removed and is not stored, although it may
	 * be on its way.
	 * @return {@code true} if there is something that other nodes do not see yet
	 */
	public boolean isChanged() {
		return this.attributes.any(LocalAttribute::isUnstored);
	}

	/**
	 * Return whether an object was handed out that may have been changed in place.
	 * @return {@code true} if only encoding it tells
	 */
	public boolean isWatching() {
		return this.attributes.any((attribute) -> attribute.isWatched() || attribute.isRetried());
	}

	/**
	 * Return whether there is a value that exists on this node only.
	 * @return {@code true} if the copy cannot be dropped without losing one
	 */
	public boolean hasLocalValues() {
		return this.attributes.any((attribute) -> attribute.state() == AttributeState.LOCAL);
	}

	/**
	 * Store changes later that could not be stored when their request ended, unless
	 * another node changes the attributes first.
	 */
	public void postpone() {
		this.attributes.all()
			.stream()
			.filter((attribute) -> attribute.state() == AttributeState.DIRTY)
			.forEach((attribute) -> attribute.postpone(this.atWork.count() == 0));
	}

	/**
	 * Return the way of the changed attributes to the store.
	 * @return what guides them
	 */
	public AttributeSaves saves() {
		return this.saves;
	}

	/**
	 * Bring the copy up to date with the store, but for what was changed here and for
	 * what a running request works on.
	 * @param stored the attributes in the store, in a map that does not change
	 * @return whether a value was replaced
	 */
	public boolean sync(Map<String, StoredAttribute> stored) {
		return this.attributes.sync(stored);
	}

	/**
	 * Go back to what is stored, but for values that are kept on this node and for
	 * changes of requests that were answered with a success.
	 * @param stored the attributes in the store, in a map that does not change
	 */
	public void revert(Map<String, StoredAttribute> stored) {
		this.attributes.names(LocalAttribute::isRevertible)
			.forEach((name) -> this.attributes.put(name, stored.get(name)));
		this.attributes.changed();
	}

	/**
	 * A request begins to work on the attributes.
	 */
	public void begin() {
		this.atWork.begin();
		if (this.missing) {
			this.missing = false;
			this.attributes.all().forEach(LocalAttribute::retry);
		}
	}

	/**
	 * A request has been answered. If all have been, their clients may go to another
	 * node, and find here what they change there, although a request may still hold an
	 * older object.
	 * @param stored the attributes in the store, in a map that does not change
	 */
	public void answered(Map<String, StoredAttribute> stored) {
		if (this.atWork.end()) {
			this.attributes.all().forEach(LocalAttribute::setFree);
			this.attributes.sync(stored);
		}
	}

	/**
	 * No request uses the session any more.
	 * @param stored the attributes in the store, in a map that does not change
	 */
	public void endUse(Map<String, StoredAttribute> stored) {
		this.atWork.endAll();
		this.attributes.all().forEach(LocalAttribute::release);
		this.attributes.sync(stored);
	}

	/**
	 * Return the requests that are at work on the attributes.
	 * @return those that have begun and were not answered yet
	 */
	public RequestsAtWork atWork() {
		return this.atWork;
	}

}
