package io.github.hazelcastjetty.session.persistence;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The table that keeps the entries of both maps, in SQL that every database understands.
 * An entry is written by one member at a time, the owner of its partition.
 */
final class SessionTable {

	/**
	 * Names that need no quotes anywhere: quoted, some databases would take the name of
	 * the script for another one.
	 */
	private static final Pattern NAME = Pattern.compile("[A-Za-z][A-Za-z0-9_]{0,62}");

	private static final String COLUMNS = "ENTRY_KEY, ENTRY_VALUE, RETAIN_UNTIL";

	/**
	 * How many rows one statement reads. The same text each time, so that databases need
	 * not prepare many.
	 */
	static final int ROWS_AT_ONCE = 50;

	private final String insert;

	private final String update;

	private final String delete;

	private final String select;

	private final String selectKeys;

	private final String selectOverdue;

	private final String deleteForgotten;

	private final String selectNothing;

	private final int timeoutSeconds;

	/**
	 * Create an instance.
	 * @param name the name of the table
	 * @param timeout how long a statement may take, rounded up to seconds
	 * @throws IllegalArgumentException if it is no name that needs no quotes
	 */
	SessionTable(String name, Duration timeout) {
		if (!isName(name)) {
			throw new IllegalArgumentException("Not the name of a table: " + name);
		}
		this.insert = "INSERT INTO " + name
				+ " (ENTRY_ID, MAP_NAME, ENTRY_KEY, ENTRY_VALUE, SESSION_EXPIRY, RETAIN_UNTIL) VALUES (?, ?, ?, ?, ?, ?)";
		this.update = "UPDATE " + name
				+ " SET ENTRY_VALUE = ?, SESSION_EXPIRY = ?, RETAIN_UNTIL = ? WHERE ENTRY_ID = ?";
		this.delete = "DELETE FROM " + name + " WHERE ENTRY_ID = ?";
		this.select = "SELECT " + COLUMNS + " FROM " + name + " WHERE ENTRY_ID IN ("
				+ String.join(", ", Collections.nCopies(ROWS_AT_ONCE, "?")) + ")";
		this.selectKeys = "SELECT MAP_NAME, ENTRY_KEY FROM " + name + " WHERE MAP_NAME = ?";
		this.selectOverdue = this.selectKeys + " AND SESSION_EXPIRY < ?";
		this.deleteForgotten = "DELETE FROM " + name + " WHERE MAP_NAME = ? AND RETAIN_UNTIL < ?";
		this.selectNothing = "SELECT ENTRY_ID, MAP_NAME, SESSION_EXPIRY, " + COLUMNS + " FROM " + name + " WHERE 1 = 0";
		this.timeoutSeconds = (int) Math.max(1, (timeout.toMillis() + 999) / 1000);
	}

	static boolean isName(String name) {
		return NAME.matcher(name).matches();
	}

	void store(Connection connection, SessionRow row) throws SQLException {
		try (PreparedStatement statement = prepare(connection, this.update)) {
			statement.setBytes(1, row.value());
			statement.setLong(2, row.sessionExpiry());
			statement.setLong(3, row.retainUntil());
			statement.setString(4, row.id());
			if (statement.executeUpdate() > 0) {
				return;
			}
		}
		try (PreparedStatement statement = prepare(connection, this.insert)) {
			statement.setString(1, row.id());
			statement.setString(2, row.map());
			statement.setBytes(3, row.key());
			statement.setBytes(4, row.value());
			statement.setLong(5, row.sessionExpiry());
			statement.setLong(6, row.retainUntil());
			statement.executeUpdate();
		}
	}

	void delete(Connection connection, String id) throws SQLException {
		try (PreparedStatement statement = prepare(connection, this.delete)) {
			statement.setString(1, id);
			statement.executeUpdate();
		}
	}

	/**
	 * Return rows by their ids. At the start many are read at once, and nobody waits.
	 * @param ids the ids, 1 to {@link #ROWS_AT_ONCE}
	 */
	List<LoadedRow> load(Connection connection, List<String> ids) throws SQLException {
		try (PreparedStatement statement = connection.prepareStatement(this.select)) {
			for (int i = 0; i < ROWS_AT_ONCE; i++) {
				statement.setString(i + 1, ids.get(Math.min(i, ids.size() - 1)));
			}
			List<LoadedRow> rows = new ArrayList<>();
			try (ResultSet found = statement.executeQuery()) {
				while (found.next()) {
					rows.add(new LoadedRow(found.getBytes(1), found.getBytes(2), found.getLong(3)));
				}
			}
			return rows;
		}
	}

	List<byte[]> keys(Connection connection, String map) throws SQLException {
		try (PreparedStatement statement = prepare(connection, this.selectKeys)) {
			// There may be many, and nobody else waits for them
			statement.setQueryTimeout(0);
			statement.setFetchSize(1000);
			statement.setString(1, map);
			return keys(statement, map);
		}
	}

	/**
	 * Return the keys of sessions that should have been ended.
	 */
	List<byte[]> overdue(Connection connection, String map, long before, int most) throws SQLException {
		try (PreparedStatement statement = prepare(connection, this.selectOverdue)) {
			statement.setMaxRows(most);
			statement.setString(1, map);
			statement.setLong(2, before);
			return keys(statement, map);
		}
	}

	private static List<byte[]> keys(PreparedStatement statement, String map) throws SQLException {
		List<byte[]> keys = new ArrayList<>();
		try (ResultSet rows = statement.executeQuery()) {
			while (rows.next()) {
				// Some databases do not tell letters of the other case apart
				if (map.equals(rows.getString(1))) {
					keys.add(rows.getBytes(2));
				}
			}
		}
		return keys;
	}

	int deleteForgotten(Connection connection, Collection<String> maps, long before) throws SQLException {
		int deleted = 0;
		try (PreparedStatement statement = prepare(connection, this.deleteForgotten)) {
			for (String map : maps) {
				statement.setString(1, map);
				statement.setLong(2, before);
				deleted += statement.executeUpdate();
			}
		}
		return deleted;
	}

	/**
	 * Fail if the table is not there or not as it should be.
	 */
	void check(Connection connection) throws SQLException {
		try (PreparedStatement statement = prepare(connection, this.selectNothing)) {
			statement.executeQuery().close();
		}
	}

	private PreparedStatement prepare(Connection connection, String sql) throws SQLException {
		PreparedStatement statement = connection.prepareStatement(sql);
		try {
			statement.setQueryTimeout(this.timeoutSeconds);
			return statement;
		}
		catch (SQLException ex) {
			statement.close();
			throw ex;
		}
	}

	/**
	 * What is read of a row.
	 *
	 * @param key the text of the key
	 * @param value the value
	 * @param retainUntil when Hazelcast forgets the entry
	 */
	record LoadedRow(byte[] key, byte[] value, long retainUntil) {

	}

}
