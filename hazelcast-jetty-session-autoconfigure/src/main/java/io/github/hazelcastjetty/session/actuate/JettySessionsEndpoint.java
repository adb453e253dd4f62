package io.github.hazelcastjetty.session.actuate;

import java.time.Duration;
import java.util.List;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.Access;
import org.springframework.boot.actuate.endpoint.InvalidEndpointRequestException;
import org.springframework.boot.actuate.endpoint.OperationResponseBody;
import org.springframework.boot.actuate.endpoint.annotation.DeleteOperation;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;

import io.github.hazelcastjetty.session.store.ClusteredSessions;

/**
 * {@link Endpoint @Endpoint} to look at the sessions in the cluster, and to end them.
 * Shows neither ids nor values of attributes. Not accessible by default, since it shows
 * who is logged in.
 *
 * @since 1.0.0
 */
@Endpoint(id = "jettysessions", defaultAccess = Access.NONE)
public final class JettySessionsEndpoint {

	private static final int DEFAULT_LIMIT = 100;

	private final ClusteredSessions sessions;

	/**
	 * Create an endpoint.
	 * @param sessions the sessions in the cluster
	 */
	public JettySessionsEndpoint(ClusteredSessions sessions) {
		this.sessions = sessions;
	}

	/**
	 * Count the sessions, and search for some.
	 * @param principal the name of the user, {@code null}: any or none
	 * @param node the node that has stored the session last, {@code null}: any
	 * @param age how old it has to be at least, {@code null}: it does not matter
	 * @param idle for how long it has to be unused at least, {@code null}: it does not
	 * matter
	 * @param after {@code next} of the answer before this one, {@code null}: begin with
	 * the first
	 * @param limit how many to return at most, {@code null}: 100
	 * @return the number of all sessions, and those that were found
	 */
	@ReadOperation
	public SessionsDescriptor sessions(@Nullable String principal, @Nullable String node, @Nullable Duration age,
			@Nullable Duration idle, @Nullable String after, @Nullable Integer limit) {
		ClusteredSessions.Result found = this.sessions
			.search(query(principal, node, age, idle, after, (limit != null) ? limit : DEFAULT_LIMIT));
		return new SessionsDescriptor(this.sessions.count(), this.sessions.node(), found.sessions(), found.next());
	}

	private static ClusteredSessions.Query query(@Nullable String principal, @Nullable String node,
			@Nullable Duration age, @Nullable Duration idle, @Nullable String after, int limit) {
		try {
			return new ClusteredSessions.Query(principal, node, age, idle, after, limit);
		}
		catch (IllegalArgumentException ex) {
			String reason = String.valueOf(ex.getMessage());
			throw new InvalidEndpointRequestException(reason, reason);
		}
	}

	/**
	 * Return a session.
	 * @param name the name of the session
	 * @return the session and its attributes, or {@code null} if there is none
	 */
	@ReadOperation
	public @Nullable SessionDescriptor session(@Selector String name) {
		ClusteredSessions.Details found = this.sessions.find(name);
		return (found != null) ? new SessionDescriptor(found.session(), found.attributes()) : null;
	}

	/**
	 * End a session.
	 * @param name the name of the session
	 * @return how many have ended: one or none
	 */
	@DeleteOperation
	public EndedDescriptor endSession(@Selector String name) {
		return new EndedDescriptor(this.sessions.endSession(name) ? 1 : 0);
	}

	/**
	 * End all sessions of a user.
	 * @param principal the name of the user
	 * @return how many have ended
	 */
	@DeleteOperation
	public EndedDescriptor endSessions(String principal) {
		return new EndedDescriptor(this.sessions.endSessions(principal));
	}

	/**
	 * Sessions that were found.
	 *
	 * @param count the number of sessions in the cluster
	 * @param node the name of the node that answers
	 * @param sessions the sessions
	 * @param next where to go on, {@code null}: there are no more
	 */
	public record SessionsDescriptor(long count, String node, List<ClusteredSessions.Summary> sessions,
			@Nullable String next) implements OperationResponseBody {

	}

	/**
	 * A session.
	 *
	 * @param session the session
	 * @param attributes its attributes, without their values
	 */
	public record SessionDescriptor(ClusteredSessions.Summary session,
			List<ClusteredSessions.Attribute> attributes) implements OperationResponseBody {

	}

	/**
	 * What has come of ending sessions.
	 *
	 * @param ended how many have ended
	 */
	public record EndedDescriptor(int ended) implements OperationResponseBody {

	}

}
