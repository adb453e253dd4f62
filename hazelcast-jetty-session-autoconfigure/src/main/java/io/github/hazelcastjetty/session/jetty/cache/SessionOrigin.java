package io.github.hazelcastjetty.session.jetty.cache;

/**
 * How the session of a request came to this node. Available to the application as the
 * request attribute {@link #REQUEST_ATTRIBUTE}, if the request has a session.
 *
 * @since 1.0.0
 */
public enum SessionOrigin {

	/**
	 * The request created it.
	 */
	NEW,

	/**
	 * It was here and unchanged.
	 */
	CACHED,

	/**
	 * It was here, and what other nodes had changed was brought up to date.
	 */
	REFRESHED,

	/**
	 * It was not here.
	 */
	LOADED;

	/**
	 * Name of the request attribute.
	 */
	public static final String REQUEST_ATTRIBUTE = "io.github.hazelcastjetty.session.origin";

}
