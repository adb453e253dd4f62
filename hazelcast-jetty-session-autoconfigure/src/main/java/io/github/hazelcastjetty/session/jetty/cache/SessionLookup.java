package io.github.hazelcastjetty.session.jetty.cache;

import java.util.function.Consumer;
import java.util.function.Function;

import org.eclipse.jetty.session.SessionData;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.github.hazelcastjetty.session.jetty.cache.Freshness.Check;
import io.github.hazelcastjetty.session.store.SessionRecord;
import io.github.hazelcastjetty.session.store.SessionStore;
import io.github.hazelcastjetty.session.store.SessionStoreException;

/**
 * Takes a request to its session: to the copy of this node, brought up to date, or to one
 * that is loaded. The store is asked without any lock.
 */
final class SessionLookup {

	private static final Logger logger = LoggerFactory.getLogger(SessionLookup.class);

	private final LocalCopies copies;

	private final SessionStore store;

	private final ClusteredSessionDataStore dataStore;

	private final AccessRecorder accesses;

	private final SessionDestroyer destroyer;

	private final Function<ClusteredSessionData, ClusteredSession> factory;

	private final Runnable added;

	private final Clocks clocks;

	/**
	 * Create an instance.
	 * @param factory makes a session of its data
	 * @param added is run when there is one copy more
	 */
	SessionLookup(LocalCopies copies, SessionStore store, ClusteredSessionDataStore dataStore, AccessRecorder accesses,
			SessionDestroyer destroyer, Function<ClusteredSessionData, ClusteredSession> factory, Runnable added,
			Clocks clocks) {
		this.copies = copies;
		this.store = store;
		this.dataStore = dataStore;
		this.accesses = accesses;
		this.destroyer = destroyer;
		this.factory = factory;
		this.added = added;
		this.clocks = clocks;
	}

	/**
	 * Find a session and count a request in.
	 * @param id a plausible id
	 * @param keepsAlive whether the request counts as an access
	 * @param origin is told how the session came to this node
	 * @return the use of the session, which is up to date and not expired, or
	 * {@code null} if there is none with this id
	 */
	@Nullable SessionUse enter(String id, boolean keepsAlive, Consumer<SessionOrigin> origin) {
		while (!this.copies.isDetached()) {
			ClusteredSession session = this.copies.get(SessionIds.name(id));
			boolean loaded = session == null;
			if (session == null) {
				session = load(id);
			}
			if (session == null) {
				return null;
			}
			SessionUse use = enter(session, id, keepsAlive);
			if (use != null) {
				return bringUpToDate(use, loaded, origin) ? use : null;
			}
			this.copies.remove(session);
		}
		throw new SessionStoreException("Loading a session failed: this node is stopping", null);
	}

	/**
	 * Count a request in.
	 * @param id the id with which it has come
	 * @return the use, or {@code null} if the copy has been dropped
	 */
	@Nullable SessionUse enter(ClusteredSession session, String id) {
		return enter(session, id, true);
	}

	private @Nullable SessionUse enter(ClusteredSession session, String id, boolean keepsAlive) {
		if (!session.enter(keepsAlive)) {
			return null;
		}
		this.copies.entered(session);
		return new SessionUse(session, id, keepsAlive);
	}

	/**
	 * Count a request out.
	 */
	void leave(SessionUse use) {
		ClusteredSession session = use.session();
		if (!use.leave()) {
			return;
		}
		this.copies.unused(session);
		if (session.isUnstored()) {
			// It could not be stored, and its client was not told of it
			this.copies.discard(session);
		}
		else if (this.copies.get(session.name()) != session) {
			session.setResident(false);
		}
	}

	/**
	 * Load a session of which there is no copy.
	 * @return the session, or {@code null} if there is none with this id
	 */
	@Nullable ClusteredSession load(String id) {
		SessionData data = read(id);
		if (data == null) {
			return null;
		}
		ClusteredSession session = this.factory.apply((ClusteredSessionData) data);
		session.setResident(true);
		// A notice that came since it was read has found no copy to mark
		session.freshness().markStale();
		ClusteredSession present = this.copies.add(session);
		if (present == null) {
			this.added.run();
			return session;
		}
		session.setResident(false);
		// It may have been loaded before the last change
		present.freshness().markStale();
		return present;
	}

	private @Nullable SessionData read(String id) {
		try {
			return this.dataStore.load(id);
		}
		catch (SessionStoreException ex) {
			throw ex;
		}
		catch (Exception ex) {
			throw new SessionStoreException("Loading session '%s' failed".formatted(SessionIds.name(id)), ex);
		}
	}

	/**
	 * Count an access in that is not part of a request. If the copy has been dropped it
	 * is loaded again, and takes the place of another one that there may be.
	 * @return the use, or {@code null} if the session has ended
	 */
	@Nullable SessionUse enterAgain(ClusteredSession session) {
		if (this.copies.isDetached()) {
			return null;
		}
		if (!session.isResident() && session.isValid()) {
			session.setResident(true);
			session.freshness().markStale();
			this.copies.put(session);
		}
		SessionUse use = enter(session, session.getId());
		return (use != null && bringUpToDate(use, false, (origin) -> {
		})) ? use : null;
	}

	/**
	 * Bring the copy up to date for a request that has entered it, and count the request
	 * out if it cannot use the session.
	 */
	private boolean bringUpToDate(SessionUse use, boolean loaded, Consumer<SessionOrigin> origin) {
		boolean usable = false;
		try {
			usable = isUsable(use, loaded, origin);
			return usable;
		}
		finally {
			if (!usable) {
				leave(use);
			}
		}
	}

	private boolean isUsable(SessionUse use, boolean loaded, Consumer<SessionOrigin> origin) {
		ClusteredSession session = use.session();
		boolean trusted = !loaded && !session.freshness().isCheckDue(this.store.node())
				&& session.hasId(use.enteredId());
		origin.accept(loaded ? SessionOrigin.LOADED : SessionOrigin.CACHED);
		if (!loaded && !trusted) {
			SessionOrigin checked = check(session);
			if (checked == null) {
				return false;
			}
			origin.accept(checked);
		}
		if (!session.hasId(use.enteredId())) {
			if (session.data().isIdUncertain()) {
				throw new SessionStoreException("Loading a session failed: it is not known whether its id was changed",
						null);
			}
			return false;
		}
		if (session.isExpiredAt(this.clocks.now().toEpochMilli()) && !isUsedElsewhere(session)) {
			return false;
		}
		if (loaded && session.arrive()) {
			Migration.arrived(session);
		}
		if (use.keepsAlive() && isUrgent(session)) {
			recordAccess(session, trusted);
		}
		return use.begin();
	}

	/**
	 * Bring the copy up to date with the store.
	 * @return whether an attribute has changed, or {@code null} if the session has ended
	 */
	private @Nullable SessionOrigin check(ClusteredSession session) {
		Check check = session.freshness().beginCheck();
		SessionRecord found = this.store.find(session.data().key(), check.known());
		if (found == null) {
			this.copies.gone(session);
			return null;
		}
		boolean changed = session.freshness().endCheck(check, found, id(session, check, found));
		return changed ? SessionOrigin.REFRESHED : SessionOrigin.CACHED;
	}

	private String id(ClusteredSession session, Check check, SessionRecord found) {
		return (found == check.known()) ? session.getId() : this.dataStore.loader().id(session.data().key(), found);
	}

	private boolean isUrgent(ClusteredSession session) {
		try (var lock = session.lock()) {
			return session.pendingAccess().isUrgent(this.clocks.now());
		}
	}

	/**
	 * Store the access of a request under which a sweep could end the session otherwise.
	 * If that fails, a copy that is used without asking is as good as before.
	 */
	private void recordAccess(ClusteredSession session, boolean trusted) {
		try {
			this.accesses.record(session);
		}
		catch (SessionStoreException ex) {
			if (!trusted) {
				throw ex;
			}
			logger.debug("An access is stored later: {}", ex.getMessage());
		}
	}

	/**
	 * End a session whose time is over, unless it turns out that a request on another
	 * node has just prolonged it.
	 * @return whether it lives on
	 */
	private boolean isUsedElsewhere(ClusteredSession session) {
		if (this.destroyer.expire(session, session.data().key())) {
			return false;
		}
		return check(session) != null && !session.isExpiredAt(this.clocks.now().toEpochMilli());
	}

}
