package io.github.hazelcastjetty.session.jetty;

import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;

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
 * What has been told is not told again: until a session is removed, which may take as
 * long as the store does not answer, this node remembers that it has ended.
 */
final class SessionDestroyer {

	private static final Logger logger = LoggerFactory.getLogger(SessionDestroyer.class);

	private final RepeatedWarning unavailable = new RepeatedWarning(logger,
			"Listeners could not be told of the end of a session with all of its attributes");

	private final Set<SessionKey> ending = ConcurrentHashMap.newKeySet();

	private final Map<SessionKey, SessionRecord> ended = new ConcurrentHashMap<>();

	private final AtomicBoolean retrying = new AtomicBoolean();

	private final ClusteredSessionCache cache;

	private final SessionStore store;

	private final Background background;

	SessionDestroyer(ClusteredSessionCache cache, SessionStore store, Background background) {
		this.cache = cache;
		this.store = store;
		this.background = background;
	}

	/**
	 * Claim a session because the application ends it. If another node has renamed it
	 * meanwhile it ends nevertheless, under its new id.
	 * @return the claimed session, {@code null}: it was never stored
	 * @throws SessionGoneException if another node has ended it
	 */
	@Nullable SessionRecord claim(ClusteredSession session) {
		if (session.getSessionData().getRecord() == null) {
			return null;
		}
		SessionKey key = this.cache.key(session);
		SessionRecord claimed = this.store.claim(key, (record) -> true);
		while (claimed == null) {
			key = this.store.findRenamed(key);
			if (key == null) {
				throw new SessionGoneException();
			}
			claimed = this.store.claim(key, (record) -> true);
		}
		this.cache.renamed(session, key.id());
		this.cache.markOtherCopy(session);
		return claimed;
	}

	/**
	 * End a session because its time is over, if it still is.
	 * @param local the copy on this node, if there is one
	 * @param key the name of the session
	 * @return whether this is the node that ended it
	 */
	boolean expire(@Nullable ClusteredSession local, SessionKey key) {
		if (this.ending.contains(key)) {
			return false;
		}
		SessionRecord told = this.ended.get(key);
		if (told != null) {
			remove(key, told);
			return false;
		}
		SessionRecord claimed = this.store.claim(key, (record) -> record.times().isExpiredAt(Instant.now()));
		if (claimed == null) {
			return false;
		}
		ClusteredSession session = local;
		if (session == null || !session.beginExpiry()) {
			session = this.cache.newSession(this.cache.getDataStore().toData(key.id(), claimed));
			session.setResident(true);
			session.beginExpiry();
		}
		destroy(session, claimed);
		return true;
	}

	/**
	 * Tell the listeners of a session that is being invalidated, and remove it.
	 */
	void destroy(ClusteredSession session, @Nullable SessionRecord claimed) {
		SessionKey key = this.cache.key(session);
		this.ending.add(key);
		try {
			tell(session, claimed);
		}
		finally {
			this.cache.discard(session);
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
				session.refresh(claimed, Instant.now());
			}
			this.cache.getSessionManager().onSessionDestroyed(session);
		}
		catch (RuntimeException | Error ex) {
			failed(ex);
		}
		finally {
			unbind(session);
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

	private void failed(Throwable failure) {
		if (failure instanceof SessionUnavailableException || failure instanceof SessionStoreException) {
			// Not the listener is to blame, and others will meet the same
			this.unavailable.log((RuntimeException) failure);
		}
		else {
			logger.warn("A listener failed when a session was destroyed", failure);
		}
	}

	private void unbind(ClusteredSession session) {
		try {
			this.cache.getDataStore().inContext(session::finishInvalidate);
		}
		catch (RuntimeException | Error ex) {
			failed(ex);
		}
	}

}
