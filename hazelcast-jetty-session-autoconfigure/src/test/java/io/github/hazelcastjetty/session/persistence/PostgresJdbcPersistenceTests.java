package io.github.hazelcastjetty.session.persistence;

import java.io.IOException;

import javax.sql.DataSource;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/**
 * Sessions in PostgreSQL.
 */
class PostgresJdbcPersistenceTests extends AbstractJdbcPersistenceTests {

	private static EmbeddedPostgres server;

	private static HikariDataSource pool;

	@BeforeAll
	static void startServer() throws IOException {
		server = EmbeddedPostgres.builder().setServerConfig("fsync", "off").start();
		HikariConfig config = new HikariConfig();
		config.setDataSource(server.getPostgresDatabase());
		pool = new HikariDataSource(config);
		createTable(pool, "postgresql");
	}

	@AfterAll
	static void stopServer() throws IOException {
		pool.close();
		server.close();
	}

	@Override
	DataSource dataSource() {
		return pool;
	}

}
