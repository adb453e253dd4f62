package io.github.hazelcastjetty.session.autoconfigure;

import java.time.Duration;

/**
 * Properties of the copies of sessions that a node keeps.
 *
 * @since 1.0.0
 */
public class CacheProperties {

	/**
	 * How long a copy may be unused before it is dropped; one that only a single request
	 * has used, a tenth of that. If a unit is not specified, milliseconds are used.
	 */
	private Duration maxIdle = Duration.ofMinutes(30);

	/**
	 * Maximum number of copies, not counting those in use. When zero, there is no limit.
	 */
	private int maxSessions;

	public Duration getMaxIdle() {
		return this.maxIdle;
	}

	public void setMaxIdle(Duration maxIdle) {
		this.maxIdle = maxIdle;
	}

	public int getMaxSessions() {
		return this.maxSessions;
	}

	public void setMaxSessions(int maxSessions) {
		this.maxSessions = maxSessions;
	}

}
