package io.github.hazelcastjetty.session.persistence;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

import org.awaitility.Awaitility;
import org.h2.jdbcx.JdbcConnectionPool;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.JdbcTemplate;

import io.github.hazelcastjetty.session.hazelcast.format.SessionNotPersistedException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link DatabaseCalls}.
 */
class DatabaseCallsTests {

	private static final Duration SHORT = Duration.ofMillis(200);

	private static final Duration LONG = Duration.ofSeconds(20);

	private final JdbcConnectionPool pool = JdbcConnectionPool.create("jdbc:h2:mem:" + UUID.randomUUID(), "sa", "");

	private final JdbcTemplate jdbc = new JdbcTemplate(this.pool);

	private final AtomicLong now = new AtomicLong();

	private final CountDownLatch latch = new CountDownLatch(1);

	private Connection keepsTheDatabase;

	@BeforeEach
	void create() throws SQLException {
		this.keepsTheDatabase = this.pool.getConnection();
		this.jdbc.execute("CREATE TABLE T (ID INT PRIMARY KEY, V INT)");
		this.jdbc.execute("INSERT INTO T VALUES (1, 0)");
	}

	@AfterEach
	void dispose() throws SQLException {
		this.latch.countDown();
		this.keepsTheDatabase.close();
		this.pool.dispose();
	}

	@Test
	void lateWriteDoesNotReplaceALaterOne() {
		DatabaseCalls calls = calls(SHORT);
		CountDownLatch late = new CountDownLatch(1);
		assertThatExceptionOfType(SessionNotPersistedException.class).isThrownBy(() -> calls.call((connection) -> {
			await();
			set(connection, 1);
			late.countDown();
			return true;
		}));
		pass(Duration.ofSeconds(1));
		try (DatabaseCalls patient = calls(LONG)) {
			patient.call((connection) -> set(connection, 2));
		}
		this.latch.countDown();
		Awaitility.await().until(() -> late.getCount() == 0);
		calls.close();
		Awaitility.await().until(() -> this.pool.getActiveConnections() == 1);
		assertThat(value()).isEqualTo(2);
	}

	@Test
	void silentDatabaseIsTriedOnceASecond() {
		AtomicInteger tries = new AtomicInteger();
		try (DatabaseCalls calls = calls(SHORT)) {
			DatabaseWork<Boolean> silent = (connection) -> {
				tries.incrementAndGet();
				await();
				return true;
			};
			for (int i = 0; i < 3; i++) {
				assertThatExceptionOfType(SessionNotPersistedException.class).isThrownBy(() -> calls.call(silent));
			}
			assertThat(tries).hasValue(1);
			pass(Duration.ofSeconds(1));
			for (int i = 0; i < 3; i++) {
				assertThatExceptionOfType(SessionNotPersistedException.class).isThrownBy(() -> calls.call(silent));
			}
			assertThat(tries).hasValue(2);
			this.latch.countDown();
			pass(Duration.ofSeconds(1));
			Awaitility.await().ignoreExceptionsInstanceOf(SessionNotPersistedException.class).until(() -> {
				pass(Duration.ofSeconds(1));
				return calls.call((connection) -> set(connection, 3));
			});
			calls.call((connection) -> set(connection, 4));
			assertThat(value()).isEqualTo(4);
		}
	}

	@Test
	void failedTransactionLeavesNothing() {
		try (DatabaseCalls calls = calls(LONG)) {
			assertThatExceptionOfType(SessionNotPersistedException.class).isThrownBy(() -> calls.call((connection) -> {
				set(connection, 5);
				throw new SQLException("no");
			})).withMessage("The database of the sessions has failed").withNoCause();
			assertThat(value()).isZero();
			calls.call((connection) -> set(connection, 6));
			assertThat(value()).isEqualTo(6);
		}
	}

	@Test
	void rowThatAnotherMemberInsertsMeanwhileIsNotAFailure() {
		AtomicInteger tries = new AtomicInteger();
		try (DatabaseCalls calls = calls(LONG)) {
			calls.call((connection) -> {
				if (tries.incrementAndGet() == 1) {
					execute(connection, "INSERT INTO T VALUES (1, 7)");
				}
				return set(connection, 8);
			});
		}
		assertThat(tries).hasValue(2);
		assertThat(value()).isEqualTo(8);
	}

	@Test
	void nobodyIsHurriedUntilRequestsAreServed() {
		try (DatabaseCalls calls = new DatabaseCalls(this.pool, Duration.ofNanos(1), this.now::get)) {
			calls.call((connection) -> set(connection, 10));
			assertThat(value()).isEqualTo(10);
			calls.serve();
			assertThatExceptionOfType(SessionNotPersistedException.class).isThrownBy(() -> calls.call((connection) -> {
				await();
				return true;
			}));
		}
	}

	@Test
	void closedOnesFail() {
		DatabaseCalls calls = calls(LONG);
		calls.close();
		assertThatExceptionOfType(SessionNotPersistedException.class)
			.isThrownBy(() -> calls.call((connection) -> set(connection, 9)));
	}

	private DatabaseCalls calls(Duration timeout) {
		DatabaseCalls calls = new DatabaseCalls(this.pool, timeout, this.now::get);
		calls.serve();
		return calls;
	}

	private void pass(Duration time) {
		this.now.addAndGet(time.toNanos());
	}

	private void await() {
		try {
			assertThat(this.latch.await(20, TimeUnit.SECONDS)).isTrue();
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static boolean set(Connection connection, int value) throws SQLException {
		return execute(connection, "UPDATE T SET V = " + value + " WHERE ID = 1");
	}

	private static boolean execute(Connection connection, String sql) throws SQLException {
		try (Statement statement = connection.createStatement()) {
			return statement.executeUpdate(sql) == 1;
		}
	}

	private int value() {
		Integer value = this.jdbc.queryForObject("SELECT V FROM T", Integer.class);
		assertThat(value).isNotNull();
		return value;
	}

}
