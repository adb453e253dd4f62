package io.github.hazelcastjetty.session.jetty.cache;

import java.util.Collection;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

import org.eclipse.jetty.util.thread.AutoLock;
import org.jspecify.annotations.Nullable;

/**
 * The sessions of one web application that this node has a copy of, by name, and those of
 * them that requests use. No lock of a session is taken under a lock of the map.
 */
final class LocalCopies {

	private final ConcurrentMap<String, ClusteredSession> sessions = new ConcurrentHashMap<>();

	private final Set<ClusteredSession> inUse = ConcurrentHashMap.newKeySet();

	private volatile boolean detached;

	@Nullable ClusteredSession get(String name) {
		return this.sessions.get(name);
	}

	/**
	 * Add a copy, unless there is one.
	 * @return the one that was there, or {@code null}
	 */
	@Nullable ClusteredSession add(ClusteredSession session) {
		return this.sessions.putIfAbsent(session.name(), session);
	}

	/**
	 * Let a copy take the place of the one that is there. The requests that use that one
	 * finish with it.
	 */
	void put(ClusteredSession session) {
		this.sessions.put(session.name(), session);
	}

	void remove(ClusteredSession session) {
		this.sessions.remove(session.name(), session);
	}

	int size() {
		return this.sessions.size();
	}

	Collection<ClusteredSession> all() {
		return this.sessions.values();
	}

	Collection<ClusteredSession> inUse() {
		return this.inUse;
	}

	void entered(ClusteredSession session) {
		this.inUse.add(session);
	}

	void unused(ClusteredSession session) {
		this.inUse.remove(session);
	}

	/**
	 * End the copy of a session that has ended, telling nobody.
	 */
	void discard(ClusteredSession session) {
		this.inUse.remove(session);
		remove(session);
		session.discard();
	}

	/**
	 * A session is not in the store any more. If this node is ending it, the copy is
	 * needed until the listeners have been told.
	 */
	void gone(ClusteredSession session) {
		try (AutoLock lock = session.lock()) {
			if (session.isValid()) {
				discard(session);
			}
		}
	}

	/**
	 * Let the copy in the map be checked before it is used, if a session has been stored
	 * from another copy, which is the one of an
	 * {@link jakarta.servlet.http.HttpSession.Accessor HttpSession.Accessor} then.
	 */
	void markOther(ClusteredSession session) {
		ClusteredSession present = this.sessions.get(session.name());
		if (present != null && present != session) {
			present.freshness().markStale();
		}
	}

	/**
	 * From now on leave the store alone.
	 */
	void detach() {
		this.detached = true;
	}

	void attach() {
		this.detached = false;
	}

	boolean isDetached() {
		return this.detached;
	}

}
