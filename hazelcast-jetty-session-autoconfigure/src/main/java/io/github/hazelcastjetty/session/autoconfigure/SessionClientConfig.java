package io.github.hazelcastjetty.session.autoconfigure;

import java.util.List;

import com.hazelcast.client.config.ClientConfig;
import com.hazelcast.client.config.ClientConnectionStrategyConfig.ReconnectMode;
import com.hazelcast.client.config.ConnectionRetryConfig;

/**
 * Configuration of the client that is started when there is no file for it. Once
 * connected it never gives up: while there is no cluster, operations fail at once.
 */
final class SessionClientConfig {

	private SessionClientConfig() {
	}

	static ClientConfig create(SessionOptions options) {
		List<MemberAddress> members = (!options.members().isEmpty()) ? options.members()
				: List.of(MemberAddress.LOOPBACK);
		ClientConfig config = new ClientConfig();
		config.setClusterName(options.clusterName());
		for (MemberAddress member : members) {
			config.getNetworkConfig().addAddress(member.withDefaultPort(options.port()).toString());
		}
		config.getConnectionStrategyConfig().setReconnectMode(ReconnectMode.ASYNC);
		ConnectionRetryConfig retry = config.getConnectionStrategyConfig().getConnectionRetryConfig();
		// A cluster that is back is to be used within two seconds
		retry.setInitialBackoffMillis(250).setMaxBackoffMillis(1000).setMultiplier(1.5).setJitter(0.2);
		return config;
	}

}
