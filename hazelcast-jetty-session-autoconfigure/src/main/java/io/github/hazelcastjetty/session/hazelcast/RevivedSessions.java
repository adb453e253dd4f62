package io.github.hazelcastjetty.session.hazelcast;

import java.time.Duration;

import io.github.hazelcastjetty.session.hazelcast.EndedSessions.Ended;
import io.github.hazelcastjetty.session.hazelcast.call.Deadline;
import io.github.hazelcastjetty.session.hazelcast.format.StoredHead;
import io.github.hazelcastjetty.session.store.SessionStoreException;
import io.github.hazelcastjetty.session.store.UnreadableSessionException;

/**
 * Ends once more what this node has ended while the cluster was split, and what the other
 * part has brought back. Its listeners were told then, so it need not be claimed, and
 * what fails can be done again.
 */
final class RevivedSessions {

	private static final Duration PATIENCE = Duration.ofMinutes(1);

	private static final Duration PAUSE = Duration.ofMillis(100);

	private final EndedSessions ended;

	private final SessionHeads heads;

	private final LargeAttributes large;

	private final Grid grid;

	RevivedSessions(EndedSessions ended, SessionHeads heads, LargeAttributes large, Grid grid) {
		this.ended = ended;
		this.heads = heads;
		this.large = large;
		this.grid = grid;
	}

	/**
	 * End all of them, and try for a while.
	 * @throws SessionStoreException if the store is closed meanwhile
	 */
	void endAgain() {
		Deadline patience = Deadline.in(PATIENCE);
		while (!tryToEndAgain() && !patience.hasPassed()) {
			this.grid.pause(PAUSE);
		}
	}

	/**
	 * End them, as many as possible.
	 * @return whether none is left
	 */
	boolean tryToEndAgain() {
		boolean done = true;
		for (Ended session : this.ended.all()) {
			try {
				done &= endAgain(session);
			}
			catch (UnreadableSessionException ex) {
				// It is none of those that this node has ended
			}
			catch (SessionStoreException ex) {
				return false;
			}
		}
		return done;
	}

	private boolean endAgain(Ended session) {
		Deadline deadline = this.grid.deadline();
		StoredHead head = this.heads.read(session.key(), deadline);
		if (head == null || head.isClaimed() || !head.times().created().equals(session.created())) {
			return true;
		}
		if (!this.heads.remove(session.key(), head, deadline)) {
			return false;
		}
		this.large.delete(head.large(session.key()));
		return true;
	}

}
