package io.github.hazelcastjetty.session.store;

import java.security.Principal;

import org.jspecify.annotations.Nullable;

/**
 * Tells whom a session belongs to, so that all sessions of a user can be found and ended.
 * Called on the threads of requests, by many at once, and must neither block nor use the
 * session. What it returns is stored with the other changes of the session.
 *
 * @since 1.0.0
 */
@FunctionalInterface
public interface SessionPrincipalResolver {

	/**
	 * An attribute of a session was set or removed.
	 * @param attribute the name of the attribute
	 * @param value its value, {@code null}: it was removed
	 * @return the name of the user whose session it is from now on, empty: nobody's,
	 * {@code null}: the attribute has nothing to do with that
	 */
	@Nullable String resolve(String attribute, @Nullable Object value);

	/**
	 * A request whose user the server has authenticated is about to store a session that
	 * belongs to nobody yet.
	 * @param user what {@code request.getUserPrincipal()} returns for the server itself,
	 * without what filters add
	 * @return the name of the user, {@code null}: the session stays nobody's
	 */
	default @Nullable String resolve(Principal user) {
		return user.getName();
	}

	/**
	 * Return a resolver that knows nothing but what the server knows.
	 * @return the resolver
	 */
	static SessionPrincipalResolver ofServer() {
		return (attribute, value) -> null;
	}

}
