package io.github.hazelcastjetty.session.store;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * The sessions of this application on all of its nodes: to look at, and to end. A bean of
 * this type can be injected wherever users are logged out, locked or deleted.
 * <p>
 * Sessions are known by their <em>name</em>, the public part of the id, which never
 * changes and which nobody can use a session by. Values of attributes and ids are not
 * revealed. What requests have not stored yet is not seen.
 * <p>
 * Safe for use by several threads. No call to the cluster takes longer than
 * {@code hazelcast.jetty.session.operation-timeout}. All methods throw a runtime
 * exception caused by {@link SessionStoreException} if the cluster does not answer; left
 * unhandled in a request it becomes a 503.
 *
 * @since 1.0.0
 */
public interface ClusteredSessions {

	/**
	 * The greatest number of sessions that {@link #search} returns at once.
	 */
	int MAX_LIMIT = 1000;

	/**
	 * Return the name of this node, as it appears in {@link Summary#node()}.
	 * @return the name, another one after each start
	 */
	String node();

	/**
	 * Return how many sessions there are in the cluster. All members are asked. Those
	 * that have expired and were not collected yet are among them, and those of other web
	 * applications where several share a map.
	 * @return the number
	 */
	long count();

	/**
	 * Search for sessions. Looks at a limited number of them at a time: where only a few
	 * have what is asked for, a result may be short, or empty, and yet not the last.
	 * @param query what to search for
	 * @return the sessions that were found, in the order of their names
	 */
	Result search(Query query);

	/**
	 * Return a session.
	 * @param name the name of the session
	 * @return the session, or {@code null} if there is none
	 */
	@Nullable Details find(String name);

	/**
	 * End a session, as {@code HttpSession.invalidate()} does: listeners are told once,
	 * on this node, and can read its attributes. When this method returns, no node finds
	 * it any more. Requests that are at work on it finish, and what they change is lost.
	 * @param name the name of the session
	 * @return whether this call has ended it; {@code false} if it had ended before
	 */
	boolean endSession(String name);

	/**
	 * End all sessions of a user, on whatever nodes they are in use, the caller's own
	 * included. Sessions that the user begins meanwhile may escape: first keep him from
	 * logging in again.
	 * @param principal the name of the user, as the {@link SessionPrincipalResolver} has
	 * returned it
	 * @return how many sessions this call has ended. If it throws an exception, some may
	 * have ended: call it again
	 */
	int endSessions(String principal);

	/**
	 * What to search for. All conditions have to be met.
	 *
	 * @param principal the name of the user, {@code null}: any or none
	 * @param node the node that has stored the session last, {@code null}: any
	 * @param age how old a session has to be at least, {@code null}: it does not matter
	 * @param idle for how long it has to be unused at least, as far as accesses were
	 * stored, {@code null}: it does not matter
	 * @param after {@link Result#next()} of the result before this one, {@code null}:
	 * begin with the first session
	 * @param limit how many sessions to return at most, from 1 to {@value #MAX_LIMIT}
	 */
	record Query(@Nullable String principal, @Nullable String node, @Nullable Duration age, @Nullable Duration idle,
			@Nullable String after, int limit) {

		/**
		 * Create a query.
		 * @throws IllegalArgumentException if the limit is out of range
		 */
		public Query {
			if (limit < 1 || limit > MAX_LIMIT) {
				throw new IllegalArgumentException(
						"'limit' must be from 1 to %d, and is %d".formatted(MAX_LIMIT, limit));
			}
		}

		/**
		 * Return whether a condition can be checked only by whoever has read the session.
		 * @return {@code true} if the query asks for age or idle time
		 */
		public boolean isAboutTimes() {
			return this.age != null || this.idle != null;
		}

	}

	/**
	 * Sessions that were found.
	 *
	 * @param sessions the sessions
	 * @param next where to go on, {@code null}: there are no more
	 */
	record Result(List<Summary> sessions, @Nullable String next) {

	}

	/**
	 * A session.
	 *
	 * @param name the public part of its id
	 * @param context the context path of its web application and, after a bar, the
	 * virtual host; empty: the root context
	 * @param principal the name of the user, {@code null}: nobody's
	 * @param created when it was created
	 * @param lastAccessed when it was last used, as far as that was stored
	 * @param expires when it expires unless it is used, {@code null}: never
	 * @param node the node that has stored it last, {@code null}: not known
	 * @param attributes the number of its attributes
	 * @param size what its attributes take, in bytes
	 */
	record Summary(String name, String context, @Nullable String principal, Instant created, Instant lastAccessed,
			@Nullable Instant expires, @Nullable String node, int attributes, long size) {

	}

	/**
	 * A session with what is in it.
	 *
	 * @param session the session
	 * @param attributes its attributes, by name
	 */
	record Details(Summary session, List<Attribute> attributes) {

	}

	/**
	 * An attribute, without its value.
	 *
	 * @param name the name of the attribute
	 * @param type the class that is written in its bytes, {@code null}: cannot be told
	 * @param size what it takes, in bytes
	 */
	record Attribute(String name, @Nullable String type, int size) {

	}

}
