package io.github.hazelcastjetty.session.jetty.cache;

import java.util.Collection;
import java.util.List;
import java.util.concurrent.Delayed;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

import org.springframework.test.util.ReflectionTestUtils;

import io.github.hazelcastjetty.session.store.SessionRecord;

/**
 * Looks into a session cache.
 */
public final class CacheInspector {

	private CacheInspector() {
	}

	public static Collection<ClusteredSession> copies(ClusteredSessionCache cache) {
		return List.copyOf(local(cache).all());
	}

	public static int inUse(ClusteredSessionCache cache) {
		return local(cache).inUse().size();
	}

	public static void recordAccesses(ClusteredSessionCache cache) {
		for (ClusteredSession session : local(cache).all()) {
			if (session.pendingAccess().exists(session.getRequests() > 0)) {
				((AccessRecorder) field(cache, "accesses")).record(session);
			}
		}
	}

	public static void recordAccess(ClusteredSessionCache cache, ClusteredSession session) {
		((AccessRecorder) field(cache, "accesses")).record(session);
	}

	public static void evict(ClusteredSessionCache cache, ClusteredSession session) {
		((CacheEviction) field(cache, "eviction")).evict(session);
	}

	public static void suppressRetries(ClusteredSessionCache cache) {
		((AtomicBoolean) field(field(cache, "destroyer"), "retrying")).set(true);
	}

	/**
	 * Let a node know what is stored without having read it.
	 */
	public static void setRecord(ClusteredSession session, SessionRecord record) {
		ReflectionTestUtils.setField(session.data(), "record", record);
	}

	/**
	 * Return whether the current thread holds the lock of a session.
	 */
	public static boolean isLocked(ClusteredSession session) {
		return session.data().lock().isHeldByCurrentThread();
	}

	public static SessionRecord record(ClusteredSession session) {
		return session.data().record();
	}

	public static ScheduledThreadPoolExecutor executor(Background background) {
		return (ScheduledThreadPoolExecutor) field(background, "executor");
	}

	public static long pendingTasks(Background background) {
		ScheduledThreadPoolExecutor executor = executor(background);
		return executor.getActiveCount() + executor.getQueue()
			.stream()
			.filter((task) -> ((Delayed) task).getDelay(TimeUnit.MILLISECONDS) <= 0)
			.count();
	}

	private static LocalCopies local(ClusteredSessionCache cache) {
		return (LocalCopies) field(cache, "copies");
	}

	private static Object field(Object target, String name) {
		return ReflectionTestUtils.getField(target, name);
	}

}
