package io.github.hazelcastjetty.session.jetty;

import java.time.Instant;

import org.eclipse.jetty.util.thread.AutoLock;

import io.github.hazelcastjetty.session.store.SessionDelta;
import io.github.hazelcastjetty.session.store.SessionRecord;
import io.github.hazelcastjetty.session.store.SessionStore;
import io.github.hazelcastjetty.session.store.SessionTimes;

/**
 * Records accesses in the store that changed nothing, so that the sessions live on for
 * all nodes. Costs one operation, during which the session's lock is not held.
 */
final class AccessRecorder {

	private final ClusteredSessionCache cache;

	private final SessionStore store;

	private final boolean trusting;

	AccessRecorder(ClusteredSessionCache cache, SessionStore store, boolean trusting) {
		this.cache = cache;
		this.store = store;
		this.trusting = trusting;
	}

	void record(ClusteredSession session) {
		Instant now = Instant.now();
		if (!session.beginTouch(now)) {
			return;
		}
		try {
			record(session, now);
		}
		finally {
			session.endTouch();
		}
	}

	private void record(ClusteredSession session, Instant now) {
		SessionRecord known;
		SessionTimes times;
		try (AutoLock lock = session.lock()) {
			known = session.getSessionData().getRecord();
			times = session.getSessionData().times();
		}
		if (known == null || !session.isValid() || this.cache.isDetached()) {
			return;
		}
		SessionRecord stored = this.store.update(this.cache.key(session), known,
				SessionDelta.touch(times, this.trusting));
		if (stored == null) {
			this.cache.gone(session);
		}
		else {
			session.refresh(stored, now);
		}
	}

}
