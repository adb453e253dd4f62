package io.github.hazelcastjetty.session.autoconfigure;

import org.jspecify.annotations.Nullable;

/**
 * Exception thrown when the cluster did not let the application prepare its sessions at
 * start-up.
 */
@SuppressWarnings("serial")
class ClusterSilentException extends RuntimeException {

	ClusterSilentException(String clusterName, String reason, @Nullable Throwable cause) {
		super("The Hazelcast cluster '%s', which is to keep the sessions, does not answer: %s".formatted(clusterName,
				reason), cause);
	}

}
