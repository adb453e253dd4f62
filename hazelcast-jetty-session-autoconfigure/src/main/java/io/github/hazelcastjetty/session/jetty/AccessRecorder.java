package io.github.hazelcastjetty.session.jetty;

import java.time.Instant;
import java.util.Map;
import java.util.Set;

import org.eclipse.jetty.util.thread.AutoLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.github.hazelcastjetty.session.store.SessionDelta;
import io.github.hazelcastjetty.session.store.SessionKey;
import io.github.hazelcastjetty.session.store.SessionRecord;
import io.github.hazelcastjetty.session.store.SessionStore;
import io.github.hazelcastjetty.session.store.SessionStoreException;
import io.github.hazelcastjetty.session.store.SessionTimes;

/**
 * Records accesses in the store that changed nothing, so that the sessions live on for
 * all nodes. Costs one operation, during which the session's lock is not held.
 */
final class AccessRecorder {

	private static final Logger logger = LoggerFactory.getLogger(AccessRecorder.class);

	private final ClusteredSessionCache cache;

	private final SessionStore store;

	private final SessionSettings settings;

	AccessRecorder(ClusteredSessionCache cache, SessionStore store, SessionSettings settings) {
		this.cache = cache;
		this.store = store;
		this.settings = settings;
	}

	void record(ClusteredSession session) {
		Instant now = Instant.now();
		if (!session.getUnrecordedAccess().beginRecord(now)) {
			return;
		}
		try {
			record(session, now);
		}
		finally {
			session.getUnrecordedAccess().endRecord();
		}
	}

	/**
	 * Record an access before its request goes on: it is not enough that another one is
	 * doing so, which may find that the session has ended.
	 */
	void recordNow(ClusteredSession session) {
		Instant now = Instant.now();
		session.getUnrecordedAccess().note(now);
		record(session, now);
	}

	/**
	 * Record a timeout that was changed, where changes are not stored at the end of the
	 * request: other nodes go by it when they look for expired sessions. If that fails it
	 * is done with the next access.
	 */
	void recordTimeout(ClusteredSession session) {
		if (!isTimeoutDue(session)) {
			return;
		}
		try {
			record(session, Instant.now());
		}
		catch (SessionStoreException ex) {
			logger.debug("A timeout is stored later: {}", ex.getMessage());
		}
	}

	private boolean isTimeoutDue(ClusteredSession session) {
		try (AutoLock lock = session.lock()) {
			return !this.settings.savesAtRequestEnd() && session.getSessionData().isTimeoutChanged();
		}
	}

	private void record(ClusteredSession session, Instant now) {
		SessionKey key;
		SessionRecord known;
		SessionTimes times;
		boolean timeoutDue;
		try (AutoLock lock = session.lock()) {
			key = this.cache.key(session);
			known = session.getSessionData().getRecord();
			times = session.getSessionData().times();
			timeoutDue = isTimeoutDue(session);
		}
		if (known == null || !session.isValid() || this.cache.isDetached()) {
			return;
		}
		SessionDelta delta = timeoutDue ? new SessionDelta(Map.of(), Set.of(), times, true, this.settings.sticky())
				: SessionDelta.touch(times, this.settings.sticky());
		SessionRecord stored = this.store.update(key, known, delta);
		if (stored == null) {
			gone(session, key);
			return;
		}
		try (AutoLock lock = session.lock()) {
			if (timeoutDue) {
				session.getSessionData().timeoutStored(times.maxInactive());
			}
			session.refresh(stored, now);
		}
	}

	/**
	 * Note that a session is gone, unless it is this node that has just given it another
	 * id.
	 */
	private void gone(ClusteredSession session, SessionKey key) {
		if (key.equals(key(session))) {
			this.cache.gone(session);
		}
	}

	private SessionKey key(ClusteredSession session) {
		try (AutoLock lock = session.lock()) {
			return this.cache.key(session);
		}
	}

}
