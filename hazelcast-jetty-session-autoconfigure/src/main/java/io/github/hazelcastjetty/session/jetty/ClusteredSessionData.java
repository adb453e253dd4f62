package io.github.hazelcastjetty.session.jetty;

import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

import org.eclipse.jetty.nosql.NoSqlSessionDataStore;
import org.jspecify.annotations.Nullable;

import io.github.hazelcastjetty.session.store.SessionKey;
import io.github.hazelcastjetty.session.store.SessionRecord;
import io.github.hazelcastjetty.session.store.SessionTimes;
import io.github.hazelcastjetty.session.store.StoredAttribute;

/**
 * A node's copy of a session: the record as last seen in the store, and on top of it what
 * the application has got to see and what it has changed.
 * <p>
 * The attribute map holds, besides the application's own objects, {@link Undecoded} for
 * what nobody has asked for yet and {@link Unreadable} for what cannot be decoded here.
 * Neither is ever handed out.
 * <p>
 * Of the objects handed out or set those that can change are {@link HeldValues held}
 * until no request uses the session any more. What is held or changed here is not
 * replaced when the session is refreshed, because a running request works on it; it is
 * caught up with afterwards.
 * <p>
 * All state is guarded by the lock of the {@link ClusteredSession} it belongs to.
 */
@SuppressWarnings("serial")
final class ClusteredSessionData extends NoSqlSessionDataStore.NoSqlSessionData {

	private final ClusteredSessionDataStore store;

	private final Map<String, Fingerprint> fingerprints = new HashMap<>();

	private final Set<String> changed = new LinkedHashSet<>();

	private final HeldValues held = new HeldValues();

	private final Set<String> overtaken = new HashSet<>();

	private final Set<String> unsavable = new HashSet<>();

	private final Set<String> kept = new HashSet<>();

	private @Nullable SessionRecord record;

	private @Nullable SessionKey newName;

	private boolean timeoutChanged;

	private @Nullable String newPrincipal;

	ClusteredSessionData(ClusteredSessionDataStore store, String id, String contextPath, String virtualHost,
			long created, long accessed, long lastAccessed, long maxInactiveMs) {
		store.super(id, contextPath, virtualHost, created, accessed, lastAccessed, maxInactiveMs);
		this.store = store;
	}

	/**
	 * Return the session as last seen in the store.
	 * @return the record, or {@code null} if it has not been stored yet
	 */
	@Nullable SessionRecord getRecord() {
		return this.record;
	}

	/**
	 * Return the name under which the session as last seen is stored.
	 */
	String storedName() {
		return ((this.newName != null) ? this.newName : this.store.key(getId())).value();
	}

	@Override
	public void setId(String id) {
		super.setId(id);
		this.newName = null;
	}

	@Override
	public @Nullable Object getAttribute(String name) {
		Object value = decoded(name);
		if (value == null || value instanceof Unreadable) {
			return null;
		}
		hold(name, value);
		return value;
	}

	private void hold(String name, @Nullable Object value) {
		if (value != null && !this.store.isImmutable(value)) {
			this.held.hold(name);
		}
		else {
			this.held.drop(name);
		}
	}

	@Override
	public @Nullable Object setAttribute(String name, @Nullable Object value) {
		if (value != null && value == this._attributes.get(name) && isWatched(name)) {
			// Spring sets each bean of the session again that a request has used: its
			// bytes are going to tell whether it has changed
			return value;
		}
		if (isOldValueNeeded(name)) {
			decoded(name);
		}
		hold(name, value);
		this.overtaken.remove(name);
		this.unsavable.remove(name);
		this.fingerprints.remove(name);
		Object old = super.setAttribute(name, value);
		return (old instanceof Unreadable) ? null : old;
	}

	/**
	 * Return whether a change in place of this value is noticed.
	 */
	private boolean isWatched(String name) {
		return this.held.contains(name) && this.fingerprints.containsKey(name);
	}

	private boolean isOldValueNeeded(String name) {
		return this._attributes.get(name) instanceof Undecoded undecoded
				&& (undecoded.attribute().listening() || this.store.hasAttributeListeners());
	}

	/**
	 * Decode whatever is not decoded yet, to know what is readable here.
	 */
	void decodeAll() {
		Set.copyOf(this._attributes.keySet()).forEach(this::decoded);
	}

	private @Nullable Object decoded(String name) {
		StoredAttribute attribute = undecoded(name);
		if (attribute != null) {
			this.store.decode(this, name, attribute);
		}
		return this._attributes.get(name);
	}

	/**
	 * Put a decoded value into the place of its bytes.
	 */
	void decoded(String name, Object value, @Nullable Fingerprint fingerprint) {
		this._attributes.put(name, value);
		if (fingerprint != null) {
			this.fingerprints.put(name, fingerprint);
		}
	}

	/**
	 * Put the bytes of a large value into the place of its address.
	 */
	void fetched(String name, byte[] bytes) {
		StoredAttribute attribute = undecoded(name);
		if (attribute != null) {
			this._attributes.put(name,
					new Undecoded(new StoredAttribute.Inline(attribute.version(), bytes, attribute.listening())));
		}
	}

	/**
	 * Return the names of large values that are not here yet.
	 */
	Set<String> undecodedApart() {
		return this._attributes.entrySet()
			.stream()
			.filter((entry) -> entry.getValue() instanceof Undecoded undecoded
					&& undecoded.attribute() instanceof StoredAttribute.Apart)
			.map(Map.Entry::getKey)
			.collect(Collectors.toSet());
	}

	@Nullable StoredAttribute undecoded(String name) {
		return (this._attributes.get(name) instanceof Undecoded undecoded) ? undecoded.attribute() : null;
	}

	/**
	 * Return a value to be encoded.
	 * @return the application's object, or {@code null} if there is none
	 */
	@Nullable Object valueOf(String name) {
		Object value = this._attributes.get(name);
		return isPlaceholder(value) ? null : value;
	}

	@Override
	public Set<String> getKeys() {
		return this._attributes.entrySet()
			.stream()
			.filter((entry) -> !(entry.getValue() instanceof Unreadable))
			.map(Map.Entry::getKey)
			.collect(Collectors.toCollection(LinkedHashSet::new));
	}

	/**
	 * Return whether there is an attribute, be it readable here or not.
	 */
	boolean isPresent(String name) {
		return this._attributes.containsKey(name);
	}

	@Override
	public Map<String, Object> getAllAttributes() {
		Map<String, Object> all = new HashMap<>();
		for (String name : getKeys()) {
			Object value = getAttribute(name);
			if (value != null) {
				all.put(name, value);
			}
		}
		return Collections.unmodifiableMap(all);
	}

	@Override
	public void setDirty(String name) {
		super.setDirty(name);
		this.changed.add(name);
	}

	@Override
	public Set<String> takeDirtyAttributes() {
		Set<String> taken = new LinkedHashSet<>(this.changed);
		this.changed.clear();
		super.takeDirtyAttributes();
		return taken;
	}

	/**
	 * Return the names of values that may have changed although nobody set them.
	 */
	Set<String> suspects() {
		Set<String> suspects = this.held.names();
		suspects.removeAll(this.changed);
		return suspects;
	}

	/**
	 * Keep a value on this node only, because it cannot be encoded as it is now.
	 */
	void unsavable(String name) {
		this.unsavable.add(name);
		// What was stored is going to be removed, so it is not enough to be like that
		this.fingerprints.remove(name);
	}

	@Nullable Fingerprint fingerprint(String name) {
		return this.fingerprints.get(name);
	}

	@Override
	public void setMaxInactiveMs(long maxInactiveMs) {
		super.setMaxInactiveMs(maxInactiveMs);
		this.timeoutChanged = true;
	}

	boolean isTimeoutChanged() {
		return this.timeoutChanged;
	}

	/**
	 * Register the session for a user.
	 * @param principal the name of the user, empty: nobody
	 */
	void setPrincipal(String principal) {
		this.newPrincipal = principal;
	}

	/**
	 * Return what the user is to be changed to, if at all.
	 */
	@Nullable String newPrincipal() {
		return this.newPrincipal;
	}

	/**
	 * Return the name of the user that the session is registered for.
	 * @return the name, empty: nobody
	 */
	String principal() {
		String principal = this.newPrincipal;
		if (principal == null && this.record != null) {
			principal = this.record.principal();
		}
		return (principal != null) ? principal : "";
	}

	/**
	 * Return whether there is anything to store besides attributes and clock readings.
	 */
	boolean isMetadataChanged() {
		return this.timeoutChanged || this.newPrincipal != null || this.record == null;
	}

	/**
	 * A timeout is stored. It may have been changed again since.
	 */
	void timeoutStored(Duration timeout) {
		if (times().maxInactive().equals(timeout)) {
			this.timeoutChanged = false;
		}
	}

	/**
	 * Return whether there is anything to store besides clock readings.
	 */
	boolean isChanged() {
		return !this.changed.isEmpty() || isMetadataChanged();
	}

	/**
	 * Take over what the store returned for a change of this node.
	 * @param stored the session as it is stored now
	 * @param ours the names of the values that were stored
	 * @param fingerprints those of them that can change
	 */
	void saved(SessionRecord stored, Set<String> ours, Map<String, Fingerprint> fingerprints) {
		this.timeoutChanged = false;
		this.newPrincipal = null;
		refresh(stored, ours);
		this.overtaken.removeAll(ours);
		this.unsavable.removeAll(ours);
		this.fingerprints.putAll(fingerprints);
		setLastSaved(stored.times().accessed().toEpochMilli());
		setDirty(!this.changed.isEmpty());
		setMetaDataDirty(false);
	}

	/**
	 * Remember values that have been stored, in a record that is not known here yet.
	 * @param ours their names
	 * @param fingerprints those of them that can change
	 */
	void kept(Set<String> ours, Map<String, Fingerprint> fingerprints) {
		this.timeoutChanged = false;
		this.newPrincipal = null;
		this.kept.addAll(ours);
		this.unsavable.removeAll(ours);
		this.fingerprints.putAll(fingerprints);
	}

	/**
	 * Remember changes that are to be stored again, because nobody knows whether they
	 * are.
	 */
	void unstored(Set<String> set, Set<String> removed) {
		set.forEach(this::setDirty);
		removed.forEach(this::setDirty);
		this.kept.addAll(set);
	}

	/**
	 * Return whether there may be a value in the store, as far as is known here.
	 */
	boolean mayBeStored(String name) {
		return this.kept.contains(name) || (this.record != null && this.record.attributes().containsKey(name));
	}

	/**
	 * Bring this copy up to date.
	 * @param stored the session as it is in the store
	 * @return whether an attribute has changed
	 */
	boolean refresh(SessionRecord stored) {
		SessionRecord known = this.record;
		if (known != null && stored.version() <= known.version()) {
			return false;
		}
		return refresh(stored, Set.of());
	}

	/**
	 * Bring this copy up to date with a session that has got another id, which this copy
	 * is not given yet: it is still found by the old one.
	 */
	void refresh(RenamedSession found) {
		refresh(found.record());
		this.newName = found.key();
	}

	private boolean refresh(SessionRecord stored, Set<String> ours) {
		Map<String, StoredAttribute> known = (this.record != null) ? this.record.attributes() : Map.of();
		boolean refreshed = false;
		for (Map.Entry<String, StoredAttribute> entry : stored.attributes().entrySet()) {
			String name = entry.getKey();
			StoredAttribute old = known.get(name);
			if (!ours.contains(name) && (old == null || old.version() != entry.getValue().version())) {
				replace(name, entry.getValue());
				refreshed = true;
			}
		}
		Set<String> gone = new HashSet<>(known.keySet());
		gone.addAll(this.kept);
		gone.removeAll(stored.attributes().keySet());
		for (String name : gone) {
			if (!this.changed.contains(name) && !this.unsavable.contains(name)) {
				replace(name, null);
				refreshed = true;
			}
		}
		this.kept.clear();
		this.newName = null;
		this.record = stored;
		setVersion(stored.version());
		apply(stored.times());
		return refreshed;
	}

	private void replace(String name, @Nullable StoredAttribute attribute) {
		if (this.changed.contains(name)) {
			return;
		}
		if (!this.held.isReplaceable(name)) {
			this.overtaken.add(name);
			return;
		}
		this.held.drop(name);
		this.unsavable.remove(name);
		this.fingerprints.remove(name);
		if (attribute != null) {
			this._attributes.put(name, new Undecoded(attribute));
		}
		else {
			this._attributes.remove(name);
		}
	}

	/**
	 * A request begins to work on the attributes.
	 */
	void begin() {
		this.held.begin();
	}

	/**
	 * A request has been answered. If all have been, what was held back from refreshes is
	 * caught up with.
	 */
	void answered() {
		if (this.held.answered()) {
			catchUp();
		}
	}

	/**
	 * Return whether more requests than a number of them are at work on the attributes.
	 */
	boolean isShared(int ownRequests) {
		return this.held.isShared(ownRequests);
	}

	/**
	 * No request uses the session any more.
	 */
	void endUse() {
		this.held.end();
		catchUp();
	}

	/**
	 * Go back to what is stored, but for values that are kept on this node only.
	 */
	void revert() {
		SessionRecord stored = this.record;
		if (stored == null) {
			return;
		}
		Set<String> names = suspects();
		names.removeAll(this.unsavable);
		names.addAll(takeDirtyAttributes());
		for (String name : names) {
			this.held.drop(name);
			this.overtaken.remove(name);
			replace(name, stored.attributes().get(name));
		}
		this.timeoutChanged = false;
		this.newPrincipal = null;
		apply(stored.times());
	}

	private void catchUp() {
		Set<String> names = new HashSet<>(this.overtaken);
		this.overtaken.clear();
		Map<String, StoredAttribute> stored = (this.record != null) ? this.record.attributes() : Map.of();
		names.forEach((name) -> replace(name, stored.get(name)));
	}

	private void apply(SessionTimes stored) {
		SessionTimes times = stored.merge(times(), this.timeoutChanged);
		this._accessed = times.accessed().toEpochMilli();
		this._lastAccessed = times.lastAccessed().toEpochMilli();
		this._maxInactiveMs = times.isImmortal() ? -1 : times.maxInactive().toMillis();
		this._expiry = times.isImmortal() ? 0 : times.expiry().toEpochMilli();
		Instant cookieSet = times.cookieSet();
		this._cookieSet = (cookieSet != null) ? cookieSet.toEpochMilli() : 0;
	}

	/**
	 * Return the clock readings of this copy.
	 */
	SessionTimes times() {
		boolean immortal = getMaxInactiveMs() <= 0;
		return new SessionTimes(Instant.ofEpochMilli(getCreated()), Instant.ofEpochMilli(getAccessed()),
				Instant.ofEpochMilli(getLastAccessed()),
				immortal ? Duration.ZERO : Duration.ofMillis(getMaxInactiveMs()),
				immortal ? Instant.MAX : Instant.ofEpochMilli(getExpiry()),
				(getCookieSet() > 0) ? Instant.ofEpochMilli(getCookieSet()) : null);
	}

	/**
	 * Return the names of stored values that want to be told of their fate.
	 */
	Set<String> listening() {
		SessionRecord stored = this.record;
		if (stored == null) {
			return Set.of();
		}
		return stored.attributes()
			.entrySet()
			.stream()
			.filter((entry) -> entry.getValue().listening())
			.map(Map.Entry::getKey)
			.collect(Collectors.toSet());
	}

	static boolean isPlaceholder(@Nullable Object value) {
		return value instanceof Undecoded || value instanceof Unreadable;
	}

	void unreadable(String name) {
		this._attributes.put(name, new Unreadable());
	}

	@Override
	public String toString() {
		return "ClusteredSessionData@" + Integer.toHexString(hashCode());
	}

	/**
	 * Bytes of a value that nobody has asked for yet.
	 *
	 * @param attribute where they are
	 */
	private record Undecoded(StoredAttribute attribute) {

	}

	/**
	 * Stands for a value that cannot be decoded on this node.
	 */
	private record Unreadable() {

	}

}
