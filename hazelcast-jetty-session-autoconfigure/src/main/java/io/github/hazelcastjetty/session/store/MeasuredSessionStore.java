package io.github.hazelcastjetty.session.store;

import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

import org.jspecify.annotations.Nullable;

import io.github.hazelcastjetty.session.store.SessionStatistics.Event;

/**
 * Store that counts what it is asked for, and lets each call be observed.
 *
 * @since 1.0.0
 */
public final class MeasuredSessionStore implements SessionStore {

	private final SessionStore store;

	private final SessionStatistics statistics;

	private final SessionCallObserver observer;

	private final InstantSource clock;

	/**
	 * Create a store.
	 * @param store does the work
	 * @param statistics counts
	 * @param observer is put around each call that waits for an answer
	 * @param clock tells which sessions have expired
	 */
	public MeasuredSessionStore(SessionStore store, SessionStatistics statistics, SessionCallObserver observer,
			InstantSource clock) {
		this.store = store;
		this.statistics = statistics;
		this.observer = observer;
		this.clock = clock;
	}

	@Override
	public String node() {
		return this.store.node();
	}

	@Override
	public @Nullable SessionRecord find(SessionKey key, @Nullable SessionRecord known) {
		SessionRecord found = this.observer.observe("find", key, () -> this.store.find(key, known));
		if (known == null) {
			countLoad(found);
		}
		else {
			countCheck(known, found);
		}
		return found;
	}

	private void countLoad(@Nullable SessionRecord found) {
		if (found != null) {
			this.statistics.count(Event.LOADED);
			countBytesRead(found);
		}
	}

	private void countCheck(SessionRecord known, @Nullable SessionRecord found) {
		if (found == null) {
			this.statistics.count(Event.CHECKED_GONE);
		}
		else if (found == known) {
			this.statistics.count(Event.CHECKED_SAME);
		}
		else {
			this.statistics.count(Event.CHECKED_CHANGED);
			countBytesRead(found);
		}
	}

	private void countBytesRead(SessionRecord found) {
		long bytes = 0;
		for (StoredAttribute attribute : found.attributes().values()) {
			bytes += (attribute instanceof StoredAttribute.Inline) ? attribute.size() : 0;
		}
		this.statistics.add(Event.BYTES_READ, bytes);
	}

	@Override
	public Map<String, byte[]> readApart(SessionKey key, SessionRecord record, Collection<String> names) {
		Map<String, byte[]> values = this.observer.observe("read-attributes", key,
				() -> this.store.readApart(key, record, names));
		values.values().forEach((bytes) -> this.statistics.add(Event.BYTES_READ, bytes.length));
		return values;
	}

	@Override
	public SessionRecord insert(SessionKey key, byte[] secret, SessionDelta delta) {
		SessionRecord stored = this.observer.observe("insert", key, () -> this.store.insert(key, secret, delta));
		this.statistics.count(Event.CREATED);
		countSave(delta);
		return stored;
	}

	@Override
	public @Nullable SessionRecord update(SessionKey key, SessionRecord known, SessionDelta delta) {
		SessionRecord stored = this.observer.observe("update", key, () -> this.store.update(key, known, delta));
		if (stored != null) {
			countSave(delta);
		}
		return stored;
	}

	private void countSave(SessionDelta delta) {
		this.statistics.count(Event.SAVED);
		delta.set().values().forEach((value) -> this.statistics.add(Event.BYTES_WRITTEN, value.bytes().length));
	}

	@Override
	public void announce(SessionKey key) {
		this.store.announce(key);
	}

	@Override
	public @Nullable SessionRecord claim(SessionKey key, Predicate<SessionRecord> condition) {
		SessionRecord claimed = this.observer.observe("claim", key, () -> this.store.claim(key, condition));
		if (claimed != null) {
			this.statistics.count(Event.DESTROYED);
			if (claimed.times().isExpiredAt(this.clock.instant())) {
				this.statistics.count(Event.EXPIRED);
			}
		}
		return claimed;
	}

	@Override
	public void remove(SessionKey key, SessionRecord claimed) {
		this.observer.observe("remove", key, () -> {
			this.store.remove(key, claimed);
			return true;
		});
	}

	@Override
	public List<SessionKey> findExpired(Instant now) {
		return this.observer.observe("find-expired", null, () -> this.store.findExpired(now));
	}

	@Override
	public Map<SessionKey, SessionRecord> findByPrincipal(String principal) {
		return this.observer.observe("find-by-principal", null, () -> this.store.findByPrincipal(principal));
	}

	@Override
	public Map<SessionKey, String> findPrincipals() {
		return this.observer.observe("find-principals", null, this.store::findPrincipals);
	}

	@Override
	public boolean isLocal(SessionKey key) {
		return this.store.isLocal(key);
	}

	@Override
	public void addListener(SessionStoreListener listener) {
		this.store.addListener(listener);
	}

}
