package io.github.hazelcastjetty.session.hazelcast;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;

import io.github.hazelcastjetty.session.store.SessionKey;

/**
 * The names that sessions do not have any more because this node has ended or renamed
 * them, for as long as a part of the cluster that knows nothing of it could bring them
 * back: for a day after a member was lost, otherwise for as long as it may take to notice
 * such a loss. Of very many only the last ones are kept. Safe for use by several threads,
 * without a lock: what is read may be a moment old.
 */
final class EndedSessions {

	private static final Duration UNTIL_A_LOSS_IS_NOTICED = Duration.ofMinutes(2);

	private static final int MOST = 20_000;

	private final Map<SessionKey, Ended> names = new ConcurrentHashMap<>();

	private final Queue<Ended> oldestFirst = new ConcurrentLinkedQueue<>();

	private final SplitWatch watch;

	private final Clock clock;

	EndedSessions(SplitWatch watch, Clock clock) {
		this.watch = watch;
		this.clock = clock;
	}

	void add(SessionKey name, Instant created, boolean renamed) {
		Ended present = this.names.get(name);
		if (present != null && present.created().equals(created) && present.renamed() == renamed) {
			// To end a session is tried again and again while the cluster is silent
			return;
		}
		Instant now = this.clock.instant();
		Ended added = new Ended(name, created, renamed, now);
		this.names.put(name, added);
		this.oldestFirst.add(added);
		Instant start = now.minus((this.watch.lost() != null) ? SplitHistory.KEPT : UNTIL_A_LOSS_IS_NOTICED);
		Ended oldest = this.oldestFirst.peek();
		while (oldest != null && (oldest.time().isBefore(start) || this.names.size() > MOST)) {
			if (this.oldestFirst.remove(oldest)) {
				this.names.remove(oldest.name(), oldest);
			}
			oldest = this.oldestFirst.peek();
		}
	}

	/**
	 * A session has got one of these names back, because its renaming was undone.
	 */
	void forget(SessionKey name) {
		Ended forgotten = this.names.remove(name);
		if (forgotten != null) {
			this.oldestFirst.remove(forgotten);
		}
	}

	/**
	 * Return whether a session was ended here, or has another name. Web applications that
	 * share a cookie may use an id again, so the time of its creation tells it from the
	 * next one of the same name.
	 */
	boolean contains(SessionKey name, Instant created) {
		Ended ended = this.names.get(name);
		return ended != null && ended.created().equals(created);
	}

	List<Ended> all() {
		return List.copyOf(this.names.values());
	}

	/**
	 * A name that no session has any more.
	 *
	 * @param name the name
	 * @param created when the session was created
	 * @param renamed whether the session has another one
	 * @param time when it lost this one
	 */
	record Ended(SessionKey name, Instant created, boolean renamed, Instant time) {

	}

}
