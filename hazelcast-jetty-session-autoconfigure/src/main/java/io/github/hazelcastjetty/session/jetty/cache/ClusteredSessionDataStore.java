package io.github.hazelcastjetty.session.jetty.cache;

import java.time.Instant;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

import org.eclipse.jetty.nosql.NoSqlSessionDataStore;
import org.eclipse.jetty.session.SessionContext;
import org.eclipse.jetty.session.SessionData;
import org.eclipse.jetty.session.UnreadableSessionDataException;
import org.jspecify.annotations.Nullable;

import io.github.hazelcastjetty.session.codec.AttributeCipher;
import io.github.hazelcastjetty.session.jetty.data.AttributeValues;
import io.github.hazelcastjetty.session.jetty.data.LocalAttributes;
import io.github.hazelcastjetty.session.store.SessionKey;
import io.github.hazelcastjetty.session.store.SessionRecord;
import io.github.hazelcastjetty.session.store.SessionStore;
import io.github.hazelcastjetty.session.store.SessionStoreException;
import io.github.hazelcastjetty.session.store.SessionTimes;

/**
 * Jetty's side of the {@link SessionStore}: makes session data of records, and keeps what
 * Jetty's contract for data stores promises.
 */
final class ClusteredSessionDataStore extends NoSqlSessionDataStore {

	private final SessionStore store;

	private final AttributeValues values;

	private final SessionLoader loader;

	private final SessionWriter writer;

	private final Clocks clocks;

	private String scope = "";

	ClusteredSessionDataStore(SessionStore store, AttributeValues values, AttributeCipher cipher,
			SessionSettings settings, Clocks clocks) {
		this.store = store;
		this.values = values;
		this.clocks = clocks;
		this.loader = new SessionLoader(store, values, cipher, this::inContext);
		this.writer = new SessionWriter(store, values, cipher, this.loader, settings, this::inContext);
	}

	@Override
	public void initialize(SessionContext context) throws Exception {
		super.initialize(context);
		this.scope = SessionScope.of(context.getContext());
	}

	/**
	 * Return the key of a session in the store.
	 */
	SessionKey key(String id) {
		return keyOfName(SessionIds.name(id));
	}

	SessionKey keyOfName(String name) {
		return new SessionKey(name, this.scope);
	}

	/**
	 * Return whether a session belongs to this web application.
	 */
	boolean isOurs(SessionKey key) {
		return this.scope.equals(key.scope());
	}

	SessionLoader loader() {
		return this.loader;
	}

	SessionWriter writer() {
		return this.writer;
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
		return new ClusteredSessionData(this, key(id), new LocalAttributes(this.values::isImmutable),
				this.loader::decode, id, this._context.getCanonicalContextPath(), this._context.getVhost(), created,
				accessed, lastAccessed, maxInactiveMs);
	}

	/**
	 * Make session data of what was found in the store.
	 * @param id the present id of the session
	 */
	ClusteredSessionData toData(String id, SessionRecord record) {
		SessionTimes times = record.times();
		ClusteredSessionData data = newSessionData(id, times.created().toEpochMilli(), times.accessed().toEpochMilli(),
				times.lastAccessed().toEpochMilli(), times.isImmortal() ? -1 : times.maxInactive().toMillis());
		data.setExpiry(times.isImmortal() ? 0 : times.expiry().toEpochMilli());
		data.refresh(record, id, null);
		data.setLastNode(record.node());
		return data;
	}

	/**
	 * Load a session.
	 * @param id the id that a request came with
	 * @return the session, or {@code null} if there is none of that name or it has
	 * another secret
	 */
	@Nullable ClusteredSessionData find(String id) {
		SessionRecord record = record(id);
		return (record != null) ? toData(id, record) : null;
	}

	private @Nullable SessionRecord record(String id) {
		SessionKey key = key(id);
		SessionRecord record = this.store.find(key, null);
		return (record != null && SessionIds.areEqual(this.loader.id(key, record), id)) ? record : null;
	}

	@Override
	public @Nullable SessionData doLoad(String id) throws UnreadableSessionDataException {
		try {
			return find(id);
		}
		catch (SessionStoreException ex) {
			throw ex;
		}
		catch (RuntimeException ex) {
			throw new UnreadableSessionDataException(SessionIds.name(id), this._context, ex);
		}
	}

	@Override
	public void doStore(String id, SessionData data, long lastSaveTime) {
		if (this.writer.write((ClusteredSessionData) data, 0, null) == SessionWriter.Result.GONE) {
			throw new SessionGoneException();
		}
	}

	@Override
	public boolean doExists(String id) {
		return !isGoneOrExpired(id, this.clocks.now());
	}

	@Override
	public boolean delete(String id) {
		return record(id) != null && end(key(id), (record) -> true);
	}

	/**
	 * End a session without calling its listeners.
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
		Instant limit = Instant.ofEpochMilli(time);
		return candidates.stream().filter((id) -> isGoneOrExpired(id, limit)).collect(Collectors.toSet());
	}

	private boolean isGoneOrExpired(String id, Instant time) {
		SessionRecord record = record(id);
		return record == null || record.times().isExpiredAt(time);
	}

	@Override
	public Set<String> doGetExpired(long before) {
		return this.store.findExpired(Instant.ofEpochMilli(before))
			.stream()
			.filter(this::isOurs)
			.map(this::findId)
			.filter(Objects::nonNull)
			.collect(Collectors.toSet());
	}

	private @Nullable String findId(SessionKey key) {
		SessionRecord record = this.store.find(key, null);
		return (record != null) ? this.loader.id(key, record) : null;
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

}
