package io.github.hazelcastjetty.session.autoconfigure;

import java.util.List;

/**
 * Thrown when sessions are to be kept in a database and it is not clear in which.
 */
class SessionDataSourceException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	private final transient List<String> candidates;

	/**
	 * Create an exception.
	 * @param candidates the names of the DataSource beans
	 */
	SessionDataSourceException(List<String> candidates) {
		super("No single DataSource to keep sessions in: " + candidates);
		this.candidates = candidates;
	}

	List<String> getCandidates() {
		return this.candidates;
	}

}
