package io.github.hazelcastjetty.session.jetty;

import java.util.Collections;
import java.util.HashSet;
import java.util.Iterator;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;

import org.eclipse.jetty.util.thread.AutoLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.github.hazelcastjetty.session.store.SessionStoreException;

/**
 * Drops local copies that no request uses. Their sessions live on in the store.
 */
final class CacheEviction {

	private static final Logger logger = LoggerFactory.getLogger(CacheEviction.class);

	private static final int SAMPLE = 16;

	private final ClusteredSessionCache cache;

	private final Map<String, ClusteredSession> sessions;

	private final int limit;

	private final Set<ClusteredSession> leaving = ConcurrentHashMap.newKeySet();

	private final AtomicBoolean evicting = new AtomicBoolean();

	/**
	 * Goes round, so that copies which cannot be dropped do not keep the others.
	 */
	private Iterator<ClusteredSession> hand = Collections.emptyIterator();

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
		if (!this.leaving.add(session)) {
			return;
		}
		try {
			if (isUnused(session)) {
				leave(session);
			}
		}
		finally {
			this.leaving.remove(session);
		}
	}

	private void leave(ClusteredSession session) {
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
	void evictExcess() {
		if (!this.evicting.compareAndSet(false, true)) {
			return;
		}
		try {
			dropExcess();
		}
		finally {
			this.evicting.set(false);
		}
	}

	private void dropExcess() {
		Set<ClusteredSession> tried = new HashSet<>();
		ClusteredSession next = longestUnused(tried);
		while (hasExcess() && next != null) {
			tried.add(next);
			try {
				evict(next);
			}
			catch (SessionStoreException ex) {
				logger.debug("A copy that cannot be stored is kept: {}", ex.getMessage());
			}
			next = longestUnused(tried);
		}
	}

	private @Nullable ClusteredSession longestUnused(Set<ClusteredSession> excluded) {
		ClusteredSession oldest = null;
		for (int i = 0; i < SAMPLE; i++) {
			if (!this.hand.hasNext()) {
				this.hand = this.sessions.values().iterator();
			}
			ClusteredSession next = this.hand.hasNext() ? this.hand.next() : null;
			if (next != null && isUnused(next) && !excluded.contains(next)
					&& (oldest == null || next.getLastUse().isBefore(oldest.getLastUse()))) {
				oldest = next;
			}
		}
		return oldest;
	}

}
