package io.github.hazelcastjetty.session.jetty;

import java.util.EventListener;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Predicate;

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
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.github.hazelcastjetty.session.jetty.cache.AttributeListening;
import io.github.hazelcastjetty.session.jetty.cache.ClusteredSession;
import io.github.hazelcastjetty.session.jetty.cache.ClusteredSessionCache;
import io.github.hazelcastjetty.session.jetty.cache.RequestSessions;
import io.github.hazelcastjetty.session.jetty.cache.SessionOrigin;
import io.github.hazelcastjetty.session.jetty.cache.SessionUse;
import io.github.hazelcastjetty.session.store.SessionStoreException;

/**
 * Takes requests to their sessions. It reports what Jetty's own handler swallows: a
 * session that cannot be loaded is an error and not a missing session, and a response is
 * not sent as a success if what it changed could not be stored.
 */
final class ClusteredSessionHandler extends SessionHandler implements AttributeListening {

	private static final Logger logger = LoggerFactory.getLogger(ClusteredSessionHandler.class);

	private final AtomicInteger attributeListeners = new AtomicInteger();

	private final ThreadLocal<@Nullable SessionStream> current = new ThreadLocal<>();

	private final ClusteredSessionCache cache;

	private final SessionCompletion completion;

	private final @Nullable AttributeReport report;

	private final Predicate<String> passivePaths;

	private final String requestAttribute = RequestSessions.attributeName(this);

	/**
	 * Create a handler.
	 * @param cacheFactory makes the session cache
	 * @param report told of each attribute that is set, or {@code null}
	 * @param passivePaths tells the paths whose requests keep no session alive
	 */
	ClusteredSessionHandler(SessionCacheFactory cacheFactory, @Nullable AttributeReport report,
			Predicate<String> passivePaths) {
		this.report = report;
		this.passivePaths = passivePaths;
		this.cache = cacheFactory.create(this);
		this.completion = new SessionCompletion(this.cache, (task) -> getServer().getThreadPool().execute(task));
		setSessionCache(this.cache);
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
	public boolean hasAttributeListeners() {
		return this.attributeListeners.get() > 0;
	}

	@Override
	public boolean handle(Request request, Response response, Callback callback) throws Exception {
		SessionStream outer = this.current.get();
		HandledCallback handled = new HandledCallback(callback);
		try {
			boolean accepted = super.handle(request, response, handled);
			SessionStream stream = this.current.get();
			if (stream != null && handled.isCompleted()) {
				// On the request's own thread. Whoever completes the stream may be a
				// selector
				stream.finish();
			}
			return accepted;
		}
		catch (SessionStoreException ex) {
			logger.debug("A request was turned away: {}", ex.getMessage());
			response.getHeaders().put(HttpHeader.RETRY_AFTER, SessionStream.RETRY_AFTER);
			Response.writeError(request, response, callback, HttpStatus.SERVICE_UNAVAILABLE_503,
					"Session not available");
			return true;
		}
		finally {
			restore(outer);
		}
	}

	private void restore(@Nullable SessionStream outer) {
		if (outer != null) {
			this.current.set(outer);
		}
		else {
			this.current.remove();
		}
	}

	@Override
	protected void addSessionStreamWrapper(Request request) {
		RequestSessions sessions = new RequestSessions(!this.passivePaths.test(Request.getPathInContext(request)));
		request.setAttribute(this.requestAttribute, sessions);
		request.addHttpStreamWrapper((stream) -> {
			SessionStream wrapper = new SessionStream(stream, this.completion, request, sessions);
			this.current.set(wrapper);
			return wrapper;
		});
	}

	@Override
	protected RequestedSession resolveRequestedSessionId(Request request) {
		RequestSessions sessions = RequestSessions.of(request, this.requestAttribute);
		try {
			RequestedSession requested = super.resolveRequestedSessionId(request);
			SessionOrigin origin = (sessions != null) ? sessions.origin() : null;
			if (requested.session() != null && origin != null) {
				request.setAttribute(SessionOrigin.REQUEST_ATTRIBUTE, origin);
			}
			return requested;
		}
		catch (HttpException.RuntimeException ex) {
			leave(sessions);
			// Two sessions at once. Jetty's own message reveals the ids
			throw new HttpException.RuntimeException(ex.getCode(), "More than one session");
		}
		catch (RuntimeException ex) {
			leave(sessions);
			throw ex;
		}
		finally {
			if (sessions != null) {
				sessions.resolved();
			}
		}
	}

	private void leave(@Nullable RequestSessions sessions) {
		if (sessions != null) {
			sessions.all().forEach(this.cache::leave);
		}
	}

	/**
	 * Find the session of an id that a request has brought along.
	 * @throws SessionStoreException if it cannot be told whether there is one
	 */
	@Override
	public @Nullable ManagedSession getManagedSession(String extendedId) {
		SessionStream stream = this.current.get();
		RequestSessions sessions = (stream != null) ? stream.sessions() : null;
		if (sessions == null || !sessions.isResolving()) {
			return null;
		}
		String id = getSessionIdManager().getId(extendedId);
		SessionUse use = this.cache.enter(id, sessions.keepAlive(), sessions::setOrigin);
		if (use == null) {
			return null;
		}
		sessions.add(use);
		ClusteredSession session = use.session();
		session.setExtendedId(getSessionIdManager().getExtendedId(id, null));
		if (!session.getExtendedId().equals(extendedId)) {
			session.onIdChanged();
		}
		return session;
	}

	/**
	 * Note the access of a request.
	 * @return a cookie to set, or {@code null}. Whoever comes with an id that another
	 * request is just changing does not learn the new one
	 */
	@Override
	public @Nullable HttpCookie access(@Nullable ManagedSession session, boolean secure) {
		if (!(session instanceof ClusteredSession clustered)) {
			return null;
		}
		long now = System.currentTimeMillis();
		boolean keepAlive = isKeptAlive();
		boolean usable = keepAlive ? clustered.accessByRequest(now) : clustered.joinByRequest();
		if (!usable || !isUsingCookies() || !isCookieNeeded(clustered, keepAlive, now) || !hasEntered(clustered)) {
			return null;
		}
		return getSessionCookie(session, secure);
	}

	private boolean isKeptAlive() {
		SessionStream stream = this.current.get();
		return stream == null || stream.sessions().keepAlive();
	}

	private boolean isCookieNeeded(ClusteredSession session, boolean keepAlive, long now) {
		return session.isSetCookieNeeded() || (keepAlive && getMaxCookieAge() > 0 && getRefreshCookieAge() > 0
				&& (now - session.getCookieSetTime()) / 1000 > getRefreshCookieAge());
	}

	private boolean hasEntered(ClusteredSession session) {
		SessionStream stream = this.current.get();
		return stream == null || stream.sessions()
			.all()
			.stream()
			.anyMatch((use) -> use.session() == session && session.hasId(use.enteredId()));
	}

	@Override
	public void newSession(Request request, @Nullable String requestedId, Consumer<ManagedSession> consumer) {
		RequestSessions sessions = RequestSessions.of(request, this.requestAttribute);
		super.newSession(request, requestedId, (session) -> {
			request.setAttribute(SessionOrigin.REQUEST_ATTRIBUTE, SessionOrigin.NEW);
			SessionUse use = (sessions != null) ? this.cache.firstUse((ClusteredSession) session) : null;
			if (sessions != null && use != null) {
				sessions.add(use);
			}
			consumer.accept(session);
		});
	}

	@Override
	public void onSessionCreated(@Nullable Session session) {
		try {
			super.onSessionCreated(session);
		}
		catch (RuntimeException ex) {
			// Jetty would swallow it too, but reveal the id
			logger.warn("A listener failed when a session was created", ex);
		}
	}

	@Override
	public void onSessionAttributeUpdate(Session session, String name, @Nullable Object oldValue,
			@Nullable Object newValue) {
		if (this.report != null && newValue != null) {
			this.report.attributeSet((ClusteredSession) session, name, newValue);
		}
		try {
			super.onSessionAttributeUpdate(session, name, oldValue, newValue);
		}
		catch (RuntimeException | Error ex) {
			if (!((ClusteredSession) session).isInvalidOrInvalidating()) {
				throw ex;
			}
			// The other listeners have to learn of the end of the session too
			logger.warn("A listener failed when a session was destroyed", ex);
		}
	}

	@Override
	public void invalidate(String id) {
		SessionUse use = this.cache.enter(id, (origin) -> {
		});
		if (use != null) {
			try {
				use.session().invalidate();
			}
			finally {
				this.cache.leave(use);
			}
		}
	}

	/**
	 * Give a session another secret in this web application.
	 * @param formerId the id that the request knows
	 * @param newId the id that the session gets unless another request has changed it
	 * @return the id that it has then, or {@code null} if there is no session with the
	 * former id in this web application
	 */
	@Nullable String renew(String formerId, String newId, @Nullable Request request) {
		ClusteredSession session = this.cache.renewId(formerId, newId);
		if (session == null) {
			return null;
		}
		String id = session.getId();
		session.setExtendedId(getSessionIdManager().getExtendedId(id, request));
		session.onIdChanged();
		if (id.equals(newId)) {
			tellIdChanged(session, formerId);
		}
		return id;
	}

	@Override
	public void renewSessionId(String oldId, String oldExtendedId, String newId, String newExtendedId) {
		renew(oldId, newId, null);
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
		if (isStarted()) {
			this.cache.sweep().run();
		}
	}

	@Override
	public void sessionTimerExpired(ManagedSession session, long now) {
		if (!this.cache.isDetached()) {
			this.cache.checkInactiveSession(session);
		}
	}

}
