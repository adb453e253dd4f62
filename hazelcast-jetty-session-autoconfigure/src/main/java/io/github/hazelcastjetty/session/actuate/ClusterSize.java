package io.github.hazelcastjetty.session.actuate;

import java.time.Duration;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;

/**
 * The number of sessions in the cluster as it was a moment ago. Whoever asks never waits:
 * if the number is too old, it is counted anew in the background for the next one who
 * asks. So nothing is counted while nobody asks. Safe for use by several threads.
 *
 * @since 1.0.0
 */
public final class ClusterSize implements AutoCloseable {

	private static final Duration MAX_AGE = Duration.ofSeconds(10);

	private final AtomicBoolean counting = new AtomicBoolean();

	private final AtomicBoolean answered = new AtomicBoolean();

	private final LongSupplier counter;

	private final Runnable firstAnswer;

	private final LongSupplier ticker;

	private final ThreadPoolExecutor executor;

	private volatile double size = Double.NaN;

	private volatile long counted;

	/**
	 * Create an instance.
	 * @param counter asks the cluster, or fails
	 * @param firstAnswer is run in the background when the cluster has answered once
	 */
	public ClusterSize(LongSupplier counter, Runnable firstAnswer) {
		this(counter, firstAnswer, System::nanoTime);
	}

	ClusterSize(LongSupplier counter, Runnable firstAnswer, LongSupplier ticker) {
		this.counter = counter;
		this.firstAnswer = firstAnswer;
		this.ticker = ticker;
		this.counted = ticker.getAsLong() - MAX_AGE.toNanos();
		this.executor = new ThreadPoolExecutor(1, 1, 1, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), (task) -> {
			Thread thread = new Thread(task, "hazelcast-jetty-session-count");
			thread.setDaemon(true);
			return thread;
		});
		this.executor.allowCoreThreadTimeOut(true);
	}

	/**
	 * Return the number of sessions as it was counted last, and count again if that was a
	 * while ago.
	 * @return the number, {@link Double#NaN}: the cluster has not been asked yet, or has
	 * not answered
	 */
	public double get() {
		double last = this.size;
		refresh();
		return last;
	}

	/**
	 * Count the sessions in the background, if that has not been done for a while.
	 */
	public void refresh() {
		boolean due = this.ticker.getAsLong() - this.counted >= MAX_AGE.toNanos();
		if (due && this.counting.compareAndSet(false, true)) {
			try {
				this.executor.execute(this::count);
			}
			catch (RejectedExecutionException ex) {
				// The application is stopping
				this.counting.set(false);
			}
		}
	}

	private void count() {
		double answer = Double.NaN;
		try {
			answer = this.counter.getAsLong();
			if (this.answered.compareAndSet(false, true)) {
				this.firstAnswer.run();
			}
		}
		catch (RuntimeException ex) {
			// Unknown until the cluster is asked again
		}
		// In this order: whoever sees the new number does not count again at once
		this.counted = this.ticker.getAsLong();
		this.size = answer;
		this.counting.set(false);
	}

	@Override
	public void close() {
		this.executor.shutdownNow();
	}

}
