package io.github.hazelcastjetty.session.persistence;

import javax.sql.DataSource;

import org.junit.jupiter.api.BeforeAll;
import org.springframework.jdbc.datasource.SimpleDriverDataSource;

/**
 * Sessions in HSQLDB.
 */
class HsqldbJdbcPersistenceTests extends AbstractJdbcPersistenceTests {

	private static final DataSource database = new SimpleDriverDataSource(new org.hsqldb.jdbc.JDBCDriver(),
			"jdbc:hsqldb:mem:jdbc-persistence;hsqldb.tx=mvcc", "sa", "");

	@BeforeAll
	static void create() {
		createTable(database, "hsqldb");
	}

	@Override
	DataSource dataSource() {
		return database;
	}

}
