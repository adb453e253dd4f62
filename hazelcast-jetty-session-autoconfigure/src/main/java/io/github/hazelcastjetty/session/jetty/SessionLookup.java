package io.github.hazelcastjetty.session.jetty;

import java.time.Instant;
import java.util.concurrent.ConcurrentMap;

import org.eclipse.jetty.session.SessionData;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.github.hazelcastjetty.session.store.SessionKey;
import io.github.hazelcastjetty.session.store.SessionRecord;
import io.github.hazelcastjetty.session.store.SessionStore;
import io.github.hazelcastjetty.session.store.SessionStoreException;

/**
 * Takes a request to its session: to the copy of this node, brought up to date, or to one
 * that it loads. The store is asked without any lock.
 */
final class SessionLookup {

	private static final Logger logger = LoggerFactory.getLogger(SessionLookup.class);

	private final ThreadLocal<@Nullable SessionOrigin> origin = new ThreadLocal<>();

	private final ClusteredSessionCache cache;

	private final SessionStore store;

	private final ConcurrentMap<String, ClusteredSession> sessions;

	SessionLookup(ClusteredSessionCache cache, SessionStore store, ConcurrentMap<String, ClusteredSession> sessions) {
		this.cache = cache;
		this.store = store;
		this.sessions = sessions;
	}

	/**
	 * Return how the session came here that {@link #enter} last returned to this thread.
	 */
	@Nullable SessionOrigin takeOrigin() {
		SessionOrigin taken = this.origin.get();
		this.origin.remove();
		return taken;
	}

	/**
	 * Find a session and count a request in.
	 * @return the session, up to date and not expired, or {@code null} if there is none
	 */
	@Nullable ClusteredSession enter(String id) throws Exception {
		while (!this.cache.isDetached()) {
			ClusteredSession session = this.sessions.get(id);
			boolean loaded = session == null;
			if (session == null) {
				session = load(id);
			}
			if (session == null) {
				return null;
			}
			if (this.cache.enter(session)) {
				return check(session, loaded);
			}
			this.sessions.remove(id, session);
		}
		throw new SessionStoreException("Loading a session failed: this node is stopping", null);
	}

	/**
	 * Load a session of which there is no copy.
	 * @return the session, or {@code null} if there is none
	 */
	@Nullable ClusteredSession load(String id) throws Exception {
		SessionData data = this.cache.getDataStore().load(id);
		if (data == null) {
			return null;
		}
		ClusteredSession session = this.cache.newSession(data);
		session.setResident(true);
		// A notice that came since it was read has found no copy to mark
		session.markStale();
		ClusteredSession present = this.sessions.putIfAbsent(id, session);
		if (present == null) {
			this.cache.added();
			return session;
		}
		session.setResident(false);
		SessionRecord record = session.getSessionData().getRecord();
		if (record != null) {
			// The other request may have loaded it before the last change
			present.refresh(record, Instant.now());
		}
		return present;
	}

	/**
	 * Bring a copy up to date that is used outside of a request, and has been counted in.
	 * If it is not usable it is counted out.
	 * @return whether the session is usable
	 */
	boolean checkEntered(ClusteredSession session) {
		try {
			return check(session, false) != null;
		}
		catch (SessionStoreException ex) {
			throw new SessionUnavailableException(ex);
		}
		finally {
			this.origin.remove();
		}
	}

	private @Nullable ClusteredSession check(ClusteredSession session, boolean loaded) {
		boolean usable = false;
		try {
			usable = bringUpToDate(session, loaded);
			return usable ? session : null;
		}
		finally {
			if (!usable) {
				this.cache.left(session);
			}
		}
	}

	private boolean bringUpToDate(ClusteredSession session, boolean loaded) {
		Instant now = Instant.now();
		this.origin.set(loaded ? SessionOrigin.LOADED : SessionOrigin.CACHED);
		boolean trusted = !loaded && !session.isCheckDue(this.cache.getSettings(), this.store.node(), now);
		if (!loaded && !trusted) {
			long notices = session.beginCheck();
			SessionRecord record = this.store.find(this.cache.key(session));
			if (record == null) {
				this.cache.gone(session);
				return false;
			}
			if (session.refresh(record, now)) {
				this.origin.set(SessionOrigin.REFRESHED);
			}
			session.endCheck(notices);
		}
		if (session.isExpiredAt(now.toEpochMilli()) && !isUsedElsewhere(session)) {
			return false;
		}
		if (loaded && session.arrive()) {
			Migration.arrived(session);
		}
		if (session.getUnrecordedAccess().isUrgent(now)) {
			recordAccess(session, trusted);
		}
		return session.begin();
	}

	/**
	 * Record the access of a request that otherwise a sweep could end the session under.
	 * If that fails, a copy that is used without asking is as good as before.
	 */
	private void recordAccess(ClusteredSession session, boolean trusted) {
		try {
			this.cache.getAccesses().recordNow(session);
		}
		catch (SessionStoreException ex) {
			if (!trusted) {
				throw ex;
			}
			logger.debug("An access is recorded later: {}", ex.getMessage());
		}
	}

	/**
	 * End a session whose time is over, unless it turns out that a request on another
	 * node has just prolonged it.
	 * @return whether it lives on
	 */
	private boolean isUsedElsewhere(ClusteredSession session) {
		SessionKey key = this.cache.key(session);
		if (this.cache.getDestroyer().expire(session, key)) {
			return false;
		}
		SessionRecord record = this.store.find(key);
		if (record == null) {
			this.cache.gone(session);
			return false;
		}
		Instant now = Instant.now();
		session.refresh(record, now);
		return !session.isExpiredAt(now.toEpochMilli());
	}

}
