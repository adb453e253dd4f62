package io.github.hazelcastjetty.session.autoconfigure;

import com.hazelcast.client.Client;
import com.hazelcast.core.HazelcastInstance;

/**
 * The Hazelcast instance that keeps the sessions.
 *
 * @param instance the instance
 * @param dedicated whether it was started for the sessions
 */
record SessionHazelcast(HazelcastInstance instance, boolean dedicated) {

	private static final String SHUTDOWN_HOOK = "hazelcast.shutdownhook.enabled";

	boolean isClient() {
		return this.instance.getLocalEndpoint() instanceof Client;
	}

	/**
	 * Return whether there is a cluster, as far as is known.
	 * @return {@code false} if this is a client that was never connected
	 */
	boolean isConnected() {
		return !isClient() || !this.instance.getCluster().getMembers().isEmpty();
	}

	String clusterName() {
		return this.instance.getConfig().getClusterName();
	}

	String mode() {
		String mode = (isClient()) ? "client/server" : "P2P";
		return (this.dedicated) ? mode : "existing instance '%s', %s".formatted(this.instance.getName(), mode);
	}

	/**
	 * Return whether Hazelcast stops the instance as soon as the JVM is asked to stop,
	 * while the application still serves requests.
	 * @return {@code true} if it does
	 */
	boolean hasShutdownHook() {
		return !isClient() && !"false".equalsIgnoreCase(this.instance.getConfig().getProperty(SHUTDOWN_HOOK));
	}

}
