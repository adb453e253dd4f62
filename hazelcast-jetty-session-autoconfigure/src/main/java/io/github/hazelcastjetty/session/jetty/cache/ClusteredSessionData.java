package io.github.hazelcastjetty.session.jetty.cache;

import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;

import org.eclipse.jetty.nosql.NoSqlSessionDataStore;
import org.eclipse.jetty.util.thread.AutoLock;
import org.jspecify.annotations.Nullable;

import io.github.hazelcastjetty.session.jetty.data.LocalAttributes;
import io.github.hazelcastjetty.session.store.SecretChange;
import io.github.hazelcastjetty.session.store.SessionKey;
import io.github.hazelcastjetty.session.store.SessionRecord;
import io.github.hazelcastjetty.session.store.SessionTimes;
import io.github.hazelcastjetty.session.store.StoredAttribute;

/**
 * A node's copy of a session: the record as last seen in the store, and on top of it what
 * the application has been given and what it has changed. Jetty's own map of attributes
 * stays empty.
 * <p>
 * All state is guarded by {@link #lock()}, which is the lock of the session that has this
 * data.
 */
@SuppressWarnings("serial")
final class ClusteredSessionData extends NoSqlSessionDataStore.NoSqlSessionData {

	private final AutoLock lock = new AutoLock();

	private final SessionKey key;

	private final LocalAttributes attributes;

	private final BiConsumer<ClusteredSessionData, String> decoder;

	private @Nullable SessionRecord record;

	private boolean timeoutChanged;

	private @Nullable String newPrincipal;

	private String storedId;

	private @Nullable SecretChange idUndo;

	private boolean idUncertain;

	/**
	 * Create session data.
	 * @param decoder decodes an attribute of this data
	 */
	ClusteredSessionData(NoSqlSessionDataStore store, SessionKey key, LocalAttributes attributes,
			BiConsumer<ClusteredSessionData, String> decoder, String id, String contextPath, String virtualHost,
			long created, long accessed, long lastAccessed, long maxInactiveMs) {
		store.super(id, contextPath, virtualHost, created, accessed, lastAccessed, maxInactiveMs);
		this.key = key;
		this.storedId = id;
		this.attributes = attributes;
		this.decoder = decoder;
	}

	AutoLock lock() {
		return this.lock;
	}

	/**
	 * Return the key of the session in the store, which never changes.
	 */
	SessionKey key() {
		return this.key;
	}

	LocalAttributes attributes() {
		return this.attributes;
	}

	/**
	 * Return the session as last seen in the store.
	 * @return the record, or {@code null} if the session has not been stored yet
	 */
	@Nullable SessionRecord record() {
		return this.record;
	}

	Map<String, StoredAttribute> storedAttributes() {
		return (this.record != null) ? this.record.attributes() : Map.of();
	}

	/**
	 * Return an attribute. A session sees to it that the value is decoded before it takes
	 * the lock.
	 */
	@Override
	public @Nullable Object getAttribute(String name) {
		if (this.attributes.undecoded(name) != null) {
			this.decoder.accept(this, name);
		}
		return this.attributes.get(name);
	}

	/**
	 * Set or remove an attribute.
	 * @return the application's object that was there, {@code null} if there was none or
	 * it was not decoded
	 */
	@Override
	public @Nullable Object setAttribute(String name, @Nullable Object value) {
		Object old = this.attributes.get(name);
		if (this.attributes.set(name, value)) {
			setDirty(true);
		}
		return old;
	}

	@Override
	public Set<String> getKeys() {
		return this.attributes.names();
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
	public void putAllAttributes(Map<String, Object> values) {
		values.forEach(this::setAttribute);
	}

	@Override
	public void clearAllAttributes() {
		getKeys().forEach((name) -> setAttribute(name, null));
	}

	@Override
	public Set<String> getAllAttributeNames() {
		return getKeys();
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
	 * Return the user that the session will be registered for.
	 * @return the name, empty: nobody, {@code null}: the registration has not changed
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
	 * Note that the id is being changed. Until the store has answered, the session has
	 * the one id or the other.
	 * @param undo takes the change back
	 */
	void beginIdChange(SecretChange undo) {
		this.idUndo = undo;
	}

	/**
	 * Note that the store has not answered a change of the id, if there was one. The
	 * client still has the former id, so what takes the change back is stored like any
	 * other change.
	 */
	void refuseIdChange() {
		this.idUncertain = this.idUndo != null;
	}

	/**
	 * Return what takes back a change of the id that was refused.
	 */
	@Nullable SecretChange idUndo() {
		return this.idUncertain ? this.idUndo : null;
	}

	/**
	 * Return whether a change of the id was refused, and may be stored all the same.
	 */
	boolean isIdUncertain() {
		try (AutoLock hold = this.lock.lock()) {
			return this.idUncertain;
		}
	}

	/**
	 * Note that the store has answered which id the session has.
	 */
	void endIdChange() {
		if (this.idUndo != null) {
			this.idUndo = null;
			this.idUncertain = false;
			setId(this.storedId);
		}
	}

	/**
	 * Return whether there is anything to store besides attributes and clock readings.
	 */
	boolean isMetadataChanged() {
		return this.timeoutChanged || this.newPrincipal != null || this.idUncertain || this.record == null;
	}

	/**
	 * Return whether there is anything to store besides clock readings.
	 */
	boolean isChanged() {
		return this.attributes.isChanged() || isMetadataChanged();
	}

	/**
	 * Note which timeout and which user are in the store. They may have been changed
	 * again since they were sent.
	 */
	void metadataStored(Duration timeout, @Nullable String principal) {
		if (times().maxInactive().equals(timeout)) {
			this.timeoutChanged = false;
		}
		if (principal != null && principal.equals(this.newPrincipal)) {
			this.newPrincipal = null;
		}
	}

	/**
	 * Take over a record of the session, without looking at the attributes.
	 * @param stored the session as it is in the store
	 * @param id its present id
	 */
	void take(SessionRecord stored, String id) {
		this.record = stored;
		this.storedId = id;
		if (this.idUndo == null || !this.idUndo.replaces(stored.secret(), stored.secretVersion())) {
			setId(id);
		}
		setVersion(stored.version());
		setLastSaved(Math.max(1, stored.times().accessed().toEpochMilli()));
		setDirty(this.attributes.isChanged());
		setMetaDataDirty(false);
		apply(stored.times());
	}

	/**
	 * Bring this copy up to date.
	 * @param found the session as it is in the store
	 * @param id its present id
	 * @param known the record that this copy had when the store was asked. If the copy
	 * has another one by now, an older version than that is outdated
	 * @return whether an attribute has changed
	 */
	boolean refresh(SessionRecord found, String id, @Nullable SessionRecord known) {
		SessionRecord present = this.record;
		if (present != null
				&& (present.stamp() == found.stamp() || (present != known && found.version() <= present.version()))) {
			return false;
		}
		take(found, id);
		return this.attributes.sync(found.attributes());
	}

	/**
	 * Go back to what is stored, as far as it was changed by requests that were not
	 * answered with a success.
	 */
	void revert() {
		SessionRecord stored = this.record;
		if (stored != null) {
			this.attributes.revert(stored.attributes());
			this.timeoutChanged = false;
			this.newPrincipal = null;
			apply(stored.times());
		}
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
	 * Return the names of stored values that implement a binding or activation listener.
	 */
	Set<String> listening() {
		return storedAttributes().entrySet()
			.stream()
			.filter((entry) -> entry.getValue().listening())
			.map(Map.Entry::getKey)
			.collect(Collectors.toSet());
	}

	@Override
	public String toString() {
		return "ClusteredSessionData[" + this.key + "]";
	}

}
