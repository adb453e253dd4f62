package io.github.hazelcastjetty.session.hazelcast;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.BooleanSupplier;

import io.github.hazelcastjetty.session.store.SessionKey;

/**
 * Tombstones of the sessions that this node has ended, for as long as a part of the
 * cluster that knows nothing of it could bring them back: for a day after a member was
 * lost, otherwise for as long as it may take to notice such a loss. Of very many only the
 * last ones are kept. Safe for use by several threads, without a lock: what is read may
 * be a moment old.
 */
final class EndedSessions {

	private static final Duration UNTIL_A_LOSS_IS_NOTICED = Duration.ofMinutes(2);

	private static final int MOST = 20_000;

	private final Map<SessionKey, Ended> keys = new ConcurrentHashMap<>();

	private final Queue<Ended> oldestFirst = new ConcurrentLinkedQueue<>();

	private final BooleanSupplier memberLost;

	private final Clock clock;

	/**
	 * Create an instance.
	 * @param memberLost whether the cluster has lost a member within the last day
	 */
	EndedSessions(BooleanSupplier memberLost, Clock clock) {
		this.memberLost = memberLost;
		this.clock = clock;
	}

	void add(SessionKey key, Instant created) {
		Ended present = this.keys.get(key);
		if (present != null && present.created().equals(created)) {
			// To end a session is tried again and again while the cluster is silent
			return;
		}
		Instant now = this.clock.instant();
		Ended added = new Ended(key, created, now);
		this.keys.put(key, added);
		this.oldestFirst.add(added);
		Instant start = now.minus(this.memberLost.getAsBoolean() ? SplitWatch.PERIOD : UNTIL_A_LOSS_IS_NOTICED);
		Ended oldest = this.oldestFirst.peek();
		while (oldest != null && (oldest.time().isBefore(start) || this.keys.size() > MOST)) {
			if (this.oldestFirst.remove(oldest)) {
				this.keys.remove(oldest.key(), oldest);
			}
			oldest = this.oldestFirst.peek();
		}
	}

	/**
	 * Return whether a session was ended here. Web applications that share a cookie may
	 * use an id again, so the time of its creation tells it from the next one with the
	 * same key.
	 */
	boolean contains(SessionKey key, Instant created) {
		Ended ended = this.keys.get(key);
		return ended != null && ended.created().equals(created);
	}

	List<Ended> all() {
		return List.copyOf(this.keys.values());
	}

	/**
	 * A session that was ended.
	 *
	 * @param key the key of the session
	 * @param created when it was created
	 * @param time when it was ended
	 */
	record Ended(SessionKey key, Instant created, Instant time) {

	}

}
