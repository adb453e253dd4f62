package io.github.hazelcastjetty.session.jetty.cache;

import java.security.Principal;

import org.eclipse.jetty.server.Request;
import org.jspecify.annotations.Nullable;

/**
 * What a session asks of the node when the application uses it. Each session has one of
 * its own.
 */
interface SessionActions {

	/**
	 * Return whom the session belongs to by an attribute that is set or removed.
	 * @return the name of the user, empty: nobody, {@code null}: it does not tell
	 */
	@Nullable String findUser(String attribute, @Nullable Object value);

	/**
	 * Return whom the session belongs to by whom the server has authenticated.
	 * @return the name of the user, {@code null}: still nobody
	 */
	@Nullable String findUser(Principal authenticated);

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
