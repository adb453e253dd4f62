package io.github.hazelcastjetty.session.persistence;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransientException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ConcurrentMap;

import javax.sql.DataSource;

import com.hazelcast.config.MapConfig;
import com.hazelcast.config.MapStoreConfig;
import com.hazelcast.config.MapStoreConfig.InitialLoadMode;
import com.hazelcast.core.HazelcastInstance;
import org.jspecify.annotations.Nullable;

import io.github.hazelcastjetty.session.hazelcast.setup.SessionMaps;
import io.github.hazelcastjetty.session.hazelcast.setup.UnsuitableMapException;

/**
 * Keeps the session maps of this node's member in a table of a {@link DataSource}, so
 * that sessions outlive the whole cluster. To be used by each node of a cluster, in this
 * order: {@link #requireTable()}, {@link #register} with the user context of the member,
 * {@link #configure} for both maps before their first use, {@link #requireIn}, and
 * {@link #start}.
 * <p>
 * Safe for use by several threads. The data source is neither closed nor changed.
 *
 * @since 1.0.0
 */
public final class JdbcSessionPersistence implements AutoCloseable {

	/**
	 * How long a member may wait for the database, as a part of the timeout of an
	 * operation: less than after what the member itself would be taken for silent.
	 */
	private static final int TIMEOUT_NUMERATOR = 2;

	private static final int TIMEOUT_DENOMINATOR = 5;

	private static final int BATCH_SIZE = 100;

	private final DataSource dataSource;

	private final String mapName;

	private final String tableName;

	private final Duration writeDelay;

	private final SessionDatabase database;

	private @Nullable TableSweep sweep;

	private boolean closed;

	/**
	 * Create an instance.
	 * @param dataSource where the table is
	 * @param mapName the name of the sessions map
	 * @param tableName the name of the table: letters, digits and underscores
	 * @param writeDelay how long a change may be in the memory of the cluster only, zero
	 * to write it before it is acknowledged; rounded up to seconds
	 * @param operationTimeout how long an operation on the cluster may take, of which the
	 * database gets less than a half
	 * @throws IllegalArgumentException if the table cannot have this name
	 */
	public JdbcSessionPersistence(DataSource dataSource, String mapName, String tableName, Duration writeDelay,
			Duration operationTimeout) {
		Duration timeout = operationTimeout.multipliedBy(TIMEOUT_NUMERATOR).dividedBy(TIMEOUT_DENOMINATOR);
		this.dataSource = dataSource;
		this.mapName = mapName;
		this.tableName = tableName;
		this.writeDelay = writeDelay;
		this.database = new SessionDatabase(new DatabaseCalls(dataSource, timeout),
				new SessionTable(tableName, timeout));
	}

	/**
	 * Return whether a table can have a name.
	 * @param name the name
	 * @return {@code true} if it needs no quotes in any database
	 */
	public static boolean isTableName(String name) {
		return SessionTable.isName(name);
	}

	/**
	 * Return whether a map is kept in a database by this class.
	 * @param config the configuration of the map
	 * @return {@code true} if it is
	 */
	public static boolean isConfigured(MapConfig config) {
		MapStoreConfig store = config.getMapStoreConfig();
		return store.isEnabled() && JdbcMapStore.class.getName().equals(store.getClassName());
	}

	/**
	 * Make sure that the table can be read.
	 * @throws SessionTableException if the database answers, but not with the table
	 * @throws IllegalStateException if the database does not answer
	 */
	public void requireTable() {
		try (Connection connection = this.dataSource.getConnection()) {
			check(connection);
		}
		catch (SQLException ex) {
			throw new IllegalStateException("The database that is to keep the sessions cannot be reached", ex);
		}
	}

	private void check(Connection connection) throws SQLException {
		try {
			this.database.table().check(connection);
		}
		catch (SQLTransientException ex) {
			throw ex;
		}
		catch (SQLException ex) {
			throw new SessionTableException(this.tableName, ex);
		}
	}

	/**
	 * Let a member find this instance. To be called before the member starts, or as soon
	 * as possible after it.
	 * @param userContext the user context of the member or of its configuration
	 */
	public void register(ConcurrentMap<String, Object> userContext) {
		maps().forEach((map) -> this.database.register(userContext, map));
	}

	/**
	 * Let a map be kept in the database.
	 * @param mapConfig the configuration of one of the two maps
	 */
	public void configure(MapConfig mapConfig) {
		// The name of a class, since the configuration is sent to all members
		mapConfig.setMapStoreConfig(new MapStoreConfig().setEnabled(true)
			.setClassName(JdbcMapStore.class.getName())
			.setWriteDelaySeconds((int) this.writeDelay.plusMillis(999).toSeconds())
			.setWriteBatchSize(BATCH_SIZE)
			.setInitialLoadMode(InitialLoadMode.EAGER));
	}

	/**
	 * Make sure that both maps are kept in the database.
	 * @param member a member whose maps are configured
	 * @throws UnsuitableMapException if one is not
	 */
	public void requireIn(HazelcastInstance member) {
		for (String map : maps()) {
			MapConfig config = member.getConfig().findMapConfig(map);
			if (!isConfigured(config)) {
				throw new UnsuitableMapException(map,
						"the member's map configuration '" + config.getName()
								+ "', with 'hazelcast.jetty.session.persistence' set to 'jdbc'",
						List.of(problem(config.getMapStoreConfig())));
			}
		}
	}

	private static String problem(MapStoreConfig store) {
		if (!store.isEnabled()) {
			return "no map-store: sessions would not be kept in the database. If other nodes were started without "
					+ "persistence, stop all nodes first";
		}
		Object other = (store.getImplementation() != null) ? store.getImplementation().getClass().getName()
				: store.getClassName();
		return "map-store: it has another one (%s), so sessions would not be kept in the application's database"
			.formatted(other);
	}

	/**
	 * Wait for the database no longer than a request may from now on, and look from time
	 * to time for rows that nobody needs and for sessions that are in the database only.
	 * @param member a member whose maps are loaded
	 */
	public synchronized void start(HazelcastInstance member) {
		if (this.closed) {
			// The application has failed to start meanwhile
			return;
		}
		TableSweep started = new TableSweep(member, this.database, maps());
		started.start();
		this.database.calls().serve();
		this.sweep = started;
	}

	private List<String> maps() {
		return List.of(this.mapName, SessionMaps.attributes(this.mapName));
	}

	/**
	 * Return what is to be known about the way sessions are written.
	 * @return a part of a sentence
	 */
	public String describe() {
		return (this.writeDelay.isZero())
				? "table '%s', written before a response is committed".formatted(this.tableName)
				: "table '%s', written up to %d s later: what was changed since is lost if all members that have it die"
					.formatted(this.tableName, this.writeDelay.plusMillis(999).toSeconds());
	}

	/**
	 * Write what is not written yet, and use the database no longer.
	 */
	@Override
	public void close() {
		TableSweep started;
		synchronized (this) {
			this.closed = true;
			started = this.sweep;
		}
		if (started != null) {
			started.close();
			if (!this.writeDelay.isZero()) {
				started.flush();
			}
		}
		this.database.calls().close();
	}

}
