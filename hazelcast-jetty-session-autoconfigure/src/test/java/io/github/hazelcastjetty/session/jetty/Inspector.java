package io.github.hazelcastjetty.session.jetty;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

import org.springframework.test.util.ReflectionTestUtils;

import io.github.hazelcastjetty.session.jetty.cache.Background;
import io.github.hazelcastjetty.session.jetty.cache.CacheInspector;
import io.github.hazelcastjetty.session.jetty.cache.ClusteredSession;
import io.github.hazelcastjetty.session.jetty.cache.ClusteredSessionCache;
import io.github.hazelcastjetty.session.store.SessionRecord;

/**
 * Looks into a node.
 */
public final class Inspector {

	private Inspector() {
	}

	/**
	 * Return the caches of a node's web applications.
	 */
	static List<ClusteredSessionCache> caches(HazelcastSessionManager manager) {
		List<ClusteredSessionCache> caches = new ArrayList<>();
		for (Object handler : (Collection<?>) field(manager, "handlers")) {
			caches.add(((ClusteredSessionHandler) handler).getCache());
		}
		return caches;
	}

	/**
	 * Return the copies that a node holds.
	 */
	static List<ClusteredSession> copies(HazelcastSessionManager manager) {
		List<ClusteredSession> copies = new ArrayList<>();
		caches(manager).forEach((cache) -> copies.addAll(CacheInspector.copies(cache)));
		return copies;
	}

	/**
	 * Let a node store all accesses that it has not stored yet.
	 */
	static void recordAccesses(HazelcastSessionManager manager) {
		caches(manager).forEach(CacheInspector::recordAccesses);
	}

	/**
	 * Return how many sessions a node takes for used by a request.
	 */
	static int inUse(HazelcastSessionManager manager) {
		return caches(manager).stream().mapToInt(CacheInspector::inUse).sum();
	}

	/**
	 * Return how many tasks of a node wait for their time.
	 */
	static int waitingTasks(HazelcastSessionManager manager) {
		return CacheInspector.executor(background(manager)).getQueue().size();
	}

	/**
	 * Return how many tasks of a node are due and not done.
	 */
	static long pendingTasks(HazelcastSessionManager manager) {
		return CacheInspector.pendingTasks(background(manager));
	}

	private static Background background(HazelcastSessionManager manager) {
		return (Background) field(manager, "background");
	}

	/**
	 * Drop a copy of a node.
	 */
	static void evict(HazelcastSessionManager manager, ClusteredSession copy) {
		CacheInspector.evict(caches(manager).get(0), copy);
	}

	/**
	 * Let a node remove no ended session for the mere reason that some time has passed.
	 */
	static void suppressRetries(HazelcastSessionManager manager) {
		caches(manager).forEach(CacheInspector::suppressRetries);
	}

	/**
	 * Let the copies of a node look as if they were used although the node knows what is
	 * stored of their session.
	 */
	static void setRecords(HazelcastSessionManager manager, SessionRecord stored) {
		copies(manager).forEach((session) -> CacheInspector.setRecord(session, stored));
	}

	/**
	 * Return how many requests a node has not let go of yet.
	 */
	public static long requestsUnderWay(HazelcastSessionManager manager) {
		return copies(manager).stream().mapToLong(ClusteredSession::getRequests).sum();
	}

	/**
	 * Let the pool of the server's threads take no task for the end of a request.
	 */
	static void rejectTasks(HazelcastSessionManager manager) {
		Executor full = (task) -> {
			throw new RejectedExecutionException();
		};
		for (Object handler : (Collection<?>) field(manager, "handlers")) {
			ReflectionTestUtils.setField(field(handler, "completion"), "serverThreads", full);
		}
	}

	private static Object field(Object target, String name) {
		return ReflectionTestUtils.getField(target, name);
	}

}
