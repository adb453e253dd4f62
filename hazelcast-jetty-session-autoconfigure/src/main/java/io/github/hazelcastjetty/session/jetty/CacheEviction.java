package io.github.hazelcastjetty.session.jetty;

import java.util.Iterator;
import java.util.Map;

import org.eclipse.jetty.util.thread.AutoLock;
import org.jspecify.annotations.Nullable;

/**
 * Drops local copies that no request uses. Their sessions live on in the store.
 */
final class CacheEviction {

	private static final int SAMPLE = 16;

	private final ClusteredSessionCache cache;

	private final Map<String, ClusteredSession> sessions;

	private final int limit;

	/**
	 * Create an instance.
	 * @param limit how many copies are kept, zero: any number
	 */
	CacheEviction(ClusteredSessionCache cache, Map<String, ClusteredSession> sessions, int limit) {
		this.cache = cache;
		this.sessions = sessions;
		this.limit = limit;
	}

	/**
	 * Drop a copy, storing first what has not been stored.
	 */
	void evict(ClusteredSession session) {
		if (!isUnused(session)) {
			return;
		}
		this.cache.getDataStore().inContext(() -> Migration.leaving(session));
		boolean dropped = false;
		try {
			dropped = drop(session);
		}
		catch (SessionGoneException ex) {
			this.cache.discard(session);
		}
		finally {
			if (!dropped && session.isValid() && session.isResident()) {
				// A request has come meanwhile, or it cannot be stored
				this.cache.getDataStore().inContext(() -> Migration.arrived(session));
			}
		}
	}

	private boolean drop(ClusteredSession session) {
		try (AutoLock lock = session.lock()) {
			if (!isUnused(session)) {
				return false;
			}
			this.cache.getDataStore().save(session.getSessionData(), false);
			this.sessions.remove(session.getId(), session);
			session.setResident(false);
			return true;
		}
	}

	private static boolean isUnused(ClusteredSession session) {
		return session.getRequests() == 0 && session.isValid() && session.isResident();
	}

	boolean hasExcess() {
		return this.limit > 0 && this.sessions.size() > this.limit;
	}

	/**
	 * Drop copies beyond the limit: of a few, the one longest unused.
	 */
	synchronized void evictExcess() {
		for (int excess = this.sessions.size() - this.limit; hasExcess() && excess > 0; excess--) {
			ClusteredSession oldest = longestUnused();
			if (oldest == null) {
				return;
			}
			evict(oldest);
		}
	}

	private @Nullable ClusteredSession longestUnused() {
		ClusteredSession oldest = null;
		Iterator<ClusteredSession> all = this.sessions.values().iterator();
		for (int i = 0; i < SAMPLE && all.hasNext(); i++) {
			ClusteredSession next = all.next();
			if (next.getRequests() == 0 && (oldest == null || next.getLastUse().isBefore(oldest.getLastUse()))) {
				oldest = next;
			}
		}
		return oldest;
	}

}
