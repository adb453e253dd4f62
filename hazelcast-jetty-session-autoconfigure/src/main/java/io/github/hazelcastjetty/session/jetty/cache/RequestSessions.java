package io.github.hazelcastjetty.session.jetty.cache;

import java.util.ArrayList;
import java.util.List;

import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.session.SessionManager;
import org.jspecify.annotations.Nullable;

/**
 * The sessions that one request uses in one web application. Mostly there is one; there
 * are more if the client has sent several ids, or if the application ends a session and
 * begins another one. Each is counted out at the end, whatever became of it. Safe for use
 * by several threads.
 */
public final class RequestSessions {

	private final List<SessionUse> uses = new ArrayList<>(1);

	private final boolean keepAlive;

	private @Nullable SessionOrigin origin;

	private boolean resolving = true;

	/**
	 * Create an instance for a request.
	 * @param keepAlive whether the request keeps the sessions alive that its client has
	 */
	public RequestSessions(boolean keepAlive) {
		this.keepAlive = keepAlive;
	}

	/**
	 * Return whether the request keeps the sessions alive that its client has.
	 * @return {@code false} if it does not count as an access
	 */
	public boolean keepAlive() {
		return this.keepAlive;
	}

	/**
	 * Return the request attribute in which a web application finds this again.
	 * @param manager the session handler of the web application
	 * @return the name of the attribute
	 */
	public static String attributeName(SessionManager manager) {
		return RequestSessions.class.getName() + "@" + System.identityHashCode(manager);
	}

	/**
	 * Return what is known of a request.
	 * @param request the request
	 * @param attributeName the {@linkplain #attributeName request attribute}
	 * @return the sessions, or {@code null} if the request has not passed the handler
	 */
	public static @Nullable RequestSessions of(Request request, String attributeName) {
		return (RequestSessions) request.getAttribute(attributeName);
	}

	/**
	 * Add the use of a session.
	 * @param use the use
	 */
	public synchronized void add(SessionUse use) {
		this.uses.add(use);
	}

	/**
	 * Return the uses so far.
	 * @return the uses
	 */
	public synchronized List<SessionUse> all() {
		return List.copyOf(this.uses);
	}

	/**
	 * Note how the session came to this node.
	 * @param found how it came
	 */
	public synchronized void setOrigin(@Nullable SessionOrigin found) {
		this.origin = found;
	}

	/**
	 * Return how the session that was found last came to this node.
	 * @return how it came, or {@code null} if none was found
	 */
	public synchronized @Nullable SessionOrigin origin() {
		return this.origin;
	}

	/**
	 * Return whether the ids that the client has sent are still being looked up.
	 * @return {@code true} until {@link #resolved()} is called
	 */
	public synchronized boolean isResolving() {
		return this.resolving;
	}

	/**
	 * Note that all ids have been looked up.
	 */
	public synchronized void resolved() {
		this.resolving = false;
	}

	/**
	 * Return the id with which the request has come to a session.
	 * @param session the session
	 * @return the id, or {@code null} if the request does not use the session
	 */
	@Nullable String enteredId(ClusteredSession session) {
		for (SessionUse use : all()) {
			if (use.session() == session) {
				return use.enteredId();
			}
		}
		return null;
	}

}
