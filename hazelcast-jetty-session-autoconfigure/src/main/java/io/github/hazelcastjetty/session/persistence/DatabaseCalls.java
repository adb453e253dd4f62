package io.github.hazelcastjetty.session.persistence;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

import javax.sql.DataSource;

import org.jspecify.annotations.Nullable;

import io.github.hazelcastjetty.session.hazelcast.format.SessionNotPersistedException;

/**
 * Calls the database, each time in a transaction of its own, and waits no longer than a
 * timeout. Neither a pool nor a driver can be trusted to be that quick. While the
 * database is silent, it is tried once a second, and all other calls fail at once, so
 * that the members go on answering what they can answer without it.
 * <p>
 * A call that nobody waits for any more is rolled back: it must not overwrite what a
 * later one has written. Once it commits, the locks of the database keep later ones
 * behind it.
 */
final class DatabaseCalls implements AutoCloseable {

	private static final Logger logger = System.getLogger(DatabaseCalls.class.getName());

	private static final int THREADS = 8;

	private static final Duration IDLE = Duration.ofSeconds(10);

	private static final Duration PATIENCE = Duration.ofMinutes(1);

	private static final long TRIAL_PERIOD_NANOS = Duration.ofSeconds(1).toNanos();

	private final DataSource dataSource;

	private final Duration timeout;

	private final LongSupplier ticker;

	private final ThreadPoolExecutor executor;

	private volatile boolean serving;

	private final AtomicLong nextTrial = new AtomicLong();

	private volatile boolean silent;

	private final AtomicBoolean failing = new AtomicBoolean();

	DatabaseCalls(DataSource dataSource, Duration timeout) {
		this(dataSource, timeout, System::nanoTime);
	}

	DatabaseCalls(DataSource dataSource, Duration timeout, LongSupplier ticker) {
		this.dataSource = dataSource;
		this.timeout = timeout;
		this.ticker = ticker;
		AtomicInteger number = new AtomicInteger();
		this.executor = new ThreadPoolExecutor(THREADS, THREADS, IDLE.toSeconds(), TimeUnit.SECONDS,
				new LinkedBlockingQueue<>(), (task) -> {
					Thread thread = new Thread(task, "hazelcast-jetty-session-jdbc-" + number.incrementAndGet());
					thread.setDaemon(true);
					return thread;
				});
		this.executor.allowCoreThreadTimeOut(true);
	}

	/**
	 * Keep to the timeout from now on. Until then all sessions are being read, which no
	 * request waits for.
	 */
	void serve() {
		this.serving = true;
	}

	/**
	 * Do something in a transaction.
	 * @param <T> what comes of it
	 * @param work is done on another thread
	 * @return what has come of it
	 * @throws SessionNotPersistedException if it failed. It may have happened, or may yet
	 * happen, if the database was silent while it committed
	 */
	<T> T call(DatabaseWork<T> work) {
		if (this.silent && !mayTry()) {
			throw new SessionNotPersistedException("The database of the sessions does not answer");
		}
		return call(work, (this.serving) ? this.timeout : PATIENCE);
	}

	/**
	 * Do something in a transaction that may take long, such as to read all that is
	 * there.
	 * @param <T> what comes of it
	 * @param work is done on another thread
	 * @return what has come of it
	 * @throws SessionNotPersistedException if it failed
	 */
	<T> T callPatiently(DatabaseWork<T> work) {
		return call(work, PATIENCE);
	}

	private <T> T call(DatabaseWork<T> work, Duration limit) {
		Transaction<T> transaction = new Transaction<>(this.dataSource, work);
		try {
			this.executor.execute(transaction);
			T result = transaction.get(limit);
			answered();
			return result;
		}
		catch (TimeoutException ex) {
			transaction.abandon();
			this.nextTrial.set(this.ticker.getAsLong() + TRIAL_PERIOD_NANOS);
			this.silent = true;
			throw failed("The database of the sessions has not answered within " + limit.toMillis() + " ms", ex);
		}
		catch (ExecutionException ex) {
			this.silent = false;
			throw failed("The database of the sessions has failed", ex.getCause());
		}
		catch (InterruptedException ex) {
			transaction.abandon();
			Thread.currentThread().interrupt();
			throw new SessionNotPersistedException("Interrupted");
		}
		catch (RejectedExecutionException ex) {
			throw new SessionNotPersistedException("The database of the sessions is not used any more");
		}
	}

	private boolean mayTry() {
		long now = this.ticker.getAsLong();
		long next = this.nextTrial.get();
		return now - next >= 0 && this.nextTrial.compareAndSet(next, now + TRIAL_PERIOD_NANOS);
	}

	private void answered() {
		this.silent = false;
		if (this.failing.compareAndSet(true, false)) {
			logger.log(Level.INFO, "The database of the sessions works again");
		}
	}

	private SessionNotPersistedException failed(String message, @Nullable Throwable cause) {
		if (this.failing.compareAndSet(false, true)) {
			logger.log(Level.WARNING, message + ". Changes of sessions are refused until it works again", cause);
		}
		return new SessionNotPersistedException(message);
	}

	/**
	 * Fail all calls from now on. What has been begun is finished.
	 */
	@Override
	public void close() {
		this.executor.shutdown();
	}

}
