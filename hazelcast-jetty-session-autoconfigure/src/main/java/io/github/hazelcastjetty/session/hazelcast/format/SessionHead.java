package io.github.hazelcastjetty.session.hazelcast.format;

import java.time.Instant;
import java.util.Arrays;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

import io.github.hazelcastjetty.session.store.SessionTimes;

/**
 * What the sessions map holds of a session. Hazelcast stores it as a Compact record of
 * this very name and shape and compares it byte by byte, so neither the name of the type
 * nor its components may ever change: whatever is new goes into the body.
 *
 * @param version counts the changes, from 1
 * @param expiry when it expires, in milliseconds since the epoch; {@link Long#MAX_VALUE}:
 * never; {@link #CLAIMED}: it is being destroyed. Indexed
 * @param stamp tells this state from every other that any node ever wrote
 * @param node the node that wrote this state
 * @param principal the name of the user that the session was registered for
 * @param claim the node that destroys the session, {@code null}: the session is in use
 * @param body everything else, see {@link HeadBodyFormat}
 */
public record SessionHead(long version, long expiry, long stamp, @Nullable String node, @Nullable String principal,
		@Nullable String claim, byte[] body) {

	/**
	 * The expiry of a session that is claimed, so that each sweep finds it.
	 */
	static final long CLAIMED = 0;

	/**
	 * Return whether a node is about to destroy the session.
	 * @return {@code true} if it is claimed
	 */
	public boolean isClaimed() {
		return this.claim != null;
	}

	/**
	 * Return the expiry of a session that is in use.
	 */
	static long expiry(SessionTimes times) {
		return times.expiry().equals(Instant.MAX) ? Long.MAX_VALUE : times.expiry().toEpochMilli();
	}

	@Override
	public boolean equals(@Nullable Object other) {
		return other instanceof SessionHead that && this.version == that.version && this.expiry == that.expiry
				&& this.stamp == that.stamp && Objects.equals(this.node, that.node)
				&& Objects.equals(this.principal, that.principal) && Objects.equals(this.claim, that.claim)
				&& Arrays.equals(this.body, that.body);
	}

	@Override
	public int hashCode() {
		return Long.hashCode(this.stamp);
	}

	@Override
	public String toString() {
		return "SessionHead[version=" + this.version + "]";
	}

}
