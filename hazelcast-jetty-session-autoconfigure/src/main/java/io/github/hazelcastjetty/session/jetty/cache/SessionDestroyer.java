package io.github.hazelcastjetty.session.jetty.cache;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.function.Predicate;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.github.hazelcastjetty.session.store.SessionKey;
import io.github.hazelcastjetty.session.store.SessionRecord;
import io.github.hazelcastjetty.session.store.SessionStore;
import io.github.hazelcastjetty.session.store.SessionStoreException;

/**
 * Ends sessions: claims them, so that of all nodes this one tells the listeners, then
 * tells them while the attributes can still be read, then removes them. The listeners are
 * called without any lock.
 * <p>
 * Until a session is removed, which may take as long as the store does not answer, this
 * node remembers that its listeners were told.
 */
final class SessionDestroyer {

	private static final Logger logger = LoggerFactory.getLogger(SessionDestroyer.class);

	private final ThrottledWarning unavailable = new ThrottledWarning(logger,
			"Listeners could not be told of the end of a session with all of its attributes");

	private final Set<SessionKey> ending = ConcurrentHashMap.newKeySet();

	private final Map<SessionKey, SessionRecord> ended = new ConcurrentHashMap<>();

	private final AtomicBoolean retrying = new AtomicBoolean();

	private final LocalCopies copies;

	private final SessionStore store;

	private final ClusteredSessionDataStore dataStore;

	private final Function<ClusteredSessionData, ClusteredSession> factory;

	private final Background background;

	private final Clocks clocks;

	/**
	 * Create an instance.
	 * @param factory makes a session of its data
	 */
	SessionDestroyer(LocalCopies copies, SessionStore store, ClusteredSessionDataStore dataStore,
			Function<ClusteredSessionData, ClusteredSession> factory, Background background, Clocks clocks) {
		this.copies = copies;
		this.store = store;
		this.dataStore = dataStore;
		this.factory = factory;
		this.background = background;
		this.clocks = clocks;
	}

	/**
	 * End a session because the application says so. Until this node has claimed it the
	 * session is in use, and if that fails it stays so.
	 * @return whether this call has ended it
	 * @throws IllegalStateException if it has ended already
	 */
	boolean invalidate(ClusteredSession session) {
		SessionRecord claimed = null;
		ClusteredSession ending = session;
		session.beginSave();
		try {
			if (!session.isInUse()) {
				return false;
			}
			if (!session.isUnstored()) {
				claimed = this.store.claim(session.data().key(), (record) -> true);
				if (claimed == null) {
					this.copies.gone(session);
					return false;
				}
				ending = ending(session, session.data().key(), claimed);
			}
			else if (!session.beginEnd()) {
				return false;
			}
		}
		catch (SessionStoreException ex) {
			// It may have been done nevertheless
			session.freshness().markStale();
			throw ex;
		}
		finally {
			session.saves().end();
		}
		destroy(ending, claimed);
		return true;
	}

	/**
	 * End a session because its time is over, if it still is.
	 * @param local the copy on this node, if there is one
	 * @param key the key of the session
	 * @return whether this is the node that ended it
	 */
	boolean expire(@Nullable ClusteredSession local, SessionKey key) {
		return end(local, key, (record) -> record.times().isExpiredAt(this.clocks.now()));
	}

	/**
	 * End a session that no request of this node need use.
	 * @param local the copy on this node, if there is one
	 * @param key the key of the session
	 * @param condition whether the session, as it is stored now, is to be ended
	 * @return whether this is the node that ended it
	 */
	boolean end(@Nullable ClusteredSession local, SessionKey key, Predicate<SessionRecord> condition) {
		if (this.ending.contains(key)) {
			return false;
		}
		SessionRecord told = this.ended.get(key);
		if (told != null) {
			remove(key, told);
			return false;
		}
		SessionRecord claimed = this.store.claim(key, condition);
		if (claimed == null) {
			return false;
		}
		destroy(ending(local, key, claimed), claimed);
		return true;
	}

	/**
	 * Return what to tell the listeners of. A parallel request that has found nothing but
	 * the claim may have ended the local copy already.
	 */
	private ClusteredSession ending(@Nullable ClusteredSession local, SessionKey key, SessionRecord claimed) {
		if (local != null && local.beginEnd()) {
			return local;
		}
		ClusteredSession session = this.factory.apply(this.dataStore.toData(id(key, claimed), claimed));
		session.setResident(true);
		session.beginEnd();
		return session;
	}

	/**
	 * Return the id that listeners are told. A session whose secret this node cannot
	 * decrypt ends all the same, and is known to them by its name.
	 */
	private String id(SessionKey key, SessionRecord claimed) {
		try {
			return this.dataStore.loader().id(key, claimed);
		}
		catch (SessionStoreException ex) {
			return key.name();
		}
	}

	/**
	 * Tell the listeners of a session that is ending, and remove it.
	 */
	private void destroy(ClusteredSession session, @Nullable SessionRecord claimed) {
		SessionKey key = session.data().key();
		this.ending.add(key);
		try {
			tell(session, claimed);
		}
		finally {
			this.copies.discard(session);
			if (claimed != null) {
				this.ended.put(key, claimed);
			}
			this.ending.remove(key);
		}
		if (claimed != null) {
			remove(key, claimed);
		}
	}

	private void tell(ClusteredSession session, @Nullable SessionRecord claimed) {
		try {
			if (claimed != null) {
				session.takeLast(claimed, id(session.data().key(), claimed));
			}
			session.getSessionManager().onSessionDestroyed(session);
		}
		catch (RuntimeException | Error ex) {
			failed(ex);
		}
		finally {
			unbind(session);
		}
	}

	private void unbind(ClusteredSession session) {
		try {
			this.dataStore.inContext(session::finishInvalidate);
		}
		catch (RuntimeException | Error ex) {
			failed(ex);
		}
	}

	private void failed(Throwable failure) {
		if (failure instanceof SessionUnavailableException || failure instanceof SessionStoreException) {
			// The listener is not to blame, and others will meet the same failure
			this.unavailable.log((RuntimeException) failure);
		}
		else {
			logger.warn("A listener failed when a session was destroyed", failure);
		}
	}

	/**
	 * Remove the sessions that have ended here and are still in the store.
	 */
	void removeEnded() {
		this.ended.forEach(this::remove);
	}

	private void remove(SessionKey key, SessionRecord claimed) {
		try {
			this.store.remove(key, claimed);
			this.ended.remove(key);
		}
		catch (SessionStoreException ex) {
			// It has ended for everybody: what is left of it is not the caller's concern
			if (this.retrying.compareAndSet(false, true)) {
				this.background.schedule(this::retry, SessionSettings.RETRY_PERIOD);
			}
		}
	}

	private void retry() {
		this.retrying.set(false);
		removeEnded();
	}

}
