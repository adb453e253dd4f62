package io.github.hazelcastjetty.session.jetty;

import java.util.function.Predicate;

import io.github.hazelcastjetty.session.store.SessionCallObserver;
import io.github.hazelcastjetty.session.store.SessionPrincipalResolver;
import io.github.hazelcastjetty.session.store.SessionStatistics;

/**
 * What can be added to a {@link HazelcastSessionManager}.
 *
 * @param principals tells whom sessions belong to
 * @param calls is put around each call of the store
 * @param statistics counts what this node does with its sessions
 * @param passivePaths tells the paths within a web application, as the client has encoded
 * them, whose requests keep no session alive. Asked once for each request, by many
 * threads
 * @since 1.0.0
 */
public record SessionExtensions(SessionPrincipalResolver principals, SessionCallObserver calls,
		SessionStatistics statistics, Predicate<String> passivePaths) {

	/**
	 * Return extensions that add nothing.
	 * @return the extensions
	 */
	public static SessionExtensions none() {
		return new SessionExtensions(SessionPrincipalResolver.ofServer(), SessionCallObserver.none(),
				new SessionStatistics(), (path) -> false);
	}

}
