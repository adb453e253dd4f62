package io.github.hazelcastjetty.benchmark.application;

import java.util.List;
import java.util.function.UnaryOperator;

import com.hazelcast.client.HazelcastClient;
import com.hazelcast.client.config.ClientConfig;
import com.hazelcast.config.Config;
import com.hazelcast.config.JoinConfig;
import com.hazelcast.core.Hazelcast;
import com.hazelcast.core.HazelcastInstance;
import org.springframework.core.env.Environment;

/**
 * Starts Hazelcast for libraries that expect the application to do so, with Hazelcast's
 * defaults but for how the members find each other.
 */
final class HazelcastStarter {

	private final String clusterName;

	private final List<String> members;

	private final int port;

	HazelcastStarter(Environment environment) {
		this.clusterName = environment.getRequiredProperty("benchmark.cluster");
		this.members = List.of(environment.getRequiredProperty("benchmark.members").split(","));
		this.port = environment.getRequiredProperty("benchmark.port", Integer.class);
	}

	/**
	 * Starts a member or, if the port is 0, a client.
	 */
	HazelcastInstance start(UnaryOperator<Config> member, UnaryOperator<ClientConfig> client) {
		return isClient() ? HazelcastClient.newHazelcastClient(client.apply(clientConfig()))
				: Hazelcast.newHazelcastInstance(member.apply(memberConfig()));
	}

	boolean isClient() {
		return this.port == 0;
	}

	private Config memberConfig() {
		Config config = new Config();
		config.setClusterName(this.clusterName);
		config.setProperty("hazelcast.phone.home.enabled", "false");
		config.setProperty("hazelcast.socket.bind.any", "false");
		config.setProperty("hazelcast.wait.seconds.before.join", "0");
		config.getNetworkConfig().setPort(this.port).setPortAutoIncrement(false);
		config.getNetworkConfig().getInterfaces().setEnabled(true).addInterface("127.0.0.1");
		JoinConfig join = config.getNetworkConfig().getJoin();
		join.getAutoDetectionConfig().setEnabled(false);
		join.getMulticastConfig().setEnabled(false);
		join.getTcpIpConfig().setEnabled(true).setMembers(this.members);
		return config;
	}

	private ClientConfig clientConfig() {
		ClientConfig config = new ClientConfig();
		config.setClusterName(this.clusterName);
		config.getNetworkConfig().setAddresses(this.members);
		return config;
	}

}
