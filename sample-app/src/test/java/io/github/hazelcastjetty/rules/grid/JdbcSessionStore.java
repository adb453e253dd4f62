package io.github.hazelcastjetty.rules.grid;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;

import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.map.EntryStore;
import com.hazelcast.map.MapLoaderLifecycleSupport;
import org.jspecify.annotations.Nullable;

import io.github.hazelcastjetty.session.hazelcast.format.SessionEntries;

/**
 * Keeps the session maps in a database, each in a table of its own. Takes the property
 * {@code url}. An application of yours would take its connections from a pool.
 */
public class JdbcSessionStore implements EntryStore<Object, Object>, MapLoaderLifecycleSupport {

	/**
	 * When the cluster has been down for long, what has passed its time to live meanwhile
	 * is still loaded, so that sessions end as they do otherwise: by their timeout, with
	 * listeners that are told.
	 */
	private static final Duration GRACE = Duration.ofHours(1);

	private String url = "";

	private String table = "";

	@Override
	public void init(HazelcastInstance instance, Properties properties, String mapName) {
		this.url = properties.getProperty("url");
		this.table = '"' + mapName + '"';
		// Values of both maps are small or do not change: no need for more than a blob
		execute("CREATE TABLE IF NOT EXISTS " + this.table
				+ " (name VARCHAR(2000) PRIMARY KEY, content BLOB NOT NULL, expires BIGINT NOT NULL)");
	}

	@Override
	public void destroy() {
	}

	@Override
	public void store(Object key, MetadataAwareValue<Object> value) {
		execute("MERGE INTO " + this.table + " (name, content, expires) VALUES (?, ?, ?)", SessionEntries.toText(key),
				SessionEntries.toBytes(value.getValue()), value.getExpirationTime());
	}

	@Override
	public void storeAll(Map<Object, MetadataAwareValue<Object>> entries) {
		entries.forEach(this::store);
	}

	@Override
	public void delete(Object key) {
		execute("DELETE FROM " + this.table + " WHERE name = ?", SessionEntries.toText(key));
	}

	@Override
	public void deleteAll(Collection<Object> keys) {
		keys.forEach(this::delete);
	}

	@Override
	public @Nullable MetadataAwareValue<Object> load(Object key) {
		List<MetadataAwareValue<Object>> found = query("SELECT content, expires FROM " + this.table + " WHERE name = ?",
				(row) -> {
					Object value = SessionEntries.toValue(row.getBytes(1));
					long earliest = System.currentTimeMillis() + GRACE.toMillis();
					return new MetadataAwareValue<>(value, Math.max(row.getLong(2), earliest));
				}, SessionEntries.toText(key));
		return (!found.isEmpty()) ? found.get(0) : null;
	}

	@Override
	public Map<Object, MetadataAwareValue<Object>> loadAll(Collection<Object> keys) {
		Map<Object, MetadataAwareValue<Object>> loaded = new HashMap<>();
		for (Object key : keys) {
			MetadataAwareValue<Object> value = load(key);
			if (value != null) {
				loaded.put(key, value);
			}
		}
		return loaded;
	}

	@Override
	public Iterable<Object> loadAllKeys() {
		return query("SELECT name FROM " + this.table, (row) -> SessionEntries.toKey(row.getString(1)));
	}

	private void execute(String sql, Object... parameters) {
		try (Connection connection = DriverManager.getConnection(this.url);
				PreparedStatement statement = prepare(connection, sql, parameters)) {
			statement.executeUpdate();
		}
		catch (SQLException ex) {
			throw new IllegalStateException("The database of the sessions failed", ex);
		}
	}

	private <T> List<T> query(String sql, RowReader<T> reader, Object... parameters) {
		try (Connection connection = DriverManager.getConnection(this.url);
				PreparedStatement statement = prepare(connection, sql, parameters);
				ResultSet rows = statement.executeQuery()) {
			List<T> found = new ArrayList<>();
			while (rows.next()) {
				found.add(reader.read(rows));
			}
			return found;
		}
		catch (SQLException ex) {
			throw new IllegalStateException("The database of the sessions failed", ex);
		}
	}

	private static PreparedStatement prepare(Connection connection, String sql, Object... parameters)
			throws SQLException {
		PreparedStatement statement = connection.prepareStatement(sql);
		for (int i = 0; i < parameters.length; i++) {
			statement.setObject(i + 1, parameters[i]);
		}
		return statement;
	}

	/**
	 * Reads a row.
	 *
	 * @param <T> what it is
	 */
	private interface RowReader<T> {

		T read(ResultSet row) throws SQLException;

	}

}
