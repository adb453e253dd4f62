package io.github.hazelcastjetty.session.autoconfigure;

import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.UUID;

import com.hazelcast.config.Config;
import com.hazelcast.config.NetworkConfig;

/**
 * Configuration of the member that is started when there is neither a Hazelcast file nor
 * a Hazelcast instance. It listens on loopback only unless other members are named.
 */
final class EmbeddedMemberConfig {

	private static final int DEFAULT_PORT = 5701;

	/**
	 * How many processes on one machine find each other.
	 */
	private static final int PORTS_TO_TRY = 10;

	/**
	 * Also how long members that start at the same time wait before they choose a master.
	 */
	private static final int LOOPBACK_CONNECT_SECONDS = 2;

	/**
	 * How long the start may be held up by a member that accepts connections but does not
	 * answer: long enough for the others to take it for dead, which they do after a
	 * minute.
	 */
	private static final Duration MAX_JOIN_TIME = Duration.ofSeconds(90);

	private EmbeddedMemberConfig() {
	}

	static Config create(SessionOptions options) {
		Config config = new Config();
		config.setProperty("hazelcast.socket.bind.any", "false");
		config.setProperty("hazelcast.tcp.join.port.try.count", String.valueOf(PORTS_TO_TRY));
		config.setProperty("hazelcast.wait.seconds.before.join", "0");
		config.setProperty("hazelcast.max.join.seconds", String.valueOf(MAX_JOIN_TIME.toSeconds()));
		NetworkConfig network = config.getNetworkConfig();
		network.getJoin().getAutoDetectionConfig().setEnabled(false);
		network.getJoin().getMulticastConfig().setEnabled(false);
		network.getJoin().getTcpIpConfig().setEnabled(true);
		if (options.isolated()) {
			config.setClusterName(options.clusterName() + "-" + UUID.randomUUID());
			isolate(network);
		}
		else {
			config.setClusterName(options.clusterName());
			join(network, options);
		}
		return config;
	}

	/**
	 * Look for nobody, on a port where nobody looks.
	 */
	private static void isolate(NetworkConfig network) {
		network.setPort(0).setPortAutoIncrement(false);
		network.getInterfaces().setEnabled(true).addInterface("127.0.0.1");
		network.getJoin().getTcpIpConfig().setMembers(List.of());
	}

	private static void join(NetworkConfig network, SessionOptions options) {
		List<MemberAddress> members = (!options.members().isEmpty()) ? options.members()
				: List.of(MemberAddress.LOOPBACK);
		network.setPort(Objects.requireNonNullElseGet(options.port(), () -> ownPort(members)));
		network.getJoin().getTcpIpConfig().setMembers(members.stream().map(Object::toString).toList());
		if (members.stream().allMatch(MemberAddress::isLoopback)) {
			network.getInterfaces().setEnabled(true).addInterface("127.0.0.1");
			network.getJoin().getTcpIpConfig().setConnectionTimeoutSeconds(LOOPBACK_CONNECT_SECONDS);
		}
	}

	/**
	 * Return where to listen, so that the other members, who have the same list, find
	 * this one.
	 * @param members the list
	 * @return the lowest port that the list gives for this machine
	 */
	private static int ownPort(List<MemberAddress> members) {
		return members.stream()
			.filter((member) -> member.port() != null && isThisMachine(member))
			.map(MemberAddress::port)
			.filter(Objects::nonNull)
			.min(Comparator.naturalOrder())
			.orElse(DEFAULT_PORT);
	}

	private static boolean isThisMachine(MemberAddress member) {
		try {
			InetAddress address = InetAddress.getByName(member.host());
			return address.isLoopbackAddress() || NetworkInterface.getByInetAddress(address) != null;
		}
		catch (UnknownHostException | SocketException ex) {
			return false;
		}
	}

}
