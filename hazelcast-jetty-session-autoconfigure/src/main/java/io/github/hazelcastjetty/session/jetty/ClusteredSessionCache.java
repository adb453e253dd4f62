package io.github.hazelcastjetty.session.jetty;

import java.time.Instant;
import java.util.Collection;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Function;

import org.eclipse.jetty.server.Session;
import org.eclipse.jetty.session.AbstractSessionCache;
import org.eclipse.jetty.session.ManagedSession;
import org.eclipse.jetty.session.SessionData;
import org.eclipse.jetty.session.SessionManager;
import org.eclipse.jetty.util.thread.AutoLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.github.hazelcastjetty.session.store.SessionKey;
import io.github.hazelcastjetty.session.store.SessionRecord;
import io.github.hazelcastjetty.session.store.SessionStore;

/**
 * The sessions of one web application that this node has a copy of. A copy is checked
 * against the store whenever a request enters it, unless the settings allow to trust it;
 * the store alone decides whether a session exists and who destroys it.
 * <p>
 * Lock order: a session's lock, then the map's. The store is called with a session's lock
 * held only to store its changes or to fetch an attribute, never with a lock of the map.
 * Listeners of the application are called without any lock.
 */
final class ClusteredSessionCache extends AbstractSessionCache {

	private static final Logger logger = LoggerFactory.getLogger(ClusteredSessionCache.class);

	private final ConcurrentMap<String, ClusteredSession> sessions = new ConcurrentHashMap<>();

	private final Set<ClusteredSession> inUse = ConcurrentHashMap.newKeySet();

	private final ThreadLocal<@Nullable SessionOrigin> origin = new ThreadLocal<>();

	private final SessionStore store;

	private final ClusteredSessionDataStore dataStore;

	private final SessionSettings settings;

	private final Background background;

	private final AccessRecorder accesses;

	private final SessionDestroyer destroyer;

	private final CacheEviction eviction;

	private volatile boolean detached;

	ClusteredSessionCache(SessionManager manager, SessionStore store, ClusteredSessionDataStore dataStore,
			SessionSettings settings, Background background) {
		super(manager);
		this.store = store;
		this.dataStore = dataStore;
		this.settings = settings;
		this.background = background;
		this.accesses = new AccessRecorder(this, store, settings.sticky());
		this.destroyer = new SessionDestroyer(this, store, background);
		this.eviction = new CacheEviction(this, this.sessions, settings.cacheMaxSessions());
		setSessionDataStore(dataStore);
	}

	SessionSettings getSettings() {
		return this.settings;
	}

	SessionDestroyer getDestroyer() {
		return this.destroyer;
	}

	ClusteredSessionDataStore getDataStore() {
		return this.dataStore;
	}

	/**
	 * Return how the session came here that {@link #get} last returned to this thread.
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
	@Override
	public @Nullable ManagedSession get(String id) throws Exception {
		while (!this.detached) {
			ClusteredSession session = this.sessions.get(id);
			boolean loaded = session == null;
			if (session == null) {
				session = load(id);
			}
			if (session == null) {
				return null;
			}
			if (session.enter()) {
				this.inUse.add(session);
				return check(session, loaded);
			}
			this.sessions.remove(id, session);
		}
		return null;
	}

	private @Nullable ClusteredSession load(String id) throws Exception {
		SessionData data = this.dataStore.load(id);
		if (data == null) {
			return null;
		}
		ClusteredSession session = newSession(data);
		session.setResident(true);
		ClusteredSession present = this.sessions.putIfAbsent(id, session);
		if (present == null) {
			this.background.execute(this.eviction::evictExcess);
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
	 * Bring a copy up to date that is used outside of a request.
	 * @return whether the session is usable
	 */
	boolean check(ClusteredSession session) {
		boolean usable = session.isValid() && bringUpToDate(session, false);
		this.origin.remove();
		return usable;
	}

	private @Nullable ClusteredSession check(ClusteredSession session, boolean loaded) {
		boolean usable = false;
		try {
			usable = bringUpToDate(session, loaded);
			return usable ? session : null;
		}
		finally {
			if (!usable) {
				left(session);
			}
		}
	}

	private boolean bringUpToDate(ClusteredSession session, boolean loaded) {
		Instant now = Instant.now();
		this.origin.set(loaded ? SessionOrigin.LOADED : SessionOrigin.CACHED);
		if (!loaded && session.isCheckDue(this.settings, this.store.node(), now)) {
			session.beginCheck();
			SessionRecord record = this.store.find(key(session));
			if (record == null) {
				discard(session);
				return false;
			}
			if (session.refresh(record, now)) {
				this.origin.set(SessionOrigin.REFRESHED);
			}
		}
		if (session.isExpiredAt(now.toEpochMilli())) {
			this.destroyer.expire(session, key(session));
			return false;
		}
		if (loaded && session.arrive()) {
			Migration.arrived(session);
		}
		if (session.isAboutToExpire(now)) {
			// Without this a sweep could end the session under the request
			this.accesses.record(session);
		}
		return session.isValid();
	}

	@Override
	public void add(String id, ManagedSession session) throws Exception {
		super.add(id, session);
		this.inUse.add((ClusteredSession) session);
		this.background.execute(this.eviction::evictExcess);
	}

	/**
	 * Store what the request has changed so far, before the client gets to see a
	 * response.
	 */
	@Override
	public void commit(ManagedSession session) {
		ClusteredSession clustered = (ClusteredSession) session;
		boolean isNew;
		try (AutoLock lock = session.lock()) {
			isNew = clustered.getSessionData().getRecord() == null;
		}
		if (isNew || this.settings.savesAtRequestEnd()) {
			save(clustered);
		}
		else {
			saveLater(clustered);
		}
	}

	/**
	 * Count a request out, and store what it changed after the response was committed.
	 */
	@Override
	public void release(ManagedSession session) {
		ClusteredSession clustered = (ClusteredSession) session;
		try {
			if (clustered.isValid()) {
				commit(clustered);
			}
		}
		finally {
			left(clustered);
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

	private void left(ClusteredSession session) {
		try (AutoLock lock = session.lock()) {
			session.leave();
			if (session.getRequests() == 0) {
				this.inUse.remove(session);
				session.getSessionData().endUse();
				if (session.getSessionData().getRecord() == null) {
					// It could not be stored, and its client has not been told of it
					discard(session);
				}
			}
		}
	}

	/**
	 * An attribute was set or removed.
	 */
	void changed(ClusteredSession session) {
		if (this.settings.savesAtEachChange()) {
			save(session);
		}
	}

	/**
	 * Store what has changed, if anything has.
	 */
	void save(ClusteredSession session) {
		if (this.detached) {
			return;
		}
		try (AutoLock lock = session.lock()) {
			if (session.isValid() && this.dataStore.save(session.getSessionData())) {
				session.noteChecked(Instant.now());
			}
		}
		catch (SessionGoneException ex) {
			discard(session);
		}
	}

	private void saveLater(ClusteredSession session) {
		if (!this.settings.saveDelay().isZero() && session.getSessionData().isChanged() && session.beginDelayedSave()) {
			this.background.schedule(() -> saveDelayed(session), this.settings.saveDelay());
		}
	}

	private void saveDelayed(ClusteredSession session) {
		session.endDelayedSave();
		try {
			save(session);
		}
		finally {
			// If that failed, there is still something to store
			saveLater(session);
		}
	}

	/**
	 * Record the accesses of requests that have been under way for long, so that no other
	 * node takes their sessions for unused.
	 */
	void touchInUse() {
		Instant now = Instant.now();
		for (ClusteredSession session : this.inUse) {
			if (session.isTouchDue(now)) {
				this.background.execute(() -> this.accesses.record(session));
			}
		}
	}

	/**
	 * Drop the copy of a session that has ended elsewhere, telling nobody.
	 */
	void discard(ClusteredSession session) {
		this.inUse.remove(session);
		this.sessions.remove(session.getId(), session);
		session.discard();
	}

	/**
	 * Collect an expired session, if it is still there and still expired.
	 */
	void expire(SessionKey key) {
		ClusteredSession local = this.sessions.get(key.id());
		if (local != null && local.getRequests() > 0) {
			this.accesses.record(local);
			return;
		}
		this.destroyer.expire(local, key);
	}

	/**
	 * Give a session another id, here and in the store.
	 * @return the session, or {@code null} if there is none in this web application
	 */
	@Nullable ClusteredSession rename(String oldId, String newId, String newExtendedId) throws Exception {
		ClusteredSession session = this.sessions.get(oldId);
		if (session == null) {
			session = load(oldId);
		}
		if (session == null) {
			return null;
		}
		renewSessionId(session, newId, newExtendedId);
		return session;
	}

	@Override
	protected void renewSessionId(ManagedSession session, String newId, String newExtendedId) {
		ClusteredSession clustered = (ClusteredSession) session;
		try (AutoLock lock = session.lock()) {
			String oldId = session.getId();
			this.dataStore.rename(clustered.getSessionData(), newId);
			session.setExtendedId(newExtendedId);
			session.onIdChanged();
			this.sessions.put(newId, clustered);
			this.sessions.remove(oldId, clustered);
		}
		catch (SessionGoneException ex) {
			discard(clustered);
			throw ex;
		}
	}

	@Override
	public @Nullable ManagedSession delete(String id) throws Exception {
		ClusteredSession session = this.sessions.get(id);
		if (session == null) {
			session = load(id);
		}
		if (session == null || !this.dataStore.delete(id)) {
			return null;
		}
		this.sessions.remove(id, session);
		session.setResident(false);
		return session;
	}

	@Override
	public Set<String> checkExpiration(Set<String> candidates) {
		return Set.of();
	}

	/**
	 * Look at a copy that no request uses: record its last access, or drop it.
	 */
	@Override
	public void checkInactiveSession(ManagedSession session) {
		ClusteredSession clustered = (ClusteredSession) session;
		Instant now = Instant.now();
		if (clustered.isTouchDue(now)) {
			this.background.execute(() -> this.accesses.record(clustered));
		}
		else if (clustered.isIdle(now)) {
			this.background.execute(() -> this.eviction.evict(clustered));
		}
	}

	void stale(String id) {
		ClusteredSession session = this.sessions.get(id);
		if (session != null) {
			session.markStale();
		}
	}

	/**
	 * A session has left the store. If this node is about to destroy it, it is not here
	 * any more when the news arrives.
	 */
	void removed(String id) {
		ClusteredSession session = this.sessions.get(id);
		if (session != null && session.getRequests() == 0 && !session.isInvalidOrInvalidating()) {
			discard(session);
		}
	}

	/**
	 * Store everything that is not stored yet.
	 */
	void flush() {
		if (this.detached) {
			return;
		}
		for (ClusteredSession session : this.sessions.values()) {
			try {
				save(session);
				if (session.hasUnrecordedAccess()) {
					this.accesses.record(session);
				}
			}
			catch (RuntimeException ex) {
				logger.warn("A session could not be stored when the node stopped: {}", ex.getMessage());
			}
		}
	}

	/**
	 * Tell the attributes that the node stops.
	 */
	void leave() {
		if (!this.detached) {
			this.sessions.values().forEach((session) -> this.dataStore.inContext(() -> Migration.leaving(session)));
		}
	}

	/**
	 * From now on leave the store alone.
	 */
	void detach() {
		this.detached = true;
	}

	boolean isDetached() {
		return this.detached;
	}

	@Override
	protected void doStart() throws Exception {
		this.detached = false;
		super.doStart();
	}

	@Override
	public void shutdown() {
		detach();
		Collection<ClusteredSession> all = this.sessions.values();
		all.forEach((session) -> session.setResident(false));
		all.clear();
	}

	SessionKey key(ClusteredSession session) {
		return this.dataStore.key(session.getId());
	}

	@Override
	public ClusteredSession newSession(SessionData data) {
		return new ClusteredSession(getSessionManager(), this, (ClusteredSessionData) data);
	}

	@Override
	protected @Nullable ManagedSession doGet(String id) {
		return this.sessions.get(id);
	}

	@Override
	protected @Nullable Session doPutIfAbsent(String id, ManagedSession session) {
		return this.sessions.putIfAbsent(id, (ClusteredSession) session);
	}

	@Override
	protected ManagedSession doComputeIfAbsent(String id, Function<String, ManagedSession> mappingFunction) {
		throw new UnsupportedOperationException("Sessions are not loaded under a lock of the map");
	}

	@Override
	protected boolean doReplace(String id, ManagedSession oldValue, ManagedSession newValue) {
		return this.sessions.replace(id, (ClusteredSession) oldValue, (ClusteredSession) newValue);
	}

	@Override
	public @Nullable ManagedSession doDelete(String id) {
		return this.sessions.remove(id);
	}

}
