package io.github.hazelcastjetty.session.hazelcast;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAccumulator;
import java.util.concurrent.atomic.LongAdder;

import org.jspecify.annotations.Nullable;

import io.github.hazelcastjetty.session.hazelcast.call.Deadline;
import io.github.hazelcastjetty.session.hazelcast.format.SessionHead;
import io.github.hazelcastjetty.session.hazelcast.format.SessionNotPersistedException;
import io.github.hazelcastjetty.session.hazelcast.format.StoredHead;
import io.github.hazelcastjetty.session.store.SessionKey;
import io.github.hazelcastjetty.session.store.SessionStoreException;
import io.github.hazelcastjetty.session.store.UnreadableSessionException;

/**
 * The heads of sessions, changed by compare-and-set only. Each attempt bears a stamp that
 * no other has. An attempt that reports failure may have happened, so the head that is
 * there decides: it bears the stamp of one of the attempts, or another node was first.
 */
final class SessionHeads {

	private final Grid grid;

	private final LongAdder changes = new LongAdder();

	private final LongAdder conflicts = new LongAdder();

	private final LongAccumulator mostConflicts = new LongAccumulator(Math::max, 0);

	SessionHeads(Grid grid) {
		this.grid = grid;
	}

	/**
	 * Read a head.
	 * @throws UnreadableSessionException if it is none of ours
	 */
	@Nullable StoredHead read(SessionKey key, Deadline deadline) {
		SessionHead head = this.grid.get(key.value(), deadline);
		return (head != null) ? StoredHead.of(key.value(), head) : null;
	}

	/**
	 * Store a head where there is none.
	 * @return whether it is there now
	 */
	boolean insert(SessionKey key, StoredHead first, Deadline deadline) {
		SessionHead present;
		try {
			present = this.grid.putIfAbsent(key.value(), first.head(), deadline);
		}
		catch (SessionStoreException ex) {
			present = readAfter(ex, key, deadline);
		}
		boolean inserted = present == null || present.stamp() == first.stamp();
		if (inserted) {
			this.grid.keep(key.value(), first.times());
		}
		return inserted;
	}

	/**
	 * Change a head until it sticks.
	 * @param known the head as it was last seen, or {@code null} to read it first
	 * @param change makes the next head, or returns {@code null} to give up
	 * @return the heads before and after the change, or {@code null} if there is no head
	 * (any more) or the change gave up
	 */
	@Nullable Swap change(SessionKey key, @Nullable StoredHead known, Deadline deadline, Change change) {
		List<Swap> failed = new ArrayList<>(0);
		StoredHead base = (known != null) ? known : read(key, deadline);
		while (base != null) {
			StoredHead next = change.apply(base, mayHaveHappened(failed, base));
			if (next == null) {
				return null;
			}
			Swap attempt = new Swap(base, next);
			if (replace(key, attempt, deadline)) {
				return changed(key, attempt);
			}
			failed.add(attempt);
			base = read(key, deadline);
			Swap happened = find(failed, base);
			if (happened != null) {
				return changed(key, happened);
			}
			if (base != null) {
				countConflict(failed.size());
				pause(failed.size(), deadline);
			}
		}
		return null;
	}

	private boolean replace(SessionKey key, Swap attempt, Deadline deadline) {
		try {
			return this.grid.replace(key.value(), attempt.before().head(), attempt.after().head(), deadline);
		}
		catch (SessionStoreException ex) {
			return readAfter(ex, key, deadline).stamp() == attempt.after().stamp();
		}
	}

	/**
	 * Read the head after a change that may have happened.
	 * @throws SessionStoreException if the head does not tell
	 */
	private SessionHead readAfter(SessionStoreException failure, SessionKey key, Deadline deadline) {
		if (failure.getCause() instanceof SessionNotPersistedException) {
			// The member has answered, and the next attempt would fail as this one has
			throw failure;
		}
		SessionHead present = deadline.hasPassed() ? null : this.grid.get(key.value(), deadline);
		if (present == null) {
			throw failure;
		}
		return present;
	}

	/**
	 * Return whether the last attempt may have happened and been changed since. A head of
	 * the version that it would have made shows that it has not.
	 */
	private static boolean mayHaveHappened(List<Swap> attempts, StoredHead present) {
		return !attempts.isEmpty() && present.version() > attempts.get(attempts.size() - 1).after().version();
	}

	private static @Nullable Swap find(List<Swap> attempts, @Nullable StoredHead present) {
		for (Swap attempt : attempts) {
			if (present != null && attempt.after().stamp() == present.stamp()) {
				return attempt;
			}
		}
		return null;
	}

	private Swap changed(SessionKey key, Swap swap) {
		this.changes.increment();
		this.grid.keep(key.value(), swap.after().times());
		return swap;
	}

	private void countConflict(int attempts) {
		this.conflicts.increment();
		this.mostConflicts.accumulate(attempts);
	}

	private void pause(int attempts, Deadline deadline) {
		if (deadline.hasPassed()) {
			throw new SessionStoreException(
					"Changing a session failed: others changed it " + attempts + " times at the same moment", null);
		}
		long limit = TimeUnit.MICROSECONDS.toNanos(100L << Math.min(attempts - 1, 6));
		this.grid.pause(Duration.ofNanos(ThreadLocalRandom.current().nextLong(limit)));
	}

	boolean remove(SessionKey key, StoredHead head, Deadline deadline) {
		return this.grid.remove(key.value(), head.head(), deadline);
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

	/**
	 * Makes the next head out of the present one.
	 */
	@FunctionalInterface
	interface Change {

		/**
		 * Make the next head.
		 * @param present the present head
		 * @param mayHaveHappened whether the last attempt may have happened, and others
		 * may have replaced what it had stored
		 * @return the next head, or {@code null} to give up
		 */
		@Nullable StoredHead apply(StoredHead present, boolean mayHaveHappened);

	}

	/**
	 * A change of a head.
	 *
	 * @param before the head before it
	 * @param after the head after it
	 */
	record Swap(StoredHead before, StoredHead after) {

	}

}
