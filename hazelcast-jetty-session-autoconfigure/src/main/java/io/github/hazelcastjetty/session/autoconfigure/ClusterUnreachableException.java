package io.github.hazelcastjetty.session.autoconfigure;

import java.util.List;

/**
 * Exception thrown when the client could not connect to its cluster at start-up.
 */
@SuppressWarnings("serial")
class ClusterUnreachableException extends RuntimeException {

	private final String clusterName;

	private final List<String> addresses;

	private final List<String> refusing;

	ClusterUnreachableException(String clusterName, List<String> addresses) {
		super("Cannot connect to the Hazelcast cluster '%s' at %s".formatted(clusterName,
				(!addresses.isEmpty()) ? String.join(", ", addresses) : "the addresses of its discovery"));
		this.clusterName = clusterName;
		this.addresses = List.copyOf(addresses);
		this.refusing = List.of();
	}

	private ClusterUnreachableException(ClusterUnreachableException failure, List<String> refusing) {
		super(failure.getMessage(), failure);
		this.clusterName = failure.clusterName;
		this.addresses = failure.addresses;
		this.refusing = List.copyOf(refusing);
	}

	/**
	 * Add which of the addresses are not to blame.
	 */
	ClusterUnreachableException refusedBy(List<String> listening) {
		return new ClusterUnreachableException(this, listening);
	}

	String getClusterName() {
		return this.clusterName;
	}

	List<String> getAddresses() {
		return this.addresses;
	}

	/**
	 * Return the addresses where a process listens that did not let the client in.
	 */
	List<String> getRefusing() {
		return this.refusing;
	}

}
