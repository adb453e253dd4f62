package io.github.hazelcastjetty.session.persistence;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import javax.sql.DataSource;

import org.springframework.jdbc.datasource.DelegatingDataSource;

/**
 * A database that can be made to fail, or not to answer at all.
 */
final class UnreliableDataSource extends DelegatingDataSource {

	private volatile boolean failing;

	private final AtomicInteger connections = new AtomicInteger(Integer.MAX_VALUE);

	private volatile CountDownLatch silence = new CountDownLatch(0);

	UnreliableDataSource(DataSource target) {
		super(target);
	}

	void fail() {
		this.failing = true;
	}

	/**
	 * Fail, but not yet.
	 * @param connections how many may still be made
	 */
	void failAfter(int connections) {
		this.connections.set(connections);
	}

	void beSilent() {
		this.silence = new CountDownLatch(1);
	}

	void recover() {
		this.failing = false;
		this.connections.set(Integer.MAX_VALUE);
		this.silence.countDown();
	}

	@Override
	public Connection getConnection() throws SQLException {
		try {
			// In the end a driver notices that the connection is broken
			if (!this.silence.await(1, TimeUnit.MINUTES)) {
				throw new SQLException("silent", "08006");
			}
		}
		catch (InterruptedException ex) {
			throw new SQLException(ex);
		}
		if (this.failing || this.connections.getAndDecrement() <= 0) {
			throw new SQLException("refused", "08001");
		}
		return super.getConnection();
	}

}
