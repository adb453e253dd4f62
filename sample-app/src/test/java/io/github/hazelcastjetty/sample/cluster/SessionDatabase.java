package io.github.hazelcastjetty.sample.cluster;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;

import org.h2.tools.Server;

/**
 * A database on disk, whose server is this process: it outlives the nodes.
 */
final class SessionDatabase implements AutoCloseable {

	private final Path directory;

	private Server server;

	SessionDatabase(Path directory) {
		this.directory = directory;
		this.server = start("0");
	}

	String url() {
		return "jdbc:h2:tcp://127.0.0.1:%d/sessions;DB_CLOSE_DELAY=0".formatted(this.server.getPort());
	}

	/**
	 * When each entry of a map may be forgotten, in milliseconds since 1970, by its key.
	 */
	Map<String, Long> entries(String map) {
		try (Connection connection = DriverManager.getConnection(url());
				PreparedStatement statement = connection
					.prepareStatement("SELECT name, expires FROM \"%s\"".formatted(map));
				ResultSet rows = statement.executeQuery()) {
			Map<String, Long> entries = new HashMap<>();
			while (rows.next()) {
				entries.put(rows.getString(1), rows.getLong(2));
			}
			return entries;
		}
		catch (SQLException ex) {
			throw new IllegalStateException(ex);
		}
	}

	void stop() {
		this.server.stop();
	}

	void startAgain() {
		this.server = start(Integer.toString(this.server.getPort()));
	}

	private Server start(String port) {
		try {
			return Server.createTcpServer("-tcpPort", port, "-ifNotExists", "-baseDir", this.directory.toString())
				.start();
		}
		catch (SQLException ex) {
			throw new IllegalStateException(ex);
		}
	}

	@Override
	public void close() {
		stop();
	}

}
