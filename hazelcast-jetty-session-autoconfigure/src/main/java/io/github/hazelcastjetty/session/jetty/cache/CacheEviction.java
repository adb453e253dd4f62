package io.github.hazelcastjetty.session.jetty.cache;

import java.util.Collections;
import java.util.HashSet;
import java.util.Iterator;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

import org.eclipse.jetty.util.thread.AutoLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.github.hazelcastjetty.session.store.SessionStoreException;

/**
 * Drops local copies that no request uses. Their sessions live on in the store. A copy
 * with a value that could not be stored is kept for as long as its session lives.
 */
final class CacheEviction {

	private static final Logger logger = LoggerFactory.getLogger(CacheEviction.class);

	private static final int SAMPLE = 16;

	private final Set<ClusteredSession> leaving = ConcurrentHashMap.newKeySet();

	private final AtomicBoolean evicting = new AtomicBoolean();

	private final LocalCopies copies;

	private final SessionSaver saver;

	private final Consumer<Runnable> inContext;

	private final int limit;

	/**
	 * Goes round, so that copies which cannot be dropped do not keep the others.
	 */
	private Iterator<ClusteredSession> hand = Collections.emptyIterator();

	/**
	 * Create an instance.
	 * @param inContext runs something in the class loader and scope of the web
	 * application
	 * @param limit how many copies are kept, zero: any number
	 */
	CacheEviction(LocalCopies copies, SessionSaver saver, Consumer<Runnable> inContext, int limit) {
		this.copies = copies;
		this.saver = saver;
		this.inContext = inContext;
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
			if (isEvictable(session)) {
				leave(session);
			}
		}
		finally {
			this.leaving.remove(session);
		}
	}

	private void leave(ClusteredSession session) {
		this.inContext.accept(() -> Migration.leaving(session));
		boolean dropped = false;
		try {
			this.saver.save(session);
			dropped = drop(session);
		}
		finally {
			if (!dropped && session.isValid() && session.isResident()) {
				// A request has come meanwhile, or it cannot be stored
				this.inContext.accept(() -> Migration.arrived(session));
			}
		}
	}

	private boolean drop(ClusteredSession session) {
		try (AutoLock lock = session.lock()) {
			if (!isEvictable(session) || session.isUnsaved()) {
				return false;
			}
			this.copies.remove(session);
			session.setResident(false);
			return true;
		}
	}

	private static boolean isEvictable(ClusteredSession session) {
		try (AutoLock lock = session.lock()) {
			return session.isUnused() && !session.data().attributes().hasLocalValues();
		}
	}

	boolean hasExcess() {
		return this.limit > 0 && this.copies.size() > this.limit;
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
				this.hand = this.copies.all().iterator();
			}
			ClusteredSession next = this.hand.hasNext() ? this.hand.next() : null;
			if (next != null && isEvictable(next) && !excluded.contains(next)
					&& (oldest == null || next.lastUse().isBefore(oldest.lastUse()))) {
				oldest = next;
			}
		}
		return oldest;
	}

}
