package io.github.hazelcastjetty.session.store;

import java.util.List;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * The sessions of this application by their users, for all of its nodes. What a request
 * changes in its own session is stored with that session's other changes.
 *
 * @since 1.0.0
 */
public interface UserSessions {

	/**
	 * Return a session. Costs nothing if a request of this node uses it.
	 * @param id its id
	 * @return the session, or {@code null} if there is none or it was not registered
	 */
	@Nullable UserSession find(String id);

	/**
	 * Return the sessions of a user.
	 * @param user the name of the user
	 * @return the sessions, in no particular order
	 */
	List<UserSession> findByUser(String user);

	/**
	 * Return the users who have a session. Looks at every session there is.
	 * @return the names of the users
	 */
	Set<String> users();

	/**
	 * Register a session for a user. It was not revoked then.
	 * @param id its id
	 * @param user the name of the user, empty: nobody
	 */
	void register(String id, String user);

	/**
	 * Let the user not use the session any more. The session stays until a request, or
	 * its timeout, ends it. Stored at once.
	 * @param id its id
	 */
	void revoke(String id);

}
