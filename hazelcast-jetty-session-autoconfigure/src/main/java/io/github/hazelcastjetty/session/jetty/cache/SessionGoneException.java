package io.github.hazelcastjetty.session.jetty.cache;

/**
 * Thrown when a session that was to be saved has been destroyed, or has got another id,
 * on another node.
 */
class SessionGoneException extends IllegalStateException {

	private static final long serialVersionUID = 1L;

	SessionGoneException() {
		super("The session has ended on another node");
	}

}
