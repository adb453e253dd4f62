package io.github.hazelcastjetty.session.persistence;

import java.sql.Connection;
import java.sql.SQLException;

/**
 * What is done in a transaction. It may be done twice, the first time being rolled back.
 *
 * @param <T> what comes of it
 */
@FunctionalInterface
interface DatabaseWork<T> {

	T run(Connection connection) throws SQLException;

}
