package io.github.hazelcastjetty.session.jetty.cache;

import org.eclipse.jetty.server.Request;

/**
 * What a session asks of the node when the application uses it. Each session has one of
 * its own.
 */
interface SessionActions {

	/**
	 * An attribute was set or removed.
	 */
	void changed();

	/**
	 * Return the id with which a request has come to the session.
	 */
	String enteredId(Request request);

	/**
	 * End the session because the application says so.
	 */
	void invalidate();

	/**
	 * Begin to use the session outside of a request.
	 * @return whether the session is still there
	 */
	boolean beginAccess();

	/**
	 * End the use of the session outside of a request, and store what was changed.
	 */
	void endAccess();

}
