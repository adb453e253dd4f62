package io.github.hazelcastjetty.session.jetty.cache;

import java.time.Instant;

import org.eclipse.jetty.util.thread.AutoLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.github.hazelcastjetty.session.jetty.cache.Freshness.Check;
import io.github.hazelcastjetty.session.store.SessionDelta;
import io.github.hazelcastjetty.session.store.SessionRecord;
import io.github.hazelcastjetty.session.store.SessionStore;
import io.github.hazelcastjetty.session.store.SessionStoreException;
import io.github.hazelcastjetty.session.store.SessionTimes;

/**
 * Stores accesses that changed nothing, so that the sessions live on for all nodes. Costs
 * one operation, during which no lock is held.
 */
final class AccessRecorder {

	private static final Logger logger = LoggerFactory.getLogger(AccessRecorder.class);

	private final LocalCopies copies;

	private final SessionStore store;

	private final SessionLoader loader;

	private final SessionSettings settings;

	private final Background background;

	private final Clocks clocks;

	AccessRecorder(LocalCopies copies, SessionStore store, SessionLoader loader, SessionSettings settings,
			Background background, Clocks clocks) {
		this.copies = copies;
		this.store = store;
		this.loader = loader;
		this.settings = settings;
		this.background = background;
		this.clocks = clocks;
	}

	/**
	 * Store an access in the background, if that is due.
	 * @return whether it is due
	 */
	boolean recordLaterIfDue(ClusteredSession session) {
		try (AutoLock lock = session.lock()) {
			if (!session.pendingAccess().beginIfDue(this.clocks.now(), session.isKeptInUse())) {
				return false;
			}
		}
		this.background.execute(() -> {
			try {
				record(session);
			}
			finally {
				end(session);
			}
		});
		return true;
	}

	private static void end(ClusteredSession session) {
		try (AutoLock lock = session.lock()) {
			session.pendingAccess().end();
		}
	}

	/**
	 * Store an access. A request that cannot wait for that calls this even if another
	 * thread is doing so, which may find that the session has ended.
	 */
	void record(ClusteredSession session) {
		SessionTimes times;
		boolean timeoutDue;
		try (AutoLock lock = session.lock()) {
			session.pendingAccess().noteAttempt(this.clocks.now(), session.isKeptInUse());
			times = session.data().times();
			timeoutDue = isTimeoutDue(session);
		}
		Check check = session.freshness().beginCheck();
		SessionRecord known = check.known();
		if (known == null || !session.isValid() || this.copies.isDetached()) {
			return;
		}
		SessionDelta touch = SessionDelta.touch(times, this.settings.sticky());
		SessionRecord stored = this.store.update(session.data().key(), known, timeoutDue ? touch.withTimeout() : touch);
		if (stored == null) {
			this.copies.gone(session);
			return;
		}
		String id = this.loader.id(session.data().key(), stored);
		try (AutoLock lock = session.lock()) {
			if (timeoutDue) {
				session.data().metadataStored(times.maxInactive(), null);
			}
			session.freshness().endCheck(check, stored, id);
		}
	}

	/**
	 * Store a timeout that was changed, where changes are not stored at the end of the
	 * request: other nodes go by it when they look for expired sessions. If that fails it
	 * is done with the next access.
	 */
	void recordTimeout(ClusteredSession session) {
		if (!isTimeoutDue(session)) {
			return;
		}
		try {
			record(session);
		}
		catch (SessionStoreException ex) {
			logger.debug("A timeout is stored later: {}", ex.getMessage());
		}
	}

	private boolean isTimeoutDue(ClusteredSession session) {
		try (AutoLock lock = session.lock()) {
			return !this.settings.savesAtRequestEnd() && session.data().isTimeoutChanged();
		}
	}

	/**
	 * Return whether an access that is not stored keeps a session alive. The store may
	 * take the session for expired if it has not answered for long.
	 */
	boolean isKeptAlive(ClusteredSession session) {
		Instant now = this.clocks.now();
		try (AutoLock lock = session.lock()) {
			boolean inUse = session.isKeptInUse();
			return session.pendingAccess().exists(inUse) && (inUse || !session.isExpiredAt(now.toEpochMilli()));
		}
	}

}
