package io.github.hazelcastjetty.session.jetty;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;

import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.session.DefaultSessionIdManager;
import org.eclipse.jetty.session.SessionManager;
import org.jspecify.annotations.Nullable;

import io.github.hazelcastjetty.session.jetty.cache.SessionIds;
import io.github.hazelcastjetty.session.jetty.cache.SessionScope;
import io.github.hazelcastjetty.session.store.SessionKey;
import io.github.hazelcastjetty.session.store.SessionStore;

/**
 * Makes the session ids of a server: a name of 96 random bits and a secret of 128. Names
 * are drawn so that in peer-to-peer mode this node keeps the data of the sessions that it
 * creates. An id that a client brings along never becomes the id of a new session, unless
 * it is the id of a session of the same client in another web application of this server.
 *
 * @since 1.0.0
 */
public final class HazelcastSessionIdManager extends DefaultSessionIdManager {

	/**
	 * Even in a large cluster this node keeps the data of one of so many names with near
	 * certainty, and if not, sessions are only slower.
	 */
	private static final int MAX_DRAWS = 64;

	private final SessionIds ids = new SessionIds();

	private final SessionStore store;

	/**
	 * Create an id manager.
	 * @param server the server it is for
	 * @param store the store of the sessions
	 * @param workerName appended to the cookie as {@code .name}, empty: nothing is
	 * appended. Contains no dot (Jetty finds the id in front of the last one)
	 */
	public HazelcastSessionIdManager(Server server, SessionStore store, String workerName) {
		super(server);
		this.store = store;
		setWorkerName(workerName);
	}

	@Override
	public String newSessionId(@Nullable Request request, @Nullable String requestedId, long created) {
		if (request == null) {
			return newSessionId(created);
		}
		String shared = (String) request.getAttribute(__NEW_SESSION_ID);
		if (shared != null && isSharedId(request, shared)) {
			return shared;
		}
		if (requestedId != null && isSharedId(request, getId(requestedId))) {
			return getId(requestedId);
		}
		String id = draw(SessionScope.of(request.getContext()));
		request.setAttribute(__NEW_SESSION_ID, id);
		return id;
	}

	private boolean isSharedId(Request request, String id) {
		if (!SessionIds.isPlausible(id)) {
			return false;
		}
		for (SessionManager manager : getSessionManagers()) {
			if (manager.getContext() != request.getContext() && unchecked(() -> manager.isIdInUse(id))) {
				return true;
			}
		}
		return false;
	}

	@Override
	public String newSessionId(long seedTerm) {
		return draw("");
	}

	private String draw(String scope) {
		String name = this.ids.nextName();
		for (int i = 1; i < MAX_DRAWS && !this.store.isLocal(new SessionKey(name, scope)); i++) {
			name = this.ids.nextName();
		}
		return name + this.ids.nextSecret();
	}

	/**
	 * Give a session another secret in all web applications of the server. If another
	 * request has done so in the web application of this one, that secret is used in all.
	 * @return the id of the session then
	 * @throws RuntimeException if the store failed; the session keeps its id then
	 */
	@Override
	public String renewSessionId(String oldId, String oldExtendedId, Request request) {
		String newId = SessionIds.name(oldId) + this.ids.nextSecret();
		List<ClusteredSessionHandler> renewed = new ArrayList<>();
		try {
			for (ClusteredSessionHandler handler : handlers(request)) {
				String id = handler.renew(oldId, newId, request);
				if (id != null) {
					newId = id;
					renewed.add(handler);
				}
			}
			return newId;
		}
		catch (RuntimeException | Error ex) {
			for (ClusteredSessionHandler handler : renewed) {
				handler.renew(newId, oldId, request);
			}
			throw ex;
		}
	}

	/**
	 * Return the session handlers of the server, that of the request's web application
	 * first.
	 */
	private List<ClusteredSessionHandler> handlers(Request request) {
		return getSessionManagers().stream()
			.filter(ClusteredSessionHandler.class::isInstance)
			.map(ClusteredSessionHandler.class::cast)
			.sorted(Comparator.comparing((handler) -> handler.getContext() != request.getContext()))
			.toList();
	}

	@Override
	public void invalidateAll(String id) {
		if (getSessionManagers().size() > 1) {
			super.invalidateAll(id);
		}
	}

	private static boolean unchecked(Callable<Boolean> call) {
		try {
			return call.call();
		}
		catch (RuntimeException ex) {
			throw ex;
		}
		catch (Exception ex) {
			throw new IllegalStateException(ex);
		}
	}

}
