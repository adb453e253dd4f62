package io.github.hazelcastjetty.session.persistence;

import javax.sql.DataSource;

import org.h2.jdbcx.JdbcConnectionPool;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/**
 * Sessions in H2.
 */
class H2JdbcPersistenceTests extends AbstractJdbcPersistenceTests {

	private static JdbcConnectionPool pool;

	@BeforeAll
	static void create() {
		pool = JdbcConnectionPool.create("jdbc:h2:mem:jdbc-persistence;DB_CLOSE_DELAY=-1", "sa", "");
		createTable(pool, "h2");
	}

	@AfterAll
	static void dispose() {
		pool.dispose();
	}

	@Override
	DataSource dataSource() {
		return pool;
	}

}
