package io.github.hazelcastjetty.session.jetty;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Delayed;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

import org.springframework.test.util.ReflectionTestUtils;

import io.github.hazelcastjetty.session.store.SessionRecord;
import io.github.hazelcastjetty.session.store.SessionTimes;

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
		for (ClusteredSessionCache cache : caches(manager)) {
			for (Object copy : ((Map<?, ?>) field(cache, "sessions")).values()) {
				copies.add((ClusteredSession) copy);
			}
		}
		return copies;
	}

	/**
	 * Let a node record all accesses that it has not recorded yet.
	 */
	static void recordAccesses(HazelcastSessionManager manager) {
		for (ClusteredSessionCache cache : caches(manager)) {
			copies(manager).stream()
				.filter((copy) -> copy.getSessionManager() == cache.getSessionManager())
				.filter((copy) -> copy.getUnrecordedAccess().exists())
				.forEach(cache.getAccesses()::record);
		}
	}

	/**
	 * Return how many sessions a node takes for used by a request.
	 */
	static int inUse(HazelcastSessionManager manager) {
		return caches(manager).stream().mapToInt((cache) -> ((Collection<?>) field(cache, "inUse")).size()).sum();
	}

	/**
	 * Return how many tasks of a node wait for their time.
	 */
	static int waitingTasks(HazelcastSessionManager manager) {
		return ((ScheduledThreadPoolExecutor) field(field(manager, "background"), "executor")).getQueue().size();
	}

	/**
	 * Return how many tasks of a node are to be done at once and are not done.
	 */
	static long pendingTasks(HazelcastSessionManager manager) {
		ScheduledThreadPoolExecutor executor = (ScheduledThreadPoolExecutor) field(field(manager, "background"),
				"executor");
		return executor.getActiveCount() + executor.getQueue()
			.stream()
			.filter((task) -> ((Delayed) task).getDelay(TimeUnit.MILLISECONDS) <= 0)
			.count();
	}

	/**
	 * Drop a copy of a node.
	 */
	static void evict(HazelcastSessionManager manager, ClusteredSession copy) {
		((CacheEviction) field(caches(manager).get(0), "eviction")).evict(copy);
	}

	/**
	 * Let a node remove no ended session for the mere reason that some time has passed.
	 */
	static void suppressRetries(HazelcastSessionManager manager) {
		for (ClusteredSessionCache cache : caches(manager)) {
			((AtomicBoolean) field(cache.getDestroyer(), "retrying")).set(true);
		}
	}

	/**
	 * Let the copies of a node look as if they were used although the store, for all that
	 * the node knows, takes their sessions for expired.
	 */
	static void expireRecords(HazelcastSessionManager manager) {
		for (ClusteredSession copy : copies(manager)) {
			SessionRecord record = copy.getSessionData().getRecord();
			SessionTimes times = record.times();
			SessionTimes past = new SessionTimes(times.created(), times.accessed(), times.lastAccessed(),
					times.maxInactive(), Instant.now().minusSeconds(1), times.cookieSet());
			ReflectionTestUtils.setField(copy.getSessionData(), "record",
					new SessionRecord(record.version(), past, record.node(), record.trusting(), record.principal(),
							record.attributes(), record.seal(), record.image()));
		}
	}

	/**
	 * Return how many requests a node has not let go of yet.
	 */
	public static long requestsUnderWay(HazelcastSessionManager manager) {
		return copies(manager).stream().mapToLong(ClusteredSession::getRequests).sum();
	}

	private static Object field(Object target, String name) {
		return ReflectionTestUtils.getField(target, name);
	}

}
