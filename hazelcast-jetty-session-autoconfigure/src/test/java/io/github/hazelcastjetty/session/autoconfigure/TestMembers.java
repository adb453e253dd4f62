package io.github.hazelcastjetty.session.autoconfigure;

import com.hazelcast.config.Config;
import com.hazelcast.core.Hazelcast;
import com.hazelcast.core.HazelcastInstance;

/**
 * Hazelcast members that listen on loopback and join nobody.
 */
final class TestMembers {

	private TestMembers() {
	}

	static HazelcastInstance start(String name) {
		return Hazelcast.newHazelcastInstance(config(name));
	}

	static Config config(String name) {
		Config config = new Config(name);
		config.setClusterName(name);
		config.setProperty("hazelcast.phone.home.enabled", "false");
		config.setProperty("hazelcast.shutdownhook.enabled", "false");
		config.setProperty("hazelcast.socket.bind.any", "false");
		config.setProperty("hazelcast.logging.type", "none");
		config.getNetworkConfig().setPort(5871);
		config.getNetworkConfig().getInterfaces().setEnabled(true).addInterface("127.0.0.1");
		config.getNetworkConfig().getJoin().getAutoDetectionConfig().setEnabled(false);
		config.getNetworkConfig().getJoin().getMulticastConfig().setEnabled(false);
		return config;
	}

	static int port(HazelcastInstance member) {
		return member.getCluster().getLocalMember().getAddress().getPort();
	}

}
