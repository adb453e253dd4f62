package io.github.hazelcastjetty.session.cost;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.map.IMap;
import com.hazelcast.topic.ITopic;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/**
 * Records what is called on the maps and topics of Hazelcast instances.
 */
final class OperationRecorder {

	private static final Duration LIMIT = Duration.ofSeconds(20);

	private static final Duration POLL = Duration.ofMillis(1);

	private final Queue<String> calls = new ConcurrentLinkedQueue<>();

	private final AtomicInteger pending = new AtomicInteger();

	private volatile @Nullable Hold hold;

	/**
	 * Return an instance that does what the given one does and is recorded.
	 */
	HazelcastInstance record(HazelcastInstance instance) {
		return proxy(HazelcastInstance.class, (proxy, method, args) -> {
			Object result = invoke(instance, method, args);
			if (result instanceof IMap<?, ?> map) {
				return proxy(IMap.class, (self, called, with) -> recorded(map, called, with));
			}
			if (result instanceof ITopic<?> topic) {
				return proxy(ITopic.class, (self, called, with) -> recorded(topic, called, with));
			}
			return result;
		});
	}

	/**
	 * Return the names of the methods called since the last time, once all of them are
	 * done, those included that nobody waits for.
	 */
	List<String> take() {
		until(() -> this.pending.get() == 0);
		List<String> taken = new ArrayList<>();
		for (String call = this.calls.poll(); call != null; call = this.calls.poll()) {
			taken.add(call);
		}
		return taken;
	}

	/**
	 * Wait until a method has been called so many times since the last {@link #take}.
	 */
	void await(String method, int times) {
		until(() -> Collections.frequency(this.calls, method) >= times);
	}

	private static void until(Callable<Boolean> condition) {
		Awaitility.await().atMost(LIMIT).pollDelay(Duration.ZERO).pollInterval(POLL).until(condition);
	}

	/**
	 * From now on keep whoever calls a method waiting.
	 * @return ends it
	 */
	Runnable hold(String method) {
		Hold held = new Hold(method, new CountDownLatch(1));
		this.hold = held;
		return () -> {
			this.hold = null;
			held.end().countDown();
		};
	}

	private @Nullable Object recorded(Object target, Method method, @Nullable Object[] args) throws Throwable {
		if (method.getDeclaringClass() == Object.class) {
			return invoke(target, method, args);
		}
		this.pending.incrementAndGet();
		boolean done = true;
		try {
			this.calls.add(method.getName());
			Hold held = this.hold;
			if (held != null && held.method().equals(method.getName())) {
				held.end().await();
			}
			Object result = invoke(target, method, args);
			if (result instanceof CompletionStage<?> stage) {
				done = false;
				stage.whenComplete((value, failure) -> this.pending.decrementAndGet());
			}
			return result;
		}
		finally {
			if (done) {
				this.pending.decrementAndGet();
			}
		}
	}

	private static @Nullable Object invoke(Object target, Method method, @Nullable Object[] args) throws Throwable {
		try {
			return method.invoke(target, args);
		}
		catch (InvocationTargetException ex) {
			throw ex.getTargetException();
		}
	}

	private static <T> T proxy(Class<T> type, InvocationHandler handler) {
		return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] { type }, handler));
	}

	/**
	 * A method whose callers are kept waiting.
	 *
	 * @param method its name
	 * @param end ends it
	 */
	private record Hold(String method, CountDownLatch end) {

	}

}
