package io.github.hazelcastjetty.session.hazelcast;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

import io.github.hazelcastjetty.session.hazelcast.EndedSessions.Ended;
import io.github.hazelcastjetty.session.store.SessionKey;
import io.github.hazelcastjetty.session.store.SessionStoreException;
import io.github.hazelcastjetty.session.store.SessionStoreListener;

/**
 * Ends once more what this node has ended while the cluster was split, and what the other
 * part has brought back. Its listeners were told then, so nobody has to claim it, and
 * what fails can be done again.
 */
final class RevivedSessions implements SessionStoreListener {

	private static final Duration PATIENCE = Duration.ofMinutes(1);

	private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

	private final EndedSessions ended;

	private final SessionHeads heads;

	private final LargeAttributes large;

	private final FormerNames formerNames;

	private final ClusterCalls calls;

	RevivedSessions(EndedSessions ended, SessionHeads heads, LargeAttributes large, FormerNames formerNames,
			ClusterCalls calls) {
		this.ended = ended;
		this.heads = heads;
		this.large = large;
		this.formerNames = formerNames;
		this.calls = calls;
	}

	@Override
	public void allStale() {
		this.calls.execute(this::endAgain);
	}

	private void endAgain() {
		Deadline patience = Deadline.in(PATIENCE);
		for (Ended name : this.ended.all()) {
			while (!endAgain(name) && !patience.hasPassed()) {
				LockSupport.parkNanos(PAUSE_NANOS);
			}
		}
	}

	private boolean endAgain(Ended name) {
		SessionKey key = name.name();
		Deadline deadline = this.calls.deadline();
		try {
			StoredHead head = this.heads.read(key.value(), deadline);
			if (head == null || !isRevived(head, name)) {
				return true;
			}
			this.formerNames.clear(key, head, deadline);
			if (!this.heads.remove(key.value(), head, deadline)) {
				return false;
			}
			if (!name.renamed()) {
				// Else they are still in use
				this.large.delete(head.home(key), head.apart());
			}
			return true;
		}
		catch (SessionStoreException ex) {
			return false;
		}
	}

	/**
	 * Return whether a session is to end. One that another node is destroying does.
	 */
	private static boolean isRevived(StoredHead head, Ended name) {
		return head.body().times().created().equals(name.created())
				&& (!head.isClaimed() || head.body().movedTo() != null);
	}

}
