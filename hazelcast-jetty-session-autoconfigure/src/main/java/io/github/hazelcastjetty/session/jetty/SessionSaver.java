package io.github.hazelcastjetty.session.jetty;

import java.time.Duration;
import java.time.Instant;

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
		if (isNew(session) || this.settings.savesAtRequestEnd()) {
			saveOrKeep(session);
		}
		else {
			saveLater(session, this.settings.saveDelay());
			this.cache.getAccesses().recordTimeout(session);
		}
	}

	private void saveOrKeep(ClusteredSession session) {
		boolean keepable = this.settings.keepsWrites() && !isNew(session);
		try {
			save(session, 1);
		}
		catch (SessionStoreException ex) {
			if (!keepable) {
				throw ex;
			}
			saveLater(session, SessionSettings.RETRY_PERIOD);
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
			saveOrKeep(session);
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
		save(session, 0);
	}

	/**
	 * Store what has changed, if anything has and the copy is still here, in a moment.
	 */
	void saveSoon(ClusteredSession session) {
		this.background.schedule(() -> {
			if (session.isResident()) {
				save(session);
			}
		}, SessionSettings.RETRY_PERIOD);
	}

	private void save(ClusteredSession session, int ownRequests) {
		if (this.cache.isDetached()) {
			return;
		}
		try (AutoLock lock = session.lock()) {
			boolean shared = session.getRequests() > ownRequests;
			if (session.isValid() && this.cache.getDataStore().save(session.getSessionData(), shared)) {
				session.noteChecked(Instant.now());
			}
		}
		catch (SessionGoneException ex) {
			this.cache.gone(session);
		}
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
