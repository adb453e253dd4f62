package io.github.hazelcastjetty.session.support;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.atomic.AtomicInteger;

import com.hazelcast.config.Config;
import com.hazelcast.config.JoinConfig;
import com.hazelcast.config.RestApiConfig;
import com.hazelcast.config.RestEndpointGroup;
import com.hazelcast.core.Hazelcast;
import com.hazelcast.core.HazelcastInstance;

/**
 * Members on loopback that join nobody but those they are told to, and start fast.
 */
public final class TestMembers {

	private static final int LOWEST_PORT = 20_000;

	private static final int PORTS = 100;

	private static final AtomicInteger NEXT = new AtomicInteger();

	private TestMembers() {
	}

	/**
	 * Start a member that joins nobody.
	 * @param name the name of the instance and of the cluster
	 * @return the member
	 */
	public static HazelcastInstance start(String name) {
		return Hazelcast.newHazelcastInstance(config(name));
	}

	public static HazelcastInstance start(String clusterName, int port, int... others) {
		return Hazelcast.newHazelcastInstance(config(clusterName, port, others));
	}

	/**
	 * Return the configuration of a member that joins nobody and logs nothing.
	 * @param name the name of the instance and of the cluster
	 * @return the configuration
	 */
	public static Config config(String name) {
		try {
			Config config = config(name, freePort());
			config.setInstanceName(name);
			config.setProperty("hazelcast.logging.type", "none");
			return config;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	public static Config config(String clusterName, int port, int... others) {
		Config config = new Config();
		config.setClusterName(clusterName);
		config.setProperty("hazelcast.logging.type", "slf4j");
		config.setProperty("hazelcast.phone.home.enabled", "false");
		config.setProperty("hazelcast.shutdownhook.enabled", "false");
		config.setProperty("hazelcast.wait.seconds.before.join", "0");
		config.setProperty("hazelcast.socket.bind.any", "false");
		config.setProperty("hazelcast.partition.count", "31");
		config.getMetricsConfig().setEnabled(false);
		config.getNetworkConfig().setPort(port).setPortAutoIncrement(false);
		config.getNetworkConfig().getInterfaces().setEnabled(true).addInterface("127.0.0.1");
		JoinConfig join = config.getNetworkConfig().getJoin();
		join.getAutoDetectionConfig().setEnabled(false);
		join.getMulticastConfig().setEnabled(false);
		join.getTcpIpConfig().setEnabled(true).addMember("127.0.0.1:" + port);
		for (int other : others) {
			join.getTcpIpConfig().addMember("127.0.0.1:" + other);
		}
		answerHealthChecks(config);
		return config;
	}

	/**
	 * Let a member say whether its partitions are settled, see {@link PartitionOwners}.
	 */
	@SuppressWarnings("removal")
	private static void answerHealthChecks(Config config) {
		config.getNetworkConfig()
			.setRestApiConfig(new RestApiConfig().setEnabled(true)
				.disableAllGroups()
				.enableGroups(RestEndpointGroup.HEALTH_CHECK));
	}

	/**
	 * Return the port of a member.
	 */
	public static int port(HazelcastInstance member) {
		return member.getCluster().getLocalMember().getAddress().getPort();
	}

	/**
	 * Return a port below the range that systems hand out for outgoing connections:
	 * whoever looks there for a member that has ended could be connected to itself. Each
	 * of the JVMs that run tests side by side has ports of its own, and returns one again
	 * only after all of the others: nobody listens there until its member starts.
	 */
	public static int freePort() throws IOException {
		IOException last = new IOException("No free port");
		int first = LOWEST_PORT + (int) (ProcessHandle.current().pid() % 100) * PORTS;
		for (int attempt = 0; attempt < PORTS; attempt++) {
			int port = first + Math.floorMod(NEXT.getAndIncrement(), PORTS);
			try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
				return socket.getLocalPort();
			}
			catch (IOException ex) {
				last = ex;
			}
		}
		throw last;
	}

}
