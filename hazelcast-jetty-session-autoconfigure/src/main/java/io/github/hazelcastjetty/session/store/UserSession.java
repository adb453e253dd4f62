package io.github.hazelcastjetty.session.store;

import java.time.Instant;

/**
 * A session that was registered for a user.
 *
 * @param id its id
 * @param user the name of the user
 * @param lastAccessed when it was last used, as far as it is known here
 * @param revoked whether the user may not use it any more
 * @since 1.0.0
 */
public record UserSession(String id, String user, Instant lastAccessed, boolean revoked) {

	@Override
	public String toString() {
		return "UserSession[user=" + this.user + ", revoked=" + this.revoked + "]";
	}

}
