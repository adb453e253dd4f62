package io.github.hazelcastjetty.sample.cluster;

import java.util.List;

import com.hazelcast.client.HazelcastClient;
import com.hazelcast.client.config.ClientConfig;
import com.hazelcast.core.HazelcastInstance;
import org.jspecify.annotations.Nullable;

/**
 * What an operator sees of the cluster from outside, through a plain Hazelcast client
 * that has none of our classes: names of maps, their sizes and keys are part of what the
 * product promises.
 */
final class ClusterContents implements AutoCloseable {

	private static final String MAP = "jetty-sessions-";

	private static final String APPLICATION = "sample-app";

	private static final int CONNECT_LIMIT_MILLIS = 60_000;

	private final String clusterName;

	private final List<String> members;

	private @Nullable HazelcastInstance client;

	ClusterContents(String clusterName, List<String> members) {
		this.clusterName = clusterName;
		this.members = List.copyOf(members);
	}

	/**
	 * How many members the cluster has, 0 if it is not reached.
	 */
	int members() {
		return client().getCluster().getMembers().size();
	}

	int sessions() {
		return sessions(APPLICATION);
	}

	int sessions(String application) {
		return client().getMap(MAP + application).size();
	}

	/**
	 * How many large attributes are kept beside the sessions.
	 */
	int attributes() {
		return client().getMap(MAP + APPLICATION + "-attributes").size();
	}

	boolean hasSession(@Nullable String id) {
		return id != null && client().getMap(MAP + APPLICATION).containsKey(id);
	}

	@Override
	public synchronized void close() {
		if (this.client != null) {
			this.client.shutdown();
			this.client = null;
		}
	}

	private synchronized HazelcastInstance client() {
		if (this.client == null) {
			ClientConfig config = new ClientConfig();
			config.setClusterName(this.clusterName);
			config.setProperty("hazelcast.logging.type", "slf4j");
			config.getNetworkConfig().setAddresses(this.members);
			config.getConnectionStrategyConfig()
				.getConnectionRetryConfig()
				.setClusterConnectTimeoutMillis(CONNECT_LIMIT_MILLIS);
			this.client = HazelcastClient.newHazelcastClient(config);
		}
		return this.client;
	}

}
