package io.github.hazelcastjetty.session.jetty;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EventListener;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

import jakarta.servlet.http.HttpSessionAttributeListener;
import org.eclipse.jetty.ee11.servlet.SessionHandler;
import org.eclipse.jetty.http.HttpCookie;
import org.eclipse.jetty.http.HttpException;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Session;
import org.eclipse.jetty.session.ManagedSession;
import org.eclipse.jetty.session.SessionIdManager;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.github.hazelcastjetty.session.store.SessionKey;
import io.github.hazelcastjetty.session.store.SessionStore;
import io.github.hazelcastjetty.session.store.SessionStoreException;
import io.github.hazelcastjetty.session.store.UnreadableSessionException;

/**
 * Takes requests to their sessions. What Jetty's own handler makes nothing of, it
 * reports: a session that cannot be loaded is an error and not a missing session, and a
 * response is not sent as a success if what it changed could not be stored.
 */
final class ClusteredSessionHandler extends SessionHandler {

	private static final Logger logger = LoggerFactory.getLogger(ClusteredSessionHandler.class);

	/**
	 * After so many seconds a client may try again that was turned away.
	 */
	static final String RETRY_AFTER = "1";

	private final RepeatedWarning refusals = new RepeatedWarning(logger,
			"A response was replaced by 503 because what it changed in the session could not be stored");

	private final RepeatedWarning lateChanges = new RepeatedWarning(logger,
			"A change of a session after its response was committed could not be stored");

	private final AtomicBoolean sweepFailed = new AtomicBoolean();

	private final AtomicInteger attributeListeners = new AtomicInteger();

	private final ThreadLocal<@Nullable Boolean> handling = new ThreadLocal<>();

	private final ThreadLocal<@Nullable Boolean> entering = new ThreadLocal<>();

	private final ThreadLocal<@Nullable List<ManagedSession>> resolving = new ThreadLocal<>();

	private final ThreadLocal<@Nullable String> requestedId = new ThreadLocal<>();

	private final SessionStore store;

	private final ClusteredSessionCache cache;

	ClusteredSessionHandler(SessionStore store, AttributeTransfer transfer, SessionSettings settings,
			Background background) {
		this.store = store;
		ClusteredSessionDataStore dataStore = new ClusteredSessionDataStore(store, transfer,
				() -> this.attributeListeners.get() > 0);
		this.cache = new ClusteredSessionCache(this, store, dataStore, settings, background);
		setSessionCache(this.cache);
	}

	/**
	 * Take over what has been configured so far.
	 */
	void configureLike(SessionHandler other) {
		setMaxInactiveInterval(other.getMaxInactiveInterval());
		setUsingCookies(other.isUsingCookies());
		setUsingUriParameters(other.isUsingUriParameters());
		setSecureRequestOnly(other.isSecureRequestOnly());
		setRefreshCookieAge(other.getRefreshCookieAge());
		setCheckingRemoteSessionIdEncoding(other.isCheckingRemoteSessionIdEncoding());
		other.getSessionCookieAttributes().forEach(this::setSessionCookieAttribute);
		if (other.getSessionCookie() != null) {
			setSessionCookie(other.getSessionCookie());
		}
		if (other.getSessionIdPathParameterName() != null) {
			setSessionIdPathParameterName(other.getSessionIdPathParameterName());
		}
		other.getEventListeners().forEach(this::addEventListener);
	}

	ClusteredSessionCache getCache() {
		return this.cache;
	}

	@Override
	public void doStart() throws Exception {
		super.doStart();
		if (getMaxCookieAge() > 0 && getRefreshCookieAge() <= 0) {
			// Jetty would let the cookie end while its session is in use
			setRefreshCookieAge(Math.max(1, getMaxCookieAge() / 3));
		}
	}

	@Override
	public boolean addEventListener(EventListener listener) {
		boolean added = super.addEventListener(listener);
		if (added && listener instanceof HttpSessionAttributeListener) {
			this.attributeListeners.incrementAndGet();
		}
		return added;
	}

	@Override
	public boolean removeEventListener(EventListener listener) {
		boolean removed = super.removeEventListener(listener);
		if (removed && listener instanceof HttpSessionAttributeListener) {
			this.attributeListeners.decrementAndGet();
		}
		return removed;
	}

	@Override
	public boolean handle(Request request, Response response, Callback callback) throws Exception {
		this.handling.set(true);
		try {
			return super.handle(request, response, callback);
		}
		catch (SessionStoreException ex) {
			logger.debug("A request was turned away: {}", ex.getMessage());
			response.getHeaders().put(HttpHeader.RETRY_AFTER, RETRY_AFTER);
			Response.writeError(request, response, callback, HttpStatus.SERVICE_UNAVAILABLE_503,
					"Session not available");
			return true;
		}
		finally {
			this.handling.remove();
			this.requestedId.remove();
		}
	}

	@Override
	protected RequestedSession resolveRequestedSessionId(Request request) {
		List<ManagedSession> entered = new ArrayList<>();
		RequestedSession requested;
		this.resolving.set(entered);
		try {
			requested = super.resolveRequestedSessionId(request);
		}
		catch (SessionStoreException ex) {
			entered.forEach(this.cache::release);
			throw ex;
		}
		catch (HttpException.RuntimeException ex) {
			// Two sessions at once. Jetty's own message reveals the ids
			throw new HttpException.RuntimeException(ex.getCode(), "More than one session");
		}
		finally {
			this.resolving.remove();
		}
		this.requestedId.set(requested.sessionId());
		SessionOrigin origin = this.cache.getLookup().takeOrigin();
		if (requested.session() != null && origin != null) {
			request.setAttribute(SessionOrigin.REQUEST_ATTRIBUTE, origin);
		}
		return requested;
	}

	/**
	 * Note the access of a request.
	 * @return a cookie to set, or {@code null}. Who comes with the id from before a
	 * change does not learn the new one.
	 */
	@Override
	public @Nullable HttpCookie access(@Nullable ManagedSession session, boolean secure) {
		this.entering.set(true);
		try {
			HttpCookie cookie = super.access(session, secure);
			return (cookie != null && isOfRequestedId(cookie)) ? cookie : null;
		}
		finally {
			this.entering.remove();
		}
	}

	private boolean isOfRequestedId(HttpCookie cookie) {
		String requested = this.requestedId.get();
		SessionIdManager ids = getSessionIdManager();
		return requested == null || ids.getId(cookie.getValue()).equals(ids.getId(requested));
	}

	/**
	 * Return whether it is a request that the current thread takes to its session.
	 */
	boolean isRequestEntering() {
		return this.entering.get() != null;
	}

	@Override
	public void newSession(Request request, @Nullable String requestedId, Consumer<ManagedSession> consumer) {
		super.newSession(request, requestedId, (session) -> {
			request.setAttribute(SessionOrigin.REQUEST_ATTRIBUTE, SessionOrigin.NEW);
			consumer.accept(session);
		});
	}

	@Override
	public void onSessionCreated(@Nullable Session session) {
		try {
			super.onSessionCreated(session);
		}
		catch (RuntimeException ex) {
			// Jetty would make the same of it, but reveal the id
			logger.warn("A listener failed when a session was created", ex);
		}
	}

	@Override
	public void onSessionAttributeUpdate(Session session, String name, @Nullable Object oldValue,
			@Nullable Object newValue) {
		try {
			super.onSessionAttributeUpdate(session, name, oldValue, newValue);
		}
		catch (RuntimeException | Error ex) {
			if (!((ClusteredSession) session).isInvalidOrInvalidating()) {
				throw ex;
			}
			// The others have to learn of the end of the session too
			logger.warn("A listener failed when a session was destroyed", ex);
		}
	}

	@Override
	protected void addSessionStreamWrapper(Request request) {
		request.addHttpStreamWrapper((stream) -> new SessionStream(stream, this, request));
	}

	/**
	 * Find the session of an id that a request brought along.
	 * @throws SessionStoreException if it cannot be told whether there is one
	 */
	@Override
	public @Nullable ManagedSession getManagedSession(String extendedId) {
		String id = getSessionIdManager().getId(extendedId);
		if (!SessionIds.isPlausible(id)) {
			return null;
		}
		ManagedSession session = find(id);
		List<ManagedSession> entered = this.resolving.get();
		if (session != null && entered != null) {
			entered.add(session);
		}
		if (session != null && session.getId().equals(id)) {
			session.setExtendedId(getSessionIdManager().getExtendedId(id, null));
			if (!session.getExtendedId().equals(extendedId)) {
				session.onIdChanged();
			}
		}
		return session;
	}

	private @Nullable ManagedSession find(String id) {
		try {
			return this.cache.get(id);
		}
		catch (RuntimeException ex) {
			throw ex;
		}
		catch (Exception ex) {
			throw new SessionStoreException("Loading a session failed", ex);
		}
	}

	/**
	 * Store what a request has changed.
	 * @param session the session of the request, if it has one
	 * @param answerable whether the client can be told that it was stored
	 * @throws SessionStoreException if it was not stored
	 */
	void commit(@Nullable ManagedSession session, boolean answerable) {
		if (session instanceof ClusteredSession clustered) {
			if (answerable && !this.cache.isDetached()) {
				this.cache.commit(clustered);
			}
			else if (this.cache.getSaver().mayHaveChanged(clustered)) {
				throw new SessionStoreException("Storing a session failed: this node is stopping", null);
			}
		}
	}

	@Override
	public void commit(@Nullable ManagedSession session) {
		commit(session, true);
	}

	/**
	 * A response is about to be replaced by an error because of a failure of
	 * {@link #commit}.
	 */
	void refused(@Nullable ManagedSession session, RuntimeException failure) {
		this.refusals.log(failure);
		if (session instanceof ClusteredSession clustered) {
			this.cache.revert(clustered);
		}
	}

	/**
	 * Let go of the session of a request whose client does not know what became of it, or
	 * has been told that it failed.
	 */
	void abandon(@Nullable ManagedSession session) {
		if (session instanceof ClusteredSession clustered) {
			this.cache.revert(clustered);
			this.cache.left(clustered);
		}
	}

	/**
	 * Let go of the session of a request. What is left to store is stored on the
	 * request's thread or on another of the server's, but not on the one that happens to
	 * finish the last write, which may be the one that serves all connections.
	 */
	@Override
	public void complete(@Nullable ManagedSession session) {
		if (!(session instanceof ClusteredSession clustered) || this.cache.isDetached()) {
			return;
		}
		if (this.handling.get() != null || !this.cache.getSaver().mayHaveChanged(clustered)) {
			release(clustered);
		}
		else {
			getServer().getThreadPool().execute(() -> release(clustered));
		}
	}

	private void release(ClusteredSession session) {
		try {
			this.cache.complete(session);
		}
		catch (RuntimeException ex) {
			// The change is kept here, and stored with the next one
			this.lateChanges.log(ex);
		}
	}

	@Override
	public void invalidate(String id) {
		ManagedSession session = find(id);
		if (session != null) {
			try {
				session.invalidate();
			}
			finally {
				this.cache.release(session);
			}
		}
	}

	@Override
	public void renewSessionId(String oldId, String oldExtendedId, String newId, String newExtendedId) {
		try {
			ClusteredSession session = this.cache.rename(oldId, newId, newExtendedId);
			if (session != null) {
				tellIdChanged(session, oldId);
			}
		}
		catch (RuntimeException ex) {
			throw ex;
		}
		catch (Exception ex) {
			throw new SessionStoreException("Renaming a session failed", ex);
		}
	}

	private void tellIdChanged(ManagedSession session, String oldId) {
		try {
			onSessionIdChanged(session, oldId);
		}
		catch (Throwable ex) {
			// The session has its new id already, and the client has to learn it
			logger.warn("A listener failed when the id of a session was changed", ex);
		}
	}

	@Override
	public void scavenge() {
		if (this.cache.isDetached() || !isStarted()) {
			return;
		}
		try {
			collectExpired();
			this.sweepFailed.set(false);
		}
		catch (SessionStoreException ex) {
			// Jetty would log each failure, and in full
			if (this.sweepFailed.compareAndSet(false, true)) {
				logger.warn("Expired sessions cannot be collected for the time being: {}", ex.getMessage());
			}
		}
	}

	private void collectExpired() {
		List<SessionKey> expired = new ArrayList<>(this.store.findExpired(Instant.now()));
		// Otherwise all nodes would try to claim the same one at each moment
		Collections.shuffle(expired);
		for (SessionKey key : expired) {
			if (this.cache.getDataStore().isOurs(key) && !this.cache.isDetached()) {
				collect(key);
			}
		}
	}

	private void collect(SessionKey key) {
		try {
			this.cache.expire(key);
		}
		catch (UnreadableSessionException ex) {
			// Those who can read it end it, and until then it must not stop the sweep
			logger.debug("An expired session is left to others: {}", ex.getMessage());
		}
	}

	@Override
	public void sessionTimerExpired(ManagedSession session, long now) {
		if (!this.cache.isDetached()) {
			this.cache.checkInactiveSession(session);
		}
	}

}
