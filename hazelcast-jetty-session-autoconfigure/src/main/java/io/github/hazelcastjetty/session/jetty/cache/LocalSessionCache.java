package io.github.hazelcastjetty.session.jetty.cache;

import java.util.Set;
import java.util.function.Function;

import org.eclipse.jetty.server.Session;
import org.eclipse.jetty.session.AbstractSessionCache;
import org.eclipse.jetty.session.ManagedSession;
import org.eclipse.jetty.session.SessionManager;
import org.jspecify.annotations.Nullable;

/**
 * The part of Jetty's cache that is a map of the copies of this node. What Jetty would do
 * under a lock of the map is not supported: the store may take long to answer.
 */
public abstract class LocalSessionCache extends AbstractSessionCache {

	private final LocalCopies copies = new LocalCopies();

	LocalSessionCache(SessionManager manager) {
		super(manager);
	}

	final LocalCopies copies() {
		return this.copies;
	}

	/**
	 * Return how many sessions this node has a copy of.
	 * @return the number
	 */
	public int size() {
		return this.copies.size();
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

	/**
	 * Return nothing: the sweep asks the store which sessions have expired, and not the
	 * copies of a node.
	 */
	@Override
	public Set<String> checkExpiration(Set<String> candidates) {
		return Set.of();
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

}
