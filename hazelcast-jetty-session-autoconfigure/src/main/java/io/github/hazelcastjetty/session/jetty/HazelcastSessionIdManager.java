package io.github.hazelcastjetty.session.jetty;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;

import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.session.DefaultSessionIdManager;
import org.eclipse.jetty.session.SessionManager;
import org.jspecify.annotations.Nullable;

import io.github.hazelcastjetty.session.store.SessionKey;
import io.github.hazelcastjetty.session.store.SessionStore;

/**
 * Makes the session ids of a server: 128 random bits, drawn so that in peer-to-peer mode
 * this node keeps the data of the sessions that it creates. An id that a client brings
 * along never becomes the id of a new session, unless it is the id of a session of the
 * same client in another web application of this server.
 *
 * @since 1.0.0
 */
public final class HazelcastSessionIdManager extends DefaultSessionIdManager {

	/**
	 * Even in a large cluster one of so many ids is kept here with near certainty; it is
	 * only a matter of speed.
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
		String id = this.ids.next();
		for (int i = 1; i < MAX_DRAWS && !this.store.isLocal(new SessionKey(id, scope)); i++) {
			id = this.ids.next();
		}
		return id;
	}

	/**
	 * Give a session another id in all web applications of the server.
	 * @throws RuntimeException if the store failed; the session keeps its id then
	 */
	@Override
	public String renewSessionId(String oldId, String oldExtendedId, Request request) {
		String newId = draw(SessionScope.of(request.getContext()));
		List<SessionManager> renewed = new ArrayList<>();
		try {
			for (SessionManager manager : getSessionManagers()) {
				unchecked(() -> renew(manager, oldId, newId, request));
				renewed.add(manager);
			}
			return newId;
		}
		catch (RuntimeException | Error ex) {
			renewed.forEach((manager) -> unchecked(() -> renew(manager, newId, oldId, request)));
			throw ex;
		}
	}

	@Override
	public void invalidateAll(String id) {
		Set<SessionManager> managers = getSessionManagers();
		if (managers.size() > 1) {
			super.invalidateAll(id);
		}
	}

	private String renew(SessionManager manager, String from, String to, Request request) throws Exception {
		manager.renewSessionId(from, getExtendedId(from, request), to, getExtendedId(to, request));
		return to;
	}

	private static <T> T unchecked(Callable<T> call) {
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
