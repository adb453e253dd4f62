package io.github.hazelcastjetty.session.hazelcast.call;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

/**
 * The threads of a store, 128 at most.
 * <p>
 * Calls that a caller waits for are handed to the thread that became idle last, which is
 * still warm. They have no queue: their callers wait instead. Tasks that nobody waits for
 * have a queue and a few threads of their own.
 */
final class Workers implements Executor, AutoCloseable {

	private static final int CALLS = 110;

	static final int TASKS = 16;

	private static final int TASK_QUEUE = 1024;

	/**
	 * One of which may be held up by preparing the maps of another cluster.
	 */
	private static final int TIMERS = 2;

	private static final int IDLE_SECONDS = 30;

	private static final int LAST_TASKS_MILLIS = 200;

	private final SynchronousQueue<Runnable> handOff = new SynchronousQueue<>();

	private final ThreadPoolExecutor calls;

	private final ThreadPoolExecutor tasks;

	private final ScheduledThreadPoolExecutor timer;

	Workers() {
		ThreadFactory threads = threads();
		this.calls = new ThreadPoolExecutor(0, CALLS, IDLE_SECONDS, TimeUnit.SECONDS, this.handOff, threads);
		this.tasks = new ThreadPoolExecutor(TASKS, TASKS, IDLE_SECONDS, TimeUnit.SECONDS,
				new LinkedBlockingQueue<>(TASK_QUEUE), threads);
		this.tasks.allowCoreThreadTimeOut(true);
		this.timer = new ScheduledThreadPoolExecutor(TIMERS, threads);
		this.timer.setKeepAliveTime(IDLE_SECONDS, TimeUnit.SECONDS);
		this.timer.allowCoreThreadTimeOut(true);
	}

	private static ThreadFactory threads() {
		AtomicInteger count = new AtomicInteger();
		return (task) -> {
			Thread thread = new Thread(task, "hazelcast-jetty-session-" + count.incrementAndGet());
			thread.setContextClassLoader(Workers.class.getClassLoader());
			thread.setDaemon(true);
			return thread;
		};
	}

	/**
	 * Start a call at once.
	 * @throws RejectedExecutionException if no thread is free
	 */
	@Override
	public void execute(Runnable call) {
		this.calls.execute(call);
	}

	/**
	 * Start a call as soon as the semaphore and a thread are free.
	 * @return the result of the call
	 * @throws TimeoutException if they were not in time. The call is not made then
	 */
	<T extends @Nullable Object> Future<T> start(Callable<T> call, Semaphore limit, long nanos)
			throws InterruptedException, TimeoutException {
		if (!limit.tryAcquire(nanos, TimeUnit.NANOSECONDS)) {
			throw new TimeoutException();
		}
		FutureTask<T> result = new FutureTask<>(call);
		boolean started = false;
		try {
			started = start(() -> {
				try {
					result.run();
				}
				finally {
					limit.release();
				}
			}, nanos);
		}
		finally {
			if (!started) {
				limit.release();
			}
		}
		if (!started) {
			throw new TimeoutException();
		}
		return result;
	}

	private boolean start(Runnable call, long nanos) throws InterruptedException {
		try {
			execute(call);
			return true;
		}
		catch (RejectedExecutionException ex) {
			return this.handOff.offer(call, nanos, TimeUnit.NANOSECONDS);
		}
	}

	/**
	 * Run tasks side by side, and wait for them. Those that last longer go on.
	 */
	void run(long nanos, Runnable... tasks) {
		try {
			CompletableFuture
				.allOf(Stream.of(tasks)
					.map((task) -> CompletableFuture.runAsync(task, this))
					.toArray(CompletableFuture[]::new))
				.get(nanos, TimeUnit.NANOSECONDS);
		}
		catch (ExecutionException | TimeoutException | RejectedExecutionException ex) {
			// Nobody is interested in what became of them
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	/**
	 * Run something later.
	 * @throws RejectedExecutionException if too many tasks are waiting
	 */
	void startLater(Runnable task) {
		this.tasks.execute(task);
	}

	/**
	 * Run something after a while, unless this is closed by then.
	 */
	void schedule(Runnable task, Duration delay) {
		try {
			this.timer.schedule(task, delay.toNanos(), TimeUnit.NANOSECONDS);
		}
		catch (RejectedExecutionException ex) {
			// Closed
		}
	}

	/**
	 * End all threads. Tasks have a moment to finish, and are not interrupted: on a
	 * client that could close a connection which others use too.
	 */
	@Override
	public void close() {
		this.calls.shutdownNow();
		this.timer.shutdownNow();
		this.tasks.shutdown();
		try {
			this.tasks.awaitTermination(LAST_TASKS_MILLIS, TimeUnit.MILLISECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		this.tasks.getQueue().clear();
	}

}
