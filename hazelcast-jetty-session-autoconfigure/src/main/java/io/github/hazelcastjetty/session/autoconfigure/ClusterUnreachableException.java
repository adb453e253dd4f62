package io.github.hazelcastjetty.session.autoconfigure;

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * Exception thrown when the client could not connect to its cluster at start-up.
 */
@SuppressWarnings("serial")
class ClusterUnreachableException extends RuntimeException {

	private final String clusterName;

	private final List<String> addresses;

	ClusterUnreachableException(String clusterName, List<String> addresses, @Nullable Throwable cause) {
		super("Cannot connect to the Hazelcast cluster '%s' at %s".formatted(clusterName,
				(!addresses.isEmpty()) ? String.join(", ", addresses) : "the addresses of its discovery"), cause);
		this.clusterName = clusterName;
		this.addresses = List.copyOf(addresses);
	}

	String getClusterName() {
		return this.clusterName;
	}

	List<String> getAddresses() {
		return this.addresses;
	}

}
