package io.github.hazelcastjetty.session.jetty.cache;

import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Does what no request waits for: records accesses, sweeps expired sessions, drops unused
 * copies. Has few threads, so that a cluster that does not answer holds up nothing else.
 */
public final class Background implements AutoCloseable {

	private static final Logger logger = LoggerFactory.getLogger(Background.class);

	private static final int THREADS = 2;

	private final AtomicBoolean warned = new AtomicBoolean();

	private final ScheduledThreadPoolExecutor executor;

	/**
	 * Create an instance. Its threads are started when there is something to do.
	 */
	public Background() {
		AtomicInteger count = new AtomicInteger();
		this.executor = new ScheduledThreadPoolExecutor(THREADS, (task) -> {
			Thread thread = new Thread(task, "hazelcast-jetty-session-background-" + count.incrementAndGet());
			thread.setContextClassLoader(Background.class.getClassLoader());
			thread.setDaemon(true);
			return thread;
		});
		this.executor.setRemoveOnCancelPolicy(true);
		this.executor.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
	}

	/**
	 * Do something as soon as there is a thread for it.
	 * @param task what to do
	 */
	public void execute(Runnable task) {
		schedule(task, Duration.ZERO);
	}

	void schedule(Runnable task, Duration delay) {
		try {
			this.executor.schedule(guarded(task), delay.toMillis(), TimeUnit.MILLISECONDS);
		}
		catch (RejectedExecutionException ex) {
			// The node stops: what matters is flushed
		}
	}

	/**
	 * Do something again and again.
	 * @param task what to do
	 * @param period the time between two runs
	 * @return ends the repetition
	 */
	public Runnable repeat(Runnable task, Duration period) {
		long millis = Math.max(1, period.toMillis());
		var repeated = this.executor.scheduleWithFixedDelay(guarded(task), millis, millis, TimeUnit.MILLISECONDS);
		return () -> repeated.cancel(false);
	}

	private void warn(Throwable failure) {
		if (this.warned.compareAndSet(false, true)) {
			logger.warn("A background task failed. The next such failure is not logged", failure);
		}
		else {
			logger.debug("A background task failed", failure);
		}
	}

	private Runnable guarded(Runnable task) {
		return () -> {
			try {
				task.run();
			}
			catch (RuntimeException ex) {
				logger.debug("A background task failed and is done again later: {}", ex.getMessage());
			}
			catch (Throwable ex) {
				// Anything that gets out would be the end of a repeated task
				warn(ex);
			}
		};
	}

	@Override
	public void close() {
		this.executor.shutdownNow();
	}

}
