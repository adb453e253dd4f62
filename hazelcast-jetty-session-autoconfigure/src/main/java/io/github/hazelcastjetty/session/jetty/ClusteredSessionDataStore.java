package io.github.hazelcastjetty.session.jetty;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import java.util.stream.Collectors;

import org.eclipse.jetty.nosql.NoSqlSessionDataStore;
import org.eclipse.jetty.session.SessionContext;
import org.eclipse.jetty.session.SessionData;
import org.eclipse.jetty.session.UnreadableSessionDataException;
import org.jspecify.annotations.Nullable;

import io.github.hazelcastjetty.session.jetty.AttributeTransfer.Change;
import io.github.hazelcastjetty.session.store.SessionDelta;
import io.github.hazelcastjetty.session.store.SessionKey;
import io.github.hazelcastjetty.session.store.SessionRecord;
import io.github.hazelcastjetty.session.store.SessionStore;
import io.github.hazelcastjetty.session.store.SessionStoreException;
import io.github.hazelcastjetty.session.store.SessionTimes;
import io.github.hazelcastjetty.session.store.StoredAttribute;

/**
 * Jetty's side of the {@link SessionStore}: turns records into session data and session
 * data into deltas. Whoever passes session data holds the lock of its session.
 */
final class ClusteredSessionDataStore extends NoSqlSessionDataStore {

	/**
	 * Stands for an id in messages.
	 */
	private static final String SECRET = "[masked]";

	private static final int MAX_READ_ATTEMPTS = 10;

	private final SessionStore store;

	private final AttributeTransfer transfer;

	private final BooleanSupplier attributeListeners;

	private String scope = "";

	/**
	 * Create a data store.
	 * @param attributeListeners whether anybody wants to know the old value of an
	 * attribute that is replaced
	 */
	ClusteredSessionDataStore(SessionStore store, AttributeTransfer transfer, BooleanSupplier attributeListeners) {
		this.store = store;
		this.transfer = transfer;
		this.attributeListeners = attributeListeners;
	}

	@Override
	public void initialize(SessionContext context) throws Exception {
		super.initialize(context);
		this.scope = SessionScope.of(context.getContext());
	}

	SessionKey key(String id) {
		return new SessionKey(id, this.scope);
	}

	boolean isOurs(SessionKey key) {
		return this.scope.equals(key.scope());
	}

	boolean isImmutable(Object value) {
		return this.transfer.isImmutable(value);
	}

	boolean hasAttributeListeners() {
		return this.attributeListeners.getAsBoolean();
	}

	/**
	 * Run something in the web application's class loader and scope.
	 */
	void inContext(Runnable action) {
		this._context.run(action);
	}

	@Override
	public ClusteredSessionData newSessionData(String id, long created, long accessed, long lastAccessed,
			long maxInactiveMs) {
		return new ClusteredSessionData(this, id, this._context.getCanonicalContextPath(), this._context.getVhost(),
				created, accessed, lastAccessed, maxInactiveMs);
	}

	/**
	 * Make session data of what was found in the store.
	 */
	ClusteredSessionData toData(String id, SessionRecord record) {
		SessionTimes times = record.times();
		Duration timeout = times.maxInactive();
		ClusteredSessionData data = newSessionData(id, times.created().toEpochMilli(), times.accessed().toEpochMilli(),
				times.lastAccessed().toEpochMilli(), times.isImmortal() ? -1 : timeout.toMillis());
		data.setExpiry(times.isImmortal() ? 0 : times.expiry().toEpochMilli());
		data.saved(record, Set.of(), Map.of());
		data.setLastNode(record.node());
		return data;
	}

	/**
	 * Store what has changed in a session, if anything has.
	 * @param shared whether another request may be at work on its attributes
	 * @return whether anything had changed
	 * @throws SessionGoneException if the session has ended elsewhere
	 */
	boolean save(ClusteredSessionData data, boolean shared) {
		Change change = this.transfer.nothing();
		inContext(() -> this.transfer.take(data, shared, change));
		SessionRecord known = data.getRecord();
		if (known != null && change.isEmpty() && !data.isMetadataChanged()) {
			return false;
		}
		SessionKey key = key(data.getId());
		store(data, change,
				(delta) -> (known != null) ? this.store.update(key, known, delta) : this.store.insert(key, delta));
		return true;
	}

	/**
	 * Give a session another id, storing what has changed.
	 * @param shared whether another request may be at work on its attributes
	 * @throws SessionGoneException if the session has ended elsewhere
	 */
	void rename(ClusteredSessionData data, String newId, boolean shared) {
		if (data.getRecord() != null) {
			// By itself: until the session is renamed others may change the same
			// attributes again
			save(data, shared);
		}
		SessionRecord known = data.getRecord();
		if (known != null) {
			SessionKey from = key(data.getId());
			SessionKey to = key(newId);
			byte[] seal = this.transfer.seal(data, to);
			store(data, this.transfer.nothing(), (delta) -> this.store.rename(from, to, known, delta.withSeal(seal)));
		}
		data.setId(newId);
	}

	private void store(ClusteredSessionData data, Change change, Operation operation) {
		SessionRecord stored;
		try {
			stored = operation.apply(change.toDelta(data));
		}
		catch (RuntimeException | Error ex) {
			change.undo(data);
			throw ex;
		}
		if (stored == null) {
			change.kept(data);
			throw new SessionGoneException();
		}
		change.done(data, stored);
	}

	/**
	 * Decode an attribute into session data. The first time that a large one is asked for
	 * all large ones are fetched, so that a session is loaded in two operations. One that
	 * is missing although the session still refers to it, however often it is looked at,
	 * is lost.
	 */
	void decode(ClusteredSessionData data, String name, StoredAttribute attribute) {
		StoredAttribute present = attribute;
		for (int attempt = 0; attempt < MAX_READ_ATTEMPTS; attempt++) {
			if (present instanceof StoredAttribute.Inline inline) {
				inContext(() -> this.transfer.decode(data, name, inline.bytes()));
			}
			else {
				fetch(data);
			}
			present = data.undecoded(name);
			if (present == null) {
				return;
			}
		}
		if (!present.equals(attribute)) {
			throw new IllegalStateException("Session attribute '" + name + "' is replaced faster than it can be read");
		}
		this.transfer.lost(data, name);
	}

	private void fetch(ClusteredSessionData data) {
		SessionRecord record = data.getRecord();
		if (record == null) {
			return;
		}
		SessionKey key = key(data.getId());
		Set<String> names = data.undecodedApart();
		Map<String, byte[]> values = this.store.readApart(key, record, names);
		values.forEach(data::fetched);
		if (values.size() < names.size()) {
			// Replaced since the record was read: the new record says by what
			RenamedSession present = RenamedSession.find(this.store, key);
			if (present == null) {
				throw new SessionGoneException();
			}
			data.refresh(present);
		}
	}

	@Override
	public @Nullable SessionData doLoad(String id) throws UnreadableSessionDataException {
		try {
			SessionRecord record = this.store.find(key(id));
			return (record != null) ? toData(id, record) : null;
		}
		catch (SessionStoreException ex) {
			throw ex;
		}
		catch (RuntimeException ex) {
			throw new UnreadableSessionDataException(SECRET, this._context, ex);
		}
	}

	@Override
	public void doStore(String id, SessionData data, long lastSaveTime) {
		save((ClusteredSessionData) data, false);
	}

	@Override
	public boolean doExists(String id) {
		SessionRecord record = this.store.find(key(id));
		return record != null && !record.times().isExpiredAt(Instant.now());
	}

	@Override
	public boolean delete(String id) {
		return end(key(id), (record) -> true);
	}

	/**
	 * End a session without telling anybody.
	 */
	private boolean end(SessionKey key, Predicate<SessionRecord> condition) {
		SessionRecord claimed = this.store.claim(key, condition);
		if (claimed != null) {
			this.store.remove(key, claimed);
		}
		return claimed != null;
	}

	@Override
	public Set<String> doCheckExpired(Set<String> candidates, long time) {
		return candidates.stream().filter((id) -> isGoneOrExpired(id, time)).collect(Collectors.toSet());
	}

	private boolean isGoneOrExpired(String id, long time) {
		SessionRecord record = this.store.find(key(id));
		return record == null || record.times().isExpiredAt(Instant.ofEpochMilli(time));
	}

	@Override
	public Set<String> doGetExpired(long before) {
		return this.store.findExpired(Instant.ofEpochMilli(before))
			.stream()
			.filter(this::isOurs)
			.map(SessionKey::id)
			.collect(Collectors.toSet());
	}

	@Override
	public void doCleanOrphans(long time) {
		Instant limit = Instant.ofEpochMilli(time);
		this.store.findExpired(limit).forEach((key) -> end(key, (record) -> record.times().isExpiredAt(limit)));
	}

	@Override
	public boolean isPassivating() {
		return false;
	}

	/**
	 * A call of the store that changes a session.
	 */
	@FunctionalInterface
	private interface Operation {

		@Nullable SessionRecord apply(SessionDelta delta);

	}

}
