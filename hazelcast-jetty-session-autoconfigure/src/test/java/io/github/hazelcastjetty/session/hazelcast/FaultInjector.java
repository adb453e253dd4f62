package io.github.hazelcastjetty.session.hazelcast;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.core.HazelcastInstanceNotActiveException;
import com.hazelcast.map.IMap;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/**
 * Counts the operations of one node on its maps, and lets one of them fail.
 */
final class FaultInjector {

	private static final Set<String> UNCOUNTED = Set.of("addIndex", "addEntryListener", "removeEntryListener",
			"getEntryView", "getName");

	private int count;

	private int lastCount;

	private int faulty;

	private @Nullable Fault fault;

	/**
	 * Return an instance that does what the given one does, but for the faults.
	 */
	HazelcastInstance interpose(HazelcastInstance instance) {
		return proxy(HazelcastInstance.class, (proxy, method, args) -> {
			Object result = invoke(instance, method, args);
			return (result instanceof IMap<?, ?> map)
					? proxy(IMap.class, (self, called, with) -> intercept(map, called, with)) : result;
		});
	}

	/**
	 * From now on count anew, and let an operation fail.
	 * @param number which one, from 1
	 * @param what how it fails
	 */
	synchronized void arm(int number, Fault what) {
		this.count = 0;
		this.faulty = number;
		this.fault = what;
	}

	/**
	 * From now on count anew, and let all operations succeed.
	 */
	synchronized void disarm() {
		this.count = 0;
		this.fault = null;
	}

	synchronized int count() {
		return this.count;
	}

	/**
	 * Wait until nothing has been counted for a while.
	 */
	void awaitRest(Duration period) {
		Awaitility.await().pollDelay(period).pollInterval(period).until(this::hasRested);
	}

	private synchronized boolean hasRested() {
		boolean rested = this.count == this.lastCount;
		this.lastCount = this.count;
		return rested;
	}

	synchronized boolean hasStruck() {
		return this.fault != null && this.count >= this.faulty;
	}

	private @Nullable Object intercept(IMap<?, ?> map, Method method, @Nullable Object[] args) throws Throwable {
		if (method.getDeclaringClass() == Object.class || UNCOUNTED.contains(method.getName())) {
			return invoke(map, method, args);
		}
		Fault due = next();
		if (due == null) {
			return invoke(map, method, args);
		}
		due.before(method.getName());
		boolean done = due.happens();
		Object result = done ? invoke(map, method, args) : null;
		Runnable between = due.beforeRepetition();
		if (between != null) {
			between.run();
			return invoke(map, method, args);
		}
		if (done && !due.fails()) {
			return result;
		}
		RuntimeException failure = new HazelcastInstanceNotActiveException("injected");
		// Of an instance that is not active, even the asynchronous methods throw
		if (due != Fault.DEATH && CompletionStage.class.isAssignableFrom(method.getReturnType())) {
			return (result instanceof CompletionStage<?> stage) ? stage.thenApply((value) -> {
				throw failure;
			}) : CompletableFuture.failedFuture(failure);
		}
		throw failure;
	}

	private synchronized @Nullable Fault next() {
		this.count++;
		Fault armed = this.fault;
		boolean due = armed != null && (this.count == this.faulty || armed == Fault.DEATH && this.count > this.faulty);
		return due ? armed : null;
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
	 * A way in which an operation goes wrong.
	 */
	interface Fault {

		/**
		 * Neither this operation nor any later one happens.
		 */
		Fault DEATH = new Simple(false);

		/**
		 * This operation does not happen, the node learns of it and goes on.
		 */
		Fault FAILURE = new Simple(false);

		/**
		 * This operation happens, but the node is told that it has failed.
		 */
		Fault LOST_ANSWER = new Simple(true);

		/**
		 * Return a fault that repeats an operation, as Hazelcast does when a member has
		 * died before it could answer.
		 * @param between does something between the first time and the second
		 */
		static Fault repetition(Runnable between) {
			return new Fault() {

				@Override
				public boolean happens() {
					return true;
				}

				@Override
				public Runnable beforeRepetition() {
					return between;
				}

			};
		}

		/**
		 * Return a fault that does something else before an operation which then
		 * succeeds, or fails by what was done.
		 */
		static Fault interruption(Runnable action) {
			return new Fault() {

				@Override
				public void before(String operation) {
					action.run();
				}

				@Override
				public boolean happens() {
					return true;
				}

				@Override
				public boolean fails() {
					return false;
				}

			};
		}

		default void before(String operation) {
		}

		boolean happens();

		default @Nullable Runnable beforeRepetition() {
			return null;
		}

		default boolean fails() {
			return true;
		}

	}

	/**
	 * A fault without further ado. Not a record: two of the same kind differ.
	 */
	private static final class Simple implements Fault {

		private final boolean happens;

		private Simple(boolean happens) {
			this.happens = happens;
		}

		@Override
		public boolean happens() {
			return this.happens;
		}

	}

}
