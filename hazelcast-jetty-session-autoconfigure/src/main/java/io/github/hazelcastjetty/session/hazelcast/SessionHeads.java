package io.github.hazelcastjetty.session.hazelcast;

import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAccumulator;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;

import com.hazelcast.config.IndexConfig;
import com.hazelcast.config.IndexType;
import com.hazelcast.map.IMap;
import com.hazelcast.projection.Projections;
import com.hazelcast.query.Predicates;
import org.jspecify.annotations.Nullable;

import io.github.hazelcastjetty.session.store.SessionStoreException;
import io.github.hazelcastjetty.session.store.UnreadableSessionException;

/**
 * The sessions map, changed by compare-and-set only.
 * <p>
 * An operation that reports failure may have happened: when a member dies, Hazelcast
 * repeats the call on the new owner, which then finds our own value in place. Every head
 * bears a stamp that no other has, and whoever fails looks first whether the stamp that
 * is there is his own.
 */
final class SessionHeads {

	/**
	 * Added to the timeout of a session: long enough for the sweeps to come first, so
	 * that an entry goes silently only if no node was left to sweep.
	 */
	private static final Duration GRACE = Duration.ofMinutes(10);

	/**
	 * Entries outlive all nodes for as long as this at least. Nodes that return in time
	 * still tell the listeners; and sessions with a longer timeout than usual hardly ever
	 * need a time to live of their own, which would be another operation after each
	 * change. All that this keeps for so long is heads, and only if no node comes back.
	 */
	private static final Duration SHORTEST = Duration.ofDays(30);

	private static final String PRINCIPAL = "principal";

	private final IMap<String, SessionHead> map;

	private final ClusterCalls calls;

	private final Duration timeToLive;

	private volatile boolean mapUnprepared;

	private volatile boolean principalsIndexed;

	private final LongAdder changes = new LongAdder();

	private final LongAdder conflicts = new LongAdder();

	private final LongAccumulator mostConflicts = new LongAccumulator(Math::max, 0);

	/**
	 * Create an instance.
	 * @param timeToLive what the map gives each entry at each change, zero: for ever
	 */
	SessionHeads(IMap<String, SessionHead> map, ClusterCalls calls, Duration timeToLive) {
		this.map = map;
		this.calls = calls;
		this.timeToLive = timeToLive;
	}

	static Duration timeToLive(Duration sessionTimeout) {
		return ((sessionTimeout.compareTo(SHORTEST) < 0) ? SHORTEST : sessionTimeout).plus(GRACE);
	}

	/**
	 * The map was created again by Hazelcast itself, and without our configuration: from
	 * now on each entry needs a time to live of its own.
	 */
	void mapIsUnprepared() {
		this.mapUnprepared = true;
		this.principalsIndexed = false;
	}

	/**
	 * Read a head.
	 * @throws UnreadableSessionException if it is none of ours
	 */
	@Nullable StoredHead read(String key, Deadline deadline) {
		SessionHead head;
		try {
			head = this.calls.await("Reading a session", key, deadline, () -> this.map.getAsync(key));
		}
		catch (ClassCastException | SessionStoreException ex) {
			if (ForeignValues.isReasonOf(ex)) {
				throw new UnreadableSessionException("Reading a session failed: what is stored is not a session");
			}
			throw ex;
		}
		return (head != null) ? StoredHead.of(head) : null;
	}

	/**
	 * Store a head where there is none.
	 * @return whether it is there now
	 */
	boolean insert(String key, StoredHead first, Deadline deadline) {
		SessionHead present;
		try {
			present = this.calls.call("Storing a session", key, deadline,
					() -> this.map.putIfAbsent(key, first.head()));
		}
		catch (SessionStoreException ex) {
			present = readAfter(ex, key, deadline);
			if (present == null) {
				throw ex;
			}
		}
		boolean inserted = present == null || present.stamp() == first.head().stamp();
		if (inserted) {
			extend(key, first);
		}
		return inserted;
	}

	/**
	 * Change a head until it sticks.
	 * @param known the head as it was last seen, or {@code null} to look first
	 * @param change makes the next head, or returns {@code null} to give up
	 * @return what was there before and what is there now, or {@code null} if there is no
	 * head (any more) or the change gave up
	 */
	@Nullable Swap change(String key, @Nullable StoredHead known, Deadline deadline, Change change) {
		StoredHead base = (known != null) ? known : read(key, deadline);
		for (int attempt = 0; base != null; attempt++) {
			StoredHead next = change.apply(base);
			if (next == null) {
				return null;
			}
			if (replace(key, base, next, deadline)) {
				return changed(key, base, next);
			}
			StoredHead present = read(key, deadline);
			if (present != null && present.head().stamp() == next.head().stamp()) {
				return changed(key, base, next);
			}
			if (present != null) {
				this.conflicts.increment();
				this.mostConflicts.accumulate(attempt + 1);
			}
			if (deadline.hasPassed()) {
				throw new SessionStoreException(
						"Changing a session failed: others changed it " + (attempt + 1) + " times at the same moment",
						null);
			}
			base = present;
			pause(attempt);
		}
		return null;
	}

	private Swap changed(String key, StoredHead before, StoredHead after) {
		this.changes.increment();
		extend(key, after);
		return new Swap(before, after);
	}

	/**
	 * Store something where there is nothing, so that nobody stores a session there any
	 * more. It is gone after a while.
	 * @return what is there now
	 */
	SessionHead block(String key, SessionHead placeholder, Duration timeToLive, Deadline deadline) {
		SessionHead present = this.calls.call("Blocking the name of a session", key, deadline,
				() -> this.map.putIfAbsent(key, placeholder, timeToLive.toMillis(), TimeUnit.MILLISECONDS));
		return (present != null) ? present : placeholder;
	}

	long changes() {
		return this.changes.sum();
	}

	long conflicts() {
		return this.conflicts.sum();
	}

	long mostConflicts() {
		return this.mostConflicts.get();
	}

	boolean remove(String key, StoredHead head, Deadline deadline) {
		return this.calls.call("Removing a session", key, deadline, () -> this.map.remove(key, head.head()));
	}

	/**
	 * Return the keys of heads whose time is over.
	 * @return by key, whether the head is claimed
	 */
	Map<String, Boolean> expired(long millis) {
		Collection<Object[]> rows = this.calls.callAll("Looking for expired sessions", this.calls.deadline(),
				() -> this.map.project(Projections.multiAttribute("__key", "claim"),
						Predicates.lessEqual("expiry", millis)));
		return rows.stream().collect(Collectors.toMap((row) -> (String) row[0], (row) -> row[1] != null));
	}

	/**
	 * Return the heads of a user's sessions. The index is not there before somebody asks:
	 * an application that never does is not to pay for it at each change.
	 */
	Map<String, StoredHead> ofPrincipal(String principal) {
		Set<Map.Entry<String, SessionHead>> entries = this.calls.callAll("Looking for the sessions of a user",
				this.calls.deadline(), () -> {
					if (!this.principalsIndexed) {
						this.map.addIndex(new IndexConfig(IndexType.HASH, PRINCIPAL));
						this.principalsIndexed = true;
					}
					return this.map.entrySet(Predicates.equal(PRINCIPAL, principal));
				});
		return entries.stream()
			.collect(Collectors.toMap(Map.Entry::getKey, (entry) -> StoredHead.of(entry.getValue())));
	}

	/**
	 * Return the users of sessions that are not claimed, by key.
	 */
	Map<String, String> principals() {
		Collection<Object[]> rows = this.calls.callAll("Looking for users with a session", this.calls.deadline(),
				() -> this.map.project(Projections.multiAttribute("__key", PRINCIPAL),
						Predicates.and(Predicates.notEqual(PRINCIPAL, null), Predicates.equal("claim", null))));
		return rows.stream().collect(Collectors.toMap((row) -> (String) row[0], (row) -> (String) row[1]));
	}

	private boolean replace(String key, StoredHead base, StoredHead next, Deadline deadline) {
		try {
			return this.calls.call("Changing a session", key, deadline,
					() -> this.map.replace(key, base.head(), next.head()));
		}
		catch (SessionStoreException ex) {
			SessionHead present = readAfter(ex, key, deadline);
			if (present == null) {
				throw ex;
			}
			return present.stamp() == next.head().stamp();
		}
	}

	private @Nullable SessionHead readAfter(SessionStoreException failure, String key, Deadline deadline) {
		if (deadline.hasPassed()) {
			throw failure;
		}
		StoredHead present = read(key, deadline);
		return (present != null) ? present.head() : null;
	}

	/**
	 * A change resets the entry's time to live to the map's, which is too short for a
	 * session with a longer timeout than usual. Nobody waits for this.
	 */
	private void extend(String key, StoredHead head) {
		Duration timeout = head.body().times().maxInactive();
		Duration needed = head.body().times().isImmortal() ? Duration.ZERO : timeToLive(timeout);
		if (isExtensionNeeded(needed)) {
			this.calls.execute(() -> this.map.setTtl(key, needed.toMillis(), TimeUnit.MILLISECONDS));
		}
	}

	private boolean isExtensionNeeded(Duration needed) {
		if (this.mapUnprepared) {
			return !needed.isZero();
		}
		return !this.timeToLive.isZero() && (needed.isZero() || needed.compareTo(this.timeToLive) > 0);
	}

	private static void pause(int attempt) {
		long limit = TimeUnit.MICROSECONDS.toNanos(100L << Math.min(attempt, 6));
		LockSupport.parkNanos(ThreadLocalRandom.current().nextLong(limit));
	}

	/**
	 * Makes the next head out of the present one; {@code null} gives up.
	 */
	@FunctionalInterface
	interface Change {

		@Nullable StoredHead apply(StoredHead present);

	}

	/**
	 * A change that stuck.
	 *
	 * @param before what was there
	 * @param after what is there now
	 */
	record Swap(StoredHead before, StoredHead after) {

	}

}
