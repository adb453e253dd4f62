package io.github.hazelcastjetty.session.persistence;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;

import javax.sql.DataSource;

/**
 * A transaction that commits only if somebody waits for it.
 *
 * @param <T> what comes of it
 */
final class Transaction<T> implements Runnable {

	private static final String INTEGRITY_CONSTRAINT_VIOLATION = "23";

	private final DataSource dataSource;

	private final DatabaseWork<T> work;

	private final CompletableFuture<T> result = new CompletableFuture<>();

	/**
	 * Set by whoever is first: the thread that is about to commit, or the one that waits
	 * no longer.
	 */
	private final AtomicBoolean decided = new AtomicBoolean();

	Transaction(DataSource dataSource, DatabaseWork<T> work) {
		this.dataSource = dataSource;
		this.work = work;
	}

	T get(Duration timeout) throws InterruptedException, ExecutionException, TimeoutException {
		return this.result.get(timeout.toNanos(), TimeUnit.NANOSECONDS);
	}

	void abandon() {
		this.decided.set(true);
	}

	@Override
	public void run() {
		if (this.decided.get()) {
			return;
		}
		try (Connection connection = this.dataSource.getConnection()) {
			boolean autoCommit = connection.getAutoCommit();
			connection.setAutoCommit(false);
			try {
				runIn(connection);
			}
			finally {
				connection.setAutoCommit(autoCommit);
			}
		}
		catch (SQLException | RuntimeException ex) {
			this.result.completeExceptionally(ex);
		}
	}

	private void runIn(Connection connection) throws SQLException {
		boolean committed = false;
		try {
			T outcome = work(connection);
			if (this.decided.compareAndSet(false, true)) {
				connection.commit();
				committed = true;
				this.result.complete(outcome);
			}
		}
		finally {
			if (!committed) {
				connection.rollback();
			}
		}
	}

	/**
	 * Two members may insert the same row when a partition has just moved. The second
	 * time it is there.
	 */
	private T work(Connection connection) throws SQLException {
		try {
			return this.work.run(connection);
		}
		catch (SQLException ex) {
			if (ex.getSQLState() == null || !ex.getSQLState().startsWith(INTEGRITY_CONSTRAINT_VIOLATION)) {
				throw ex;
			}
			connection.rollback();
			return this.work.run(connection);
		}
	}

}
