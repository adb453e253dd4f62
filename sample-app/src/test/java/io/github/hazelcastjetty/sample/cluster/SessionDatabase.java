package io.github.hazelcastjetty.sample.cluster;

import java.io.Closeable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import org.h2.tools.Server;

/**
 * A database on disk whose server outlives the nodes.
 */
final class SessionDatabase implements AutoCloseable {

	private final Kind kind;

	private final Path directory;

	private final int port;

	private Closeable server;

	SessionDatabase(Kind kind, Path directory) {
		this.kind = kind;
		this.directory = directory;
		this.port = FreePorts.inARow(1).get(0);
		this.server = start();
	}

	String url() {
		return switch (this.kind) {
			case H2 -> "jdbc:h2:tcp://127.0.0.1:%d/sessions;DB_CLOSE_DELAY=0".formatted(this.port);
			case POSTGRESQL -> "jdbc:postgresql://127.0.0.1:%d/postgres?user=postgres".formatted(this.port);
		};
	}

	/**
	 * When each entry of a map may be forgotten, in milliseconds since 1970, by its key.
	 */
	Map<String, Long> entries(String map) {
		try (Connection connection = DriverManager.getConnection(url());
				PreparedStatement statement = connection
					.prepareStatement("SELECT ENTRY_KEY, RETAIN_UNTIL FROM JETTY_SESSIONS WHERE MAP_NAME = ?")) {
			statement.setString(1, map);
			Map<String, Long> entries = new HashMap<>();
			try (ResultSet rows = statement.executeQuery()) {
				while (rows.next()) {
					entries.put(new String(rows.getBytes(1), StandardCharsets.UTF_8), rows.getLong(2));
				}
			}
			return entries;
		}
		catch (SQLException ex) {
			throw new IllegalStateException(ex);
		}
	}

	void stop() {
		try {
			this.server.close();
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

	void startAgain() {
		this.server = start();
	}

	private Closeable start() {
		try {
			return switch (this.kind) {
				case H2 ->
					Server
						.createTcpServer("-tcpPort", String.valueOf(this.port), "-ifNotExists", "-baseDir",
								this.directory.toString())
						.start()::stop;
				case POSTGRESQL -> EmbeddedPostgres.builder()
					.setPort(this.port)
					.setDataDirectory(this.directory.resolve("postgresql"))
					.setCleanDataDirectory(false)
					.start();
			};
		}
		catch (SQLException | IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

	@Override
	public void close() {
		stop();
	}

	/**
	 * Which database it is.
	 */
	enum Kind {

		H2, POSTGRESQL

	}

}
