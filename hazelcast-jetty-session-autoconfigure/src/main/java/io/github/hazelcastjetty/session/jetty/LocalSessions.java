package io.github.hazelcastjetty.session.jetty;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Function;

import org.eclipse.jetty.server.Session;
import org.eclipse.jetty.session.AbstractSessionCache;
import org.eclipse.jetty.session.ManagedSession;
import org.eclipse.jetty.session.SessionManager;
import org.jspecify.annotations.Nullable;

/**
 * The map of the sessions that this node has a copy of, by id.
 */
abstract class LocalSessions extends AbstractSessionCache {

	protected final ConcurrentMap<String, ClusteredSession> sessions = new ConcurrentHashMap<>();

	LocalSessions(SessionManager manager) {
		super(manager);
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
