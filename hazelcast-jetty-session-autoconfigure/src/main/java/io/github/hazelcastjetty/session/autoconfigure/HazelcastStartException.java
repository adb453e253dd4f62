package io.github.hazelcastjetty.session.autoconfigure;

import org.jspecify.annotations.Nullable;

/**
 * Exception thrown when Hazelcast refuses to start with its configuration.
 */
@SuppressWarnings("serial")
class HazelcastStartException extends RuntimeException {

	private final @Nullable String location;

	HazelcastStartException(@Nullable String location, RuntimeException cause) {
		super("Hazelcast, which is to keep the sessions, does not start%s: %s".formatted(
				(location != null) ? " with the configuration '" + location + "'" : "",
				(cause.getMessage() != null) ? cause.getMessage() : cause.toString()), cause);
		this.location = location;
	}

	/**
	 * Return where the configuration comes from.
	 * @return the location, or {@code null} if it is ours
	 */
	@Nullable String getLocation() {
		return this.location;
	}

}
