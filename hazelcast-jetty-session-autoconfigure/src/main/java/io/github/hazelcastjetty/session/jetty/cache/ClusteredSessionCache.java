package io.github.hazelcastjetty.session.jetty.cache;

import java.util.function.Consumer;

import org.eclipse.jetty.session.ManagedSession;
import org.eclipse.jetty.session.SessionData;
import org.eclipse.jetty.session.SessionManager;
import org.eclipse.jetty.session.UnreadableSessionDataException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.github.hazelcastjetty.session.codec.AttributeCipher;
import io.github.hazelcastjetty.session.jetty.data.AttributeValues;
import io.github.hazelcastjetty.session.store.SessionPrincipalResolver;
import io.github.hazelcastjetty.session.store.SessionStore;
import io.github.hazelcastjetty.session.store.SessionStoreException;

/**
 * The sessions of one web application that this node has a copy of. A copy is checked
 * against the store whenever a request enters it, unless the settings allow to trust it;
 * the store alone decides whether a session exists and who destroys it.
 */
public final class ClusteredSessionCache extends LocalSessionCache {

	private static final Logger logger = LoggerFactory.getLogger(ClusteredSessionCache.class);

	private final ClusteredSessionDataStore dataStore;

	private final SessionSettings settings;

	private final Background background;

	private final Clocks clocks;

	private final SessionLookup lookup;

	private final SessionSaver saver;

	private final AccessRecorder accesses;

	private final SessionDestroyer destroyer;

	private final AnonymousUses anonymousUses;

	private final SessionPrincipalResolver principals;

	private final CacheEviction eviction;

	private final RemoteChanges remoteChanges;

	private final ExpirySweep sweep;

	private final StoredSessions stored;

	private final SessionFlush flush;

	/**
	 * Create a cache.
	 * @param manager the session handler of the web application
	 * @param store where the sessions live
	 * @param values encodes and decodes their attributes
	 * @param cipher encrypts the secrets of their ids
	 * @param principals tells whom they belong to
	 * @param settings how this node treats them
	 * @param background does what no request waits for
	 * @param clocks the clocks of this node
	 */
	public ClusteredSessionCache(SessionManager manager, SessionStore store, AttributeValues values,
			AttributeCipher cipher, SessionPrincipalResolver principals, SessionSettings settings,
			Background background, Clocks clocks) {
		super(manager);
		LocalCopies copies = copies();
		this.settings = settings;
		this.background = background;
		this.clocks = clocks;
		this.dataStore = new ClusteredSessionDataStore(store, values, cipher, settings, clocks);
		this.accesses = new AccessRecorder(copies, store, this.dataStore.loader(), settings, background, clocks);
		this.saver = new SessionSaver(copies, store, this.dataStore.writer(), this.accesses, settings, background,
				clocks);
		this.destroyer = new SessionDestroyer(copies, store, this.dataStore, this::newSession, background, clocks);
		this.lookup = new SessionLookup(copies, store, this.dataStore, this.accesses, this.destroyer, this::newSession,
				this::added, clocks);
		this.eviction = new CacheEviction(copies, this.saver, this.dataStore::inContext, settings.cacheMaxSessions());
		this.anonymousUses = new AnonymousUses(this.lookup, this.saver);
		this.remoteChanges = new RemoteChanges(copies, this.dataStore, this.saver, this.accesses, this.destroyer,
				background);
		this.sweep = new ExpirySweep(copies, store, this.dataStore, this.accesses, this.destroyer, clocks);
		this.stored = new StoredSessions(copies, store, this.dataStore, this.destroyer, clocks);
		this.principals = principals;
		this.flush = new SessionFlush(copies, this.saver, this.accesses, this.destroyer, settings);
		setSessionDataStore(this.dataStore);
	}

	/**
	 * Find a session and count a request in.
	 * @param id the id that the request came with
	 * @param origin is told how the session came to this node
	 * @return the use of the session, which is up to date and not expired, or
	 * {@code null} if there is none with this id
	 * @throws SessionStoreException if that cannot be told
	 */
	public @Nullable SessionUse enter(String id, Consumer<SessionOrigin> origin) {
		return enter(id, true, origin);
	}

	/**
	 * Find a session and count a request in.
	 * @param id the id that the request came with
	 * @param keepsAlive whether the request counts as an access
	 * @param origin is told how the session came to this node
	 * @return the use of the session, which is up to date and not expired, or
	 * {@code null} if there is none with this id
	 * @throws SessionStoreException if that cannot be told
	 */
	public @Nullable SessionUse enter(String id, boolean keepsAlive, Consumer<SessionOrigin> origin) {
		return SessionIds.isPlausible(id) ? this.lookup.enter(id, keepsAlive, origin) : null;
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
		this.saver.revert(session);
	}

	/**
	 * Give a session another secret, here and in the store.
	 * @param formerId the id that the request knows
	 * @param newId the id that the session gets unless another request has changed it
	 * @return the session, or {@code null} if there is none with the former id in this
	 * web application
	 */
	public @Nullable ClusteredSession renewId(String formerId, String newId) {
		ClusteredSession session = copies().get(SessionIds.name(formerId));
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
		ClusteredSession session = SessionIds.isPlausible(id) ? copies().get(SessionIds.name(id)) : null;
		return (session != null && session.getRequests() > 0 && session.isValid() && session.hasId(id)) ? session
				: null;
	}

	/**
	 * Return what brings in the changes that other nodes make.
	 * @return the changes of other nodes
	 */
	public RemoteChanges remoteChanges() {
		return this.remoteChanges;
	}

	/**
	 * Return what ends the sessions whose time is over.
	 * @return the sweep
	 */
	public ExpirySweep sweep() {
		return this.sweep;
	}

	/**
	 * Return the sessions of this web application as they are in the store.
	 * @return the stored sessions
	 */
	public StoredSessions stored() {
		return this.stored;
	}

	/**
	 * Store everything that is not stored yet.
	 */
	public void flush() {
		this.flush.flush();
	}

	/**
	 * Tell the attributes that the node stops.
	 */
	public void leave() {
		if (!isDetached()) {
			copies().all().forEach((session) -> this.dataStore.inContext(() -> Migration.leaving(session)));
		}
	}

	private void added() {
		if (this.eviction.hasExcess()) {
			this.background.execute(this.eviction::evictExcess);
		}
	}

	@Override
	public @Nullable ManagedSession get(String id) throws Exception {
		try {
			SessionUse use = this.lookup.enter(id, true, (origin) -> {
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
		SessionUse use = new SessionUse(added, id, true);
		use.begin();
		copies().entered(added);
		this.anonymousUses.add(use);
		added();
	}

	@Override
	public void release(ManagedSession session) {
		this.anonymousUses.release((ClusteredSession) session);
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
		ClusteredSession session = copies().get(SessionIds.name(id));
		if (session != null && session.isUnstored() && session.hasId(id)) {
			return session.isValid();
		}
		return this.dataStore.exists(id);
	}

	@Override
	public @Nullable ManagedSession delete(String id) throws Exception {
		ClusteredSession session = copies().get(SessionIds.name(id));
		if (session == null) {
			session = this.lookup.load(id);
		}
		if (session == null || !this.dataStore.delete(id)) {
			return null;
		}
		copies().remove(session);
		session.setResident(false);
		return session;
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
				this.settings, this.clocks, this::actions);
	}

	private SessionActions actions(ClusteredSession session) {
		return new LocalSessionActions(session, this.lookup, this.saver, this.destroyer, this.anonymousUses,
				this.principals);
	}

}
