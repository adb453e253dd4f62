package io.github.hazelcastjetty.session.autoconfigure;

/**
 * What to do if the cluster that keeps the sessions cannot be reached when the
 * application starts.
 *
 * @since 1.0.0
 */
public enum StartUp {

	/**
	 * Fail to start, with a message.
	 */
	FAIL,

	/**
	 * Start, turn away requests that need a session, and connect as soon as the cluster
	 * can be reached.
	 */
	CONTINUE

}
