package io.github.hazelcastjetty.session.hazelcast;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

import io.github.hazelcastjetty.session.hazelcast.EndedSessions.Ended;
import io.github.hazelcastjetty.session.store.SessionKey;
import io.github.hazelcastjetty.session.store.SessionRecord;
import io.github.hazelcastjetty.session.store.SessionStore;
import io.github.hazelcastjetty.session.store.SessionStoreException;
import io.github.hazelcastjetty.session.store.SessionStoreListener;

/**
 * Ends once more what this node has ended while the cluster was split, and what the other
 * part has brought back. Its listeners were told then.
 */
final class RevivedSessions implements SessionStoreListener {

	private static final Duration PATIENCE = Duration.ofMinutes(1);

	private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

	private final EndedSessions ended;

	private final SessionStore store;

	private final SessionHeads heads;

	private final ClusterCalls calls;

	RevivedSessions(EndedSessions ended, SessionStore store, SessionHeads heads, ClusterCalls calls) {
		this.ended = ended;
		this.store = store;
		this.heads = heads;
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
		try {
			SessionRecord claimed = this.store.claim(key, (record) -> record.times().created().equals(name.created()));
			if (claimed != null && !name.renamed()) {
				this.store.remove(key, claimed);
			}
			else if (claimed != null) {
				// The large attributes are under this name, and still in use
				this.heads.remove(key.value(), StoredHead.of(claimed), this.calls.deadline());
			}
			return true;
		}
		catch (SessionStoreException ex) {
			return false;
		}
	}

}
