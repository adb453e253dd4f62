package io.github.hazelcastjetty.session.jetty.cache;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;

import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Session;
import org.eclipse.jetty.session.AbstractSessionCache;
import org.eclipse.jetty.session.ManagedSession;
import org.eclipse.jetty.session.SessionData;
import org.eclipse.jetty.session.SessionManager;
import org.eclipse.jetty.session.UnreadableSessionDataException;
import org.eclipse.jetty.util.thread.AutoLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.github.hazelcastjetty.session.codec.AttributeCipher;
import io.github.hazelcastjetty.session.jetty.data.AttributeValues;
import io.github.hazelcastjetty.session.store.SessionKey;
import io.github.hazelcastjetty.session.store.SessionRecord;
import io.github.hazelcastjetty.session.store.SessionStore;
import io.github.hazelcastjetty.session.store.SessionStoreException;
import io.github.hazelcastjetty.session.store.UnreadableSessionException;

/**
 * The sessions of one web application that this node has a copy of. A copy is checked
 * against the store whenever a request enters it, unless the settings allow to trust it;
 * the store alone decides whether a session exists and who destroys it.
 */
public final class ClusteredSessionCache extends AbstractSessionCache {

	private static final Logger logger = LoggerFactory.getLogger(ClusteredSessionCache.class);

	private final LocalCopies copies = new LocalCopies();

	private final AnonymousUses anonymousUses = new AnonymousUses();

	private final SessionStore store;

	private final ClusteredSessionDataStore dataStore;

	private final SessionSettings settings;

	private final Background background;

	private final Clocks clocks;

	private final SessionLookup lookup;

	private final SessionSaver saver;

	private final AccessRecorder accesses;

	private final SessionDestroyer destroyer;

	private final CacheEviction eviction;

	/**
	 * Create a cache.
	 * @param manager the session handler of the web application
	 * @param store where the sessions live
	 * @param values encodes and decodes their attributes
	 * @param cipher encrypts the secrets of their ids
	 * @param settings how this node treats them
	 * @param background does what no request waits for
	 * @param clocks the clocks of this node
	 */
	public ClusteredSessionCache(SessionManager manager, SessionStore store, AttributeValues values,
			AttributeCipher cipher, SessionSettings settings, Background background, Clocks clocks) {
		super(manager);
		this.store = store;
		this.settings = settings;
		this.background = background;
		this.clocks = clocks;
		this.dataStore = new ClusteredSessionDataStore(store, values, cipher, settings, clocks);
		this.accesses = new AccessRecorder(this.copies, store, this.dataStore.loader(), settings, background, clocks);
		this.saver = new SessionSaver(this.copies, store, this.dataStore.writer(), this.accesses, settings, background,
				clocks);
		this.destroyer = new SessionDestroyer(this.copies, store, this.dataStore, this::newSession, background, clocks);
		this.lookup = new SessionLookup(this.copies, store, this.dataStore, this.accesses, this.destroyer,
				this::newSession, this::added, clocks);
		this.eviction = new CacheEviction(this.copies, this.saver, this.dataStore::inContext,
				settings.cacheMaxSessions());
		setSessionDataStore(this.dataStore);
	}

	// Requests

	/**
	 * Find a session and count a request in.
	 * @param id the id that the request came with
	 * @param origin is told how the session came to this node
	 * @return the use of the session, which is up to date and not expired, or
	 * {@code null} if there is none with this id
	 * @throws SessionStoreException if that cannot be told
	 */
	public @Nullable SessionUse enter(String id, Consumer<SessionOrigin> origin) {
		return SessionIds.isPlausible(id) ? this.lookup.enter(id, origin) : null;
	}

	/**
	 * Return the use that a session was created with.
	 * @param session the session
	 * @return the use, or {@code null} if another call has returned it
	 */
	public @Nullable SessionUse firstUse(ClusteredSession session) {
		return this.anonymousUses.take(session);
	}

	/**
	 * Store what a request has changed so far, before the client gets to see a response.
	 * @param session the session
	 * @throws SessionStoreException if it was not stored
	 */
	@Override
	public void commit(ManagedSession session) {
		if (session.isValid()) {
			this.saver.commit((ClusteredSession) session);
		}
	}

	/**
	 * Store what a request has changed since its response was committed, and count it
	 * out.
	 * @param use the use of the session
	 * @throws SessionStoreException if it was not stored; it is tried again later
	 */
	public void finish(SessionUse use) {
		use.answered();
		try {
			if (!use.hasLeft() && use.session().isValid()) {
				this.saver.finish(use.session());
			}
		}
		finally {
			this.lookup.leave(use);
		}
	}

	/**
	 * Count a request out that has changed nothing since its response was committed.
	 * @param use the use of the session
	 */
	public void leave(SessionUse use) {
		this.lookup.leave(use);
	}

	/**
	 * Do something for a request that no thread of the server can do.
	 * @param task what to do
	 */
	public void inBackground(Runnable task) {
		this.background.execute(task);
	}

	/**
	 * Forget what a request has changed whose client will repeat it, unless other
	 * requests are at work on the session, whose changes cannot be told from its own.
	 * @param session the session
	 */
	public void revert(ClusteredSession session) {
		if (!this.settings.savesAtRequestEnd() || (this.settings.keepsWrites() && session.isSaveDelayed())) {
			return;
		}
		try (AutoLock lock = session.lock()) {
			if (session.isValid() && session.data().attributes().atWork() == 0) {
				session.data().revert();
			}
			// It may be stored nevertheless
			session.markStale();
		}
		if (session.isUnsaved() && !session.isUnstored()) {
			// A parallel request has left a change to this one
			this.saver.postpone(session);
		}
	}

	/**
	 * Give a session another secret, here and in the store.
	 * @param formerId the id that the request knows
	 * @param newId the id that the session gets unless another request has changed it
	 * @return the session, or {@code null} if there is none with the former id in this
	 * web application
	 */
	public @Nullable ClusteredSession renewId(String formerId, String newId) {
		ClusteredSession session = this.copies.get(SessionIds.name(formerId));
		if (session == null) {
			session = this.lookup.load(formerId);
		}
		if (session != null) {
			this.saver.renewId(session, formerId, SessionIds.secret(newId));
		}
		return session;
	}

	/**
	 * Return the copy of a session if a request of this node uses it, and so has seen to
	 * it that it is up to date.
	 * @param id the id of the session
	 * @return the copy, or {@code null}
	 */
	public @Nullable ClusteredSession getInUse(String id) {
		ClusteredSession session = SessionIds.isPlausible(id) ? this.copies.get(SessionIds.name(id)) : null;
		return (session != null && session.getRequests() > 0 && session.isValid() && session.hasId(id)) ? session
				: null;
	}

	// Other nodes

	/**
	 * Note that another node has changed a session.
	 * @param key the key of the session
	 */
	public void stale(SessionKey key) {
		ClusteredSession session = this.dataStore.isOurs(key) ? this.copies.get(key.name()) : null;
		if (session != null) {
			session.markStale();
		}
	}

	/**
	 * Let no copy be used without asking the store.
	 */
	public void allStale() {
		this.copies.all().forEach(ClusteredSession::markStale);
	}

	/**
	 * Note that a session has left the store. If this node is ending it, the copy is not
	 * here any more when the news arrives.
	 * @param key the key of the session
	 */
	public void removed(SessionKey key) {
		ClusteredSession session = this.dataStore.isOurs(key) ? this.copies.get(key.name()) : null;
		if (session == null) {
			return;
		}
		// This is told once, and a request or an unsaved change may outlast it
		session.markStale();
		try (AutoLock lock = session.lock()) {
			if (session.getRequests() > 0 || !session.isValid()) {
				return;
			}
			if (!session.data().isChanged()) {
				this.copies.discard(session);
				return;
			}
		}
		this.saver.save(session);
	}

	/**
	 * Store the accesses of requests that have been under way for long, so that no other
	 * node takes their sessions for unused.
	 */
	public void touchInUse() {
		this.copies.inUse().forEach(this.accesses::recordLaterIfDue);
	}

	/**
	 * Catch up with the store, which answers again. Before a sweep ends a session once
	 * more that has ended here, it is removed; before one takes sessions for unused,
	 * their accesses are stored, beginning with those that expire first.
	 */
	public void available() {
		this.background.execute(this.destroyer::removeEnded);
		this.copies.all()
			.stream()
			.sorted(Comparator.comparing(ClusteredSessionCache::storedExpiry))
			.forEach((session) -> {
				try (AutoLock lock = session.lock()) {
					session.pendingAccess().retry();
				}
				this.accesses.recordLaterIfDue(session);
			});
	}

	private static Instant storedExpiry(ClusteredSession session) {
		try (AutoLock lock = session.lock()) {
			SessionRecord record = session.data().record();
			return (record != null) ? record.times().expiry() : Instant.MAX;
		}
	}

	/**
	 * End the sessions whose time is over.
	 * @throws SessionStoreException if they cannot be found
	 */
	public void collectExpired() {
		List<SessionKey> expired = new ArrayList<>(this.store.findExpired(this.clocks.now()));
		// Otherwise all nodes would try to claim the same one at each moment
		Collections.shuffle(expired);
		for (SessionKey key : expired) {
			if (this.dataStore.isOurs(key) && !isDetached()) {
				collect(key);
			}
		}
	}

	private void collect(SessionKey key) {
		ClusteredSession local = this.copies.get(key.name());
		try {
			if (local != null && this.accesses.isKeptAlive(local)) {
				this.accesses.record(local);
			}
			else {
				this.destroyer.expire(local, key);
			}
		}
		catch (UnreadableSessionException ex) {
			// Nodes that can read it end it, and until then it must not stop the sweep
			logger.debug("An expired session is left to others: {}", ex.getMessage());
		}
	}

	// Users

	/**
	 * Return the key of a session in the store.
	 * @param id a plausible id
	 * @return the key
	 */
	public SessionKey key(String id) {
		return this.dataStore.key(id);
	}

	/**
	 * Return whether a session belongs to this web application.
	 * @param key the key of a session
	 * @return {@code true} if it is one of ours
	 */
	public boolean isOurs(SessionKey key) {
		return this.dataStore.isOurs(key);
	}

	/**
	 * Return the present id of a stored session.
	 * @param key the key of the session
	 * @param record the session
	 * @return its id
	 */
	public String id(SessionKey key, SessionRecord record) {
		return this.dataStore.loader().id(key, record);
	}

	/**
	 * Find a session in the store.
	 * @param id the id of the session
	 * @return the session, or {@code null} if there is none with this id
	 */
	public @Nullable SessionRecord find(String id) {
		if (!SessionIds.isPlausible(id) || isDetached()) {
			return null;
		}
		SessionKey key = key(id);
		SessionRecord record = this.store.find(key, null);
		return (record != null && !record.times().isExpiredAt(this.clocks.now())
				&& SessionIds.areEqual(id(key, record), id)) ? record : null;
	}

	// Life cycle

	/**
	 * Store everything that is not stored yet.
	 */
	public void flush() {
		if (isDetached()) {
			return;
		}
		this.destroyer.removeEnded();
		int failures = 0;
		RuntimeException last = null;
		for (ClusteredSession session : this.copies.all()) {
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
			// What was acknowledged is stored, and the client of the rest gets no answer
			return;
		}
		this.saver.save(session);
		boolean pending;
		try (AutoLock lock = session.lock()) {
			pending = session.pendingAccess().exists(session.getRequests() > 0);
		}
		if (pending) {
			this.accesses.record(session);
		}
	}

	/**
	 * Tell the attributes that the node stops.
	 */
	public void leave() {
		if (!isDetached()) {
			this.copies.all().forEach((session) -> this.dataStore.inContext(() -> Migration.leaving(session)));
		}
	}

	/**
	 * From now on leave the store alone.
	 */
	public void detach() {
		this.copies.detach();
	}

	/**
	 * Return whether the node stops.
	 * @return {@code true} if the store is left alone
	 */
	public boolean isDetached() {
		return this.copies.isDetached();
	}

	@Override
	protected void doStart() throws Exception {
		this.copies.attach();
		super.doStart();
	}

	@Override
	public void shutdown() {
		detach();
		this.copies.all().forEach((session) -> session.setResident(false));
		this.copies.all().clear();
	}

	private void added() {
		if (this.eviction.hasExcess()) {
			this.background.execute(this.eviction::evictExcess);
		}
	}

	// Jetty's contract

	@Override
	public @Nullable ManagedSession get(String id) throws Exception {
		try {
			SessionUse use = this.lookup.enter(id, (origin) -> {
			});
			if (use == null) {
				return null;
			}
			this.anonymousUses.add(use);
			return use.session();
		}
		catch (SessionStoreException ex) {
			throw (ex.getCause() instanceof UnreadableSessionDataException unreadable) ? unreadable : ex;
		}
	}

	@Override
	public void add(String id, ManagedSession session) throws Exception {
		super.add(id, session);
		ClusteredSession added = (ClusteredSession) session;
		SessionUse use = new SessionUse(added, id);
		use.begin();
		this.copies.entered(added);
		this.anonymousUses.add(use);
		added();
	}

	@Override
	public void release(ManagedSession session) {
		SessionUse use = this.anonymousUses.take((ClusteredSession) session);
		if (use != null) {
			release(use);
		}
	}

	private void release(SessionUse use) {
		try {
			commit(use.session());
		}
		finally {
			this.lookup.leave(use);
		}
	}

	@Override
	public @Nullable ManagedSession renewSessionId(String oldId, String newId, String oldExtendedId,
			String newExtendedId) {
		ClusteredSession session = renewId(oldId, newId);
		if (session != null) {
			session.setExtendedId(newExtendedId);
			session.onIdChanged();
		}
		return session;
	}

	@Override
	public boolean exists(String id) throws Exception {
		ClusteredSession session = this.copies.get(SessionIds.name(id));
		if (session != null && session.isUnstored() && session.hasId(id)) {
			return session.isValid();
		}
		return this.dataStore.exists(id);
	}

	@Override
	public @Nullable ManagedSession delete(String id) throws Exception {
		ClusteredSession session = this.copies.get(SessionIds.name(id));
		if (session == null) {
			session = this.lookup.load(id);
		}
		if (session == null || !this.dataStore.delete(id)) {
			return null;
		}
		this.copies.remove(session);
		session.setResident(false);
		return session;
	}

	/**
	 * Return nothing: the sweep asks the store which sessions have expired, and not the
	 * copies of a node.
	 */
	@Override
	public Set<String> checkExpiration(Set<String> candidates) {
		return Set.of();
	}

	/**
	 * Look at a copy that no request uses: store its last access, or drop it.
	 */
	@Override
	public void checkInactiveSession(ManagedSession session) {
		ClusteredSession clustered = (ClusteredSession) session;
		if (!this.accesses.recordLaterIfDue(clustered) && clustered.isIdle(this.clocks.now())) {
			this.background.execute(() -> this.eviction.evict(clustered));
		}
	}

	@Override
	public ClusteredSession newSession(SessionData data) {
		return new ClusteredSession(getSessionManager(), (ClusteredSessionData) data, this.dataStore.loader(),
				this.settings, this.clocks, Actions::new);
	}

	@Override
	protected @Nullable ManagedSession doGet(String id) {
		return this.copies.get(SessionIds.name(id));
	}

	@Override
	protected @Nullable Session doPutIfAbsent(String id, ManagedSession session) {
		return this.copies.add((ClusteredSession) session);
	}

	@Override
	protected ManagedSession doComputeIfAbsent(String id, Function<String, ManagedSession> mappingFunction) {
		throw new UnsupportedOperationException("Sessions are not loaded under a lock of the map");
	}

	@Override
	protected boolean doReplace(String id, ManagedSession oldValue, ManagedSession newValue) {
		throw new UnsupportedOperationException("Sessions are not replaced");
	}

	@Override
	public @Nullable ManagedSession doDelete(String id) {
		ClusteredSession session = this.copies.get(SessionIds.name(id));
		if (session != null) {
			this.copies.remove(session);
		}
		return session;
	}

	/**
	 * Does what one session asks for.
	 */
	private final class Actions implements SessionActions {

		private final ClusteredSession session;

		private Actions(ClusteredSession session) {
			this.session = session;
		}

		@Override
		public void changed() {
			ClusteredSessionCache.this.saver.changed(this.session);
		}

		@Override
		public String enteredId(Request request) {
			RequestSessions sessions = RequestSessions.of(request, getSessionManager());
			String id = (sessions != null) ? sessions.enteredId(this.session) : null;
			return (id != null) ? id : this.session.getId();
		}

		@Override
		public void invalidate() {
			String id = this.session.getId();
			if (ClusteredSessionCache.this.destroyer.invalidate(this.session)) {
				getSessionManager().getSessionIdManager().invalidateAll(id);
			}
		}

		@Override
		public boolean beginAccess() {
			SessionUse use = ClusteredSessionCache.this.lookup.enterAgain(this.session);
			if (use != null) {
				ClusteredSessionCache.this.anonymousUses.add(use);
			}
			return use != null;
		}

		@Override
		public void endAccess() {
			release(this.session);
		}

	}

}
