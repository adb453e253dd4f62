package io.github.hazelcastjetty.session.jetty;

import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

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
final class ClusteredSessionCache extends LocalSessions {

	private static final Logger logger = LoggerFactory.getLogger(ClusteredSessionCache.class);

	private final Set<ClusteredSession> inUse = ConcurrentHashMap.newKeySet();

	private final SessionStore store;

	private final ClusteredSessionDataStore dataStore;

	private final SessionSettings settings;

	private final Background background;

	private final SessionLookup lookup;

	private final SessionSaver saver;

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
		this.saver = new SessionSaver(this, settings, background);
		this.accesses = new AccessRecorder(this, store, settings);
		this.destroyer = new SessionDestroyer(this, store, background);
		this.eviction = new CacheEviction(this, this.sessions, settings.cacheMaxSessions());
		this.lookup = new SessionLookup(this, store, this.sessions);
		setSessionDataStore(dataStore);
	}

	SessionSettings getSettings() {
		return this.settings;
	}

	SessionLookup getLookup() {
		return this.lookup;
	}

	AccessRecorder getAccesses() {
		return this.accesses;
	}

	SessionSaver getSaver() {
		return this.saver;
	}

	SessionDestroyer getDestroyer() {
		return this.destroyer;
	}

	ClusteredSessionDataStore getDataStore() {
		return this.dataStore;
	}

	/**
	 * Find a session and count a request in.
	 * @return the session, up to date and not expired, or {@code null} if there is none
	 */
	@Override
	public @Nullable ManagedSession get(String id) throws Exception {
		return this.lookup.enter(id);
	}

	@Override
	public void add(String id, ManagedSession session) throws Exception {
		super.add(id, session);
		((ClusteredSession) session).begin();
		this.inUse.add((ClusteredSession) session);
		added();
	}

	/**
	 * Store what the request has changed so far, before the client gets to see a
	 * response.
	 */
	@Override
	public void commit(ManagedSession session) {
		this.saver.commit((ClusteredSession) session);
	}

	/**
	 * Count a request out that has not been answered, or an access that is not by a
	 * request, and store what it changed.
	 */
	@Override
	public void release(ManagedSession session) {
		ClusteredSession clustered = (ClusteredSession) session;
		try {
			if (clustered.isValid()) {
				this.saver.commit(clustered);
			}
		}
		finally {
			clustered.answered();
			left(clustered);
		}
	}

	/**
	 * Count a request out that has been answered, and store what it changed since.
	 */
	void complete(ClusteredSession session) {
		try {
			if (session.isValid()) {
				this.saver.finish(session);
			}
		}
		finally {
			left(session);
		}
	}

	/**
	 * Count a request in.
	 * @return whether the session is still in the cache
	 */
	boolean enter(ClusteredSession session) {
		boolean entered = session.enter();
		if (entered) {
			this.inUse.add(session);
		}
		return entered;
	}

	/**
	 * Return the copy of a session if a request of this node uses it, and so has seen to
	 * it that it is up to date.
	 */
	@Nullable ClusteredSession getInUse(String id) {
		ClusteredSession session = this.sessions.get(id);
		return (session != null && session.getRequests() > 0 && session.isValid()) ? session : null;
	}

	/**
	 * Bring the copy of a session up to date, if there is one.
	 */
	void refresh(String id, SessionRecord record) {
		ClusteredSession session = this.sessions.get(id);
		if (session != null) {
			session.refresh(record, Instant.now());
		}
	}

	/**
	 * Make room after a copy was added.
	 */
	void added() {
		if (this.eviction.hasExcess()) {
			this.background.execute(this.eviction::evictExcess);
		}
	}

	/**
	 * Forget what a request has changed whose client is going to repeat it, unless there
	 * may be something in the copy that others have changed.
	 */
	void revert(ClusteredSession session) {
		if (!this.settings.savesAtRequestEnd() || session.isSaveDelayed()) {
			return;
		}
		try (AutoLock lock = session.lock()) {
			if (session.isValid() && !session.isShared(0)) {
				session.getSessionData().revert();
				// It may be stored nevertheless
				session.markStale();
			}
		}
	}

	/**
	 * Count a request out.
	 */
	void left(ClusteredSession session) {
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
	 * Record the accesses of requests that have been under way for long, so that no other
	 * node takes their sessions for unused.
	 */
	void touchInUse() {
		Instant now = Instant.now();
		for (ClusteredSession session : this.inUse) {
			if (session.getUnrecordedAccess().isDue(now)) {
				this.background.execute(() -> this.accesses.record(session));
			}
		}
	}

	/**
	 * The store answers again. Before a sweep ends a session once more that has ended
	 * here remove it, and before one takes sessions for unused record their accesses,
	 * beginning with those that expire first.
	 */
	void available() {
		Instant now = Instant.now();
		this.background.execute(this.destroyer::removeEnded);
		this.sessions.values().forEach((session) -> session.getUnrecordedAccess().retry());
		this.sessions.values()
			.stream()
			.filter((session) -> session.getUnrecordedAccess().isDue(now))
			.sorted(Comparator.comparing((session) -> session.getUnrecordedAccess().storedExpiry()))
			.forEach((session) -> this.background.execute(() -> this.accesses.record(session)));
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
		if (local != null && local.getUnrecordedAccess().keepsAlive(Instant.now())) {
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
			session = this.lookup.load(oldId);
		}
		if (session == null) {
			return null;
		}
		boolean demanded = session.isIdChanging();
		try {
			renewSessionId(session, newId, newExtendedId);
			return session;
		}
		catch (SessionGoneException ex) {
			if (demanded) {
				throw ex;
			}
			// It is another web application whose session gets another id
			return null;
		}
	}

	@Override
	protected void renewSessionId(ManagedSession session, String newId, String newExtendedId) {
		ClusteredSession clustered = (ClusteredSession) session;
		try (AutoLock lock = session.lock()) {
			String oldId = session.getId();
			// From when the store has it under the new id, notices come under that
			this.sessions.put(newId, clustered);
			try {
				this.dataStore.rename(clustered.getSessionData(), newId, clustered.isShared(1));
			}
			catch (RuntimeException | Error ex) {
				this.sessions.remove(newId, clustered);
				throw ex;
			}
			session.setExtendedId(newExtendedId);
			session.onIdChanged();
			this.sessions.remove(oldId, clustered);
		}
		catch (SessionGoneException ex) {
			gone(clustered, true);
			throw ex;
		}
	}

	/**
	 * A session is not in the store any more under its id. If another node has given it
	 * another one, the requests that are under way here go on with it under that: they
	 * know nothing of it, and what they change is to be stored, as is what was changed
	 * before and is not stored yet. The old id is dead.
	 */
	void gone(ClusteredSession session) {
		gone(session, false);
	}

	/**
	 * The same.
	 * @param renewing whether it is the request that gives the session another id which
	 * has found out
	 */
	private void gone(ClusteredSession session, boolean renewing) {
		boolean settled = false;
		while (!settled) {
			settled = follow(session, renewing);
		}
	}

	/**
	 * Let a copy go where its session has gone.
	 * @return {@code false} if it has got another id while the session was looked for
	 */
	private boolean follow(ClusteredSession session, boolean renewing) {
		SessionKey key;
		boolean needed;
		try (AutoLock lock = session.lock()) {
			key = key(session);
			needed = session.getRequests() > 0 || session.getSessionData().isChanged();
		}
		RenamedSession renamed = needed ? RenamedSession.find(this.store, key) : null;
		try (AutoLock lock = session.lock()) {
			// What comes now has found no copy to mark
			session.markStale();
			if (session.isInvalidOrInvalidating() || (session.isIdChanging() && !renewing)) {
				// Who is at that needs it where it is, and finds out too
				return true;
			}
			if (!key.equals(key(session))) {
				return false;
			}
			if (renamed == null) {
				discard(session);
				return true;
			}
			renamed(session, renamed.key().id());
			session.refresh(renamed.record(), Instant.now());
			this.sessions.putIfAbsent(renamed.key().id(), session);
			markOtherCopy(session);
			return true;
		}
	}

	/**
	 * Mark the other copy of a session that has been changed, if there are two, because a
	 * request has come with the new id while one with the old id went on: the store tells
	 * only other nodes.
	 */
	void markOtherCopy(ClusteredSession session) {
		ClusteredSession other = this.sessions.get(session.getId());
		if (other != null && other != session) {
			other.markStale();
		}
	}

	/**
	 * Note that another node has given a session another id.
	 */
	void renamed(ClusteredSession session, String newId) {
		try (AutoLock lock = session.lock()) {
			String oldId = session.getId();
			if (!oldId.equals(newId)) {
				session.getSessionData().setId(newId);
				this.sessions.remove(oldId, session);
			}
		}
	}

	@Override
	public @Nullable ManagedSession delete(String id) throws Exception {
		ClusteredSession session = this.sessions.get(id);
		if (session == null) {
			session = this.lookup.load(id);
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
		if (clustered.getUnrecordedAccess().isDue(now)) {
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
	 * Let no copy be used without asking the store.
	 */
	void allStale() {
		this.sessions.values().forEach(ClusteredSession::markStale);
	}

	/**
	 * A session has left the store. If this node is about to destroy it, it is not here
	 * any more when the news arrives.
	 */
	void removed(String id) {
		ClusteredSession session = this.sessions.get(id);
		if (session == null) {
			return;
		}
		try (AutoLock lock = session.lock()) {
			// If this node is just giving it another id, only the old one is gone
			if (!session.getId().equals(id) || session.isInvalidOrInvalidating()) {
				return;
			}
			// This is told once, and a request or an unsaved change may outlast it
			session.markStale();
			if (session.getRequests() > 0) {
				return;
			}
			if (!session.getSessionData().isChanged()) {
				discard(session);
				return;
			}
		}
		// It may have another id now, and then that is where its changes go
		this.saver.save(session);
	}

	/**
	 * Store everything that is not stored yet.
	 */
	void flush() {
		if (this.detached) {
			return;
		}
		this.destroyer.removeEnded();
		int failures = 0;
		RuntimeException last = null;
		for (ClusteredSession session : this.sessions.values()) {
			try {
				flush(session);
			}
			catch (RuntimeException ex) {
				failures++;
				last = ex;
			}
		}
		if (last != null) {
			logger.warn("{} sessions could not be stored when the node stopped: {}", failures, last.getMessage());
		}
	}

	private void flush(ClusteredSession session) {
		if (session.getRequests() > 0 && this.settings.savesAtRequestEnd()) {
			// What was acknowledged is stored, and the rest is not going to be
			return;
		}
		this.saver.save(session);
		if (session.getUnrecordedAccess().exists()) {
			this.accesses.record(session);
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

}
