package io.github.hazelcastjetty.session.hazelcast.format;

import com.hazelcast.core.HazelcastException;

/**
 * Thrown when a member could not read or write the database that keeps the sessions. It
 * travels to the node that has called the member, so it has no cause: drivers have
 * classes that not every node knows.
 */
public class SessionNotPersistedException extends HazelcastException {

	private static final long serialVersionUID = 1L;

	/**
	 * Create an exception.
	 * @param message what failed
	 */
	public SessionNotPersistedException(String message) {
		super(message);
	}

}
