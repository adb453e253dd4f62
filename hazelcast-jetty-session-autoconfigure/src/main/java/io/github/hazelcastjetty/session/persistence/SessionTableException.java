package io.github.hazelcastjetty.session.persistence;

/**
 * Thrown when the table that is to keep the sessions cannot be read.
 *
 * @since 1.0.0
 */
public class SessionTableException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	private final String tableName;

	/**
	 * Create an exception.
	 * @param tableName the name of the table
	 * @param cause what the database says
	 */
	public SessionTableException(String tableName, Throwable cause) {
		super("The table '%s' cannot keep sessions: %s".formatted(tableName, cause.getMessage()), cause);
		this.tableName = tableName;
	}

	/**
	 * Return the name of the table.
	 * @return the name
	 */
	public String getTableName() {
		return this.tableName;
	}

}
