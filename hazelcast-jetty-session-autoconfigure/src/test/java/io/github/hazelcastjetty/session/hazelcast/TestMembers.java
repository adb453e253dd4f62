package io.github.hazelcastjetty.session.hazelcast;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;

import com.hazelcast.config.Config;
import com.hazelcast.core.Hazelcast;
import com.hazelcast.core.HazelcastInstance;

/**
 * Members on loopback that join nobody but those they are told to.
 */
final class TestMembers {

	private TestMembers() {
	}

	static HazelcastInstance start(String clusterName, int port, int... others) {
		Config config = new Config();
		config.setClusterName(clusterName);
		config.setProperty("hazelcast.logging.type", "slf4j");
		config.setProperty("hazelcast.phone.home.enabled", "false");
		config.setProperty("hazelcast.wait.seconds.before.join", "0");
		config.setProperty("hazelcast.socket.bind.any", "false");
		config.setProperty("hazelcast.partition.count", "31");
		config.getNetworkConfig().setPort(port).setPortAutoIncrement(false);
		config.getNetworkConfig().getInterfaces().setEnabled(true).addInterface("127.0.0.1");
		config.getNetworkConfig().getJoin().getAutoDetectionConfig().setEnabled(false);
		config.getNetworkConfig().getJoin().getMulticastConfig().setEnabled(false);
		config.getNetworkConfig().getJoin().getTcpIpConfig().setEnabled(true);
		config.getNetworkConfig().getJoin().getTcpIpConfig().addMember("127.0.0.1:" + port);
		for (int other : others) {
			config.getNetworkConfig().getJoin().getTcpIpConfig().addMember("127.0.0.1:" + other);
		}
		return Hazelcast.newHazelcastInstance(config);
	}

	static int freePort() throws IOException {
		try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
			return socket.getLocalPort();
		}
	}

}
