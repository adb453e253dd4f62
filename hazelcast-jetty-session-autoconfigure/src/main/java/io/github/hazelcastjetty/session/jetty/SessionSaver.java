package io.github.hazelcastjetty.session.jetty;

import java.time.Duration;
import java.time.Instant;
import java.util.function.BooleanSupplier;

import org.eclipse.jetty.util.thread.AutoLock;

import io.github.hazelcastjetty.session.store.SessionStoreException;

/**
 * Stores the changes of sessions, at once or later as the settings have it. The session's
 * lock is held meanwhile, so that the requests of one session store one after the other.
 */
final class SessionSaver {

	private final ClusteredSessionCache cache;

	private final SessionSettings settings;

	private final Background background;

	SessionSaver(ClusteredSessionCache cache, SessionSettings settings, Background background) {
		this.cache = cache;
		this.settings = settings;
		this.background = background;
	}

	/**
	 * Store what a request has changed so far, before the client gets to see a response.
	 * A new session is stored in any case: the client is about to learn its id.
	 */
	void commit(ClusteredSession session) {
		commit(session, 1, () -> true);
	}

	/**
	 * Store what a request has changed after its response was committed. If another one
	 * has come since, and may be in the middle of its changes, it is stored with those,
	 * for nobody is to see half of them, or if that takes long, in a moment.
	 */
	void finish(ClusteredSession session) {
		long saves = session.getSaves();
		if (!commit(session, 0, () -> isNew(session) || !session.hasBegun()) && mayHaveChanged(session)) {
			this.background.schedule(() -> save(session, 0, () -> session.isResident() && session.getSaves() == saves),
					SessionSettings.RETRY_PERIOD);
		}
	}

	private boolean commit(ClusteredSession session, int ownRequests, BooleanSupplier condition) {
		if (isNew(session) || this.settings.savesAtRequestEnd()) {
			return saveOrKeep(session, ownRequests, condition);
		}
		saveLater(session, this.settings.saveDelay());
		this.cache.getAccesses().recordTimeout(session);
		return true;
	}

	private boolean saveOrKeep(ClusteredSession session, int ownRequests, BooleanSupplier condition) {
		boolean keepable = this.settings.keepsWrites() && !isNew(session);
		try {
			return save(session, ownRequests, condition);
		}
		catch (SessionStoreException ex) {
			if (!keepable) {
				throw ex;
			}
			saveLater(session, SessionSettings.RETRY_PERIOD);
			return true;
		}
	}

	private static boolean isNew(ClusteredSession session) {
		try (AutoLock lock = session.lock()) {
			return session.getSessionData().getRecord() == null;
		}
	}

	/**
	 * Return whether letting go of a session may mean to store something.
	 */
	boolean mayHaveChanged(ClusteredSession session) {
		try (AutoLock lock = session.lock()) {
			ClusteredSessionData data = session.getSessionData();
			return session.isValid() && (data.isChanged() || !data.suspects().isEmpty());
		}
	}

	/**
	 * An attribute was set or removed.
	 */
	void changed(ClusteredSession session) {
		if (this.settings.savesAtEachChange()) {
			saveOrKeep(session, 1, () -> true);
		}
		else if (!isNew(session)) {
			// Not only when the request ends, which may take longer than that
			saveLater(session, this.settings.saveDelay());
		}
	}

	/**
	 * Store what has changed, if anything has, though no request asks for it.
	 */
	void save(ClusteredSession session) {
		save(session, 0, () -> true);
	}

	/**
	 * Store what has changed, if anything has.
	 * @param ownRequests how many requests are known not to be at work on it
	 * @param condition is asked with the lock held
	 * @return whether the condition was met
	 */
	private boolean save(ClusteredSession session, int ownRequests, BooleanSupplier condition) {
		if (this.cache.isDetached()) {
			return true;
		}
		try (AutoLock lock = session.lock()) {
			if (!condition.getAsBoolean()) {
				return false;
			}
			if (session.isValid()) {
				boolean changed = this.cache.getDataStore()
					.save(session.getSessionData(), session.isShared(ownRequests));
				session.noteSaved(changed, Instant.now());
				if (changed) {
					this.cache.markOtherCopy(session);
				}
			}
		}
		catch (SessionGoneException ex) {
			this.cache.gone(session);
		}
		return true;
	}

	private void saveLater(ClusteredSession session, Duration delay) {
		if (!delay.isZero() && isUnsaved(session) && session.beginDelayedSave()) {
			this.background.schedule(() -> saveDelayed(session, delay), delay);
		}
	}

	/**
	 * Return whether there is something to store. A session that has ended has nothing
	 * any more, nor has a copy that was dropped.
	 */
	private static boolean isUnsaved(ClusteredSession session) {
		try (AutoLock lock = session.lock()) {
			return session.isValid() && session.isResident() && session.getSessionData().isChanged();
		}
	}

	private void saveDelayed(ClusteredSession session, Duration delay) {
		try {
			save(session);
		}
		finally {
			if (isUnsaved(session)) {
				// That failed. Until there is nothing left, the copy is not to be dropped
				this.background.schedule(() -> saveDelayed(session, delay), delay);
			}
			else {
				session.endDelayedSave();
				saveLater(session, delay);
			}
		}
	}

}
