package io.github.hazelcastjetty.session.persistence;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import javax.sql.DataSource;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Sessions in PostgreSQL.
 */
class PostgresJdbcPersistenceTests extends AbstractJdbcPersistenceTests {

	@TempDir
	private static Path directory;

	private static EmbeddedPostgres server;

	private static HikariDataSource pool;

	@BeforeAll
	static void startServer() throws IOException {
		server = EmbeddedPostgres.builder().setDataDirectory(directory).setServerConfig("fsync", "off").start();
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

	/**
	 * What the members send meanwhile, the server receives afterwards.
	 */
	@Test
	void stoppedServerRefusesChangesAndNothingElse() throws IOException {
		Path file = directory.resolve("postmaster.pid");
		ProcessHandle process = ProcessHandle.of(Long.parseLong(Files.readAllLines(file).get(0))).orElseThrow();
		assertSilenceIsSurvived(() -> signal("STOP", process), () -> signal("CONT", process));
	}

	private static void signal(String signal, ProcessHandle server) {
		List<String> command = new ArrayList<>(List.of("kill", "-" + signal, String.valueOf(server.pid())));
		server.descendants().map(ProcessHandle::pid).map(String::valueOf).forEach(command::add);
		try {
			assertThat(new ProcessBuilder(command).start().waitFor()).isZero();
		}
		catch (IOException | InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	@Override
	DataSource dataSource() {
		return pool;
	}

}
