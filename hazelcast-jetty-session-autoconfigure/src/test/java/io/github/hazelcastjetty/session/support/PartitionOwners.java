package io.github.hazelcastjetty.session.support;

import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Set;
import java.util.stream.IntStream;

import com.hazelcast.client.impl.clientside.HazelcastClientProxy;
import com.hazelcast.cluster.Address;
import com.hazelcast.cluster.Member;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.partition.Partition;
import org.awaitility.Awaitility;

/**
 * Which member of a cluster keeps what, as a client or a member sees it. Members are told
 * from each other by their ports.
 * <p>
 * While partitions move, a key belongs to another member a moment later, and a backup
 * that is on its way holds up changes. A client that has no connection to the owner of a
 * key yet asks it by way of another member, which may be the one that a test stops.
 */
public final class PartitionOwners {

	private static final Duration LIMIT = Duration.ofSeconds(60);

	private static final Duration STABLE = Duration.ofMillis(200);

	private static final int TIMEOUT_MILLIS = 5000;

	private PartitionOwners() {
	}

	public static long count(HazelcastInstance client, int port) {
		return client.getPartitionService()
			.getPartitions()
			.stream()
			.filter((partition) -> isOwner(partition, port))
			.count();
	}

	/**
	 * Return a key in a partition of a member, once partitions are where they stay.
	 */
	public static String keyOf(HazelcastInstance client, int port) {
		awaitSettled(client);
		return IntStream.iterate(0, (i) -> i + 1)
			.mapToObj((i) -> "id-" + i)
			.filter((key) -> isOwner(client.getPartitionService().getPartition(key), port))
			.findFirst()
			.orElseThrow();
	}

	/**
	 * Wait until the members share the partitions evenly, each of them says that it has
	 * its backups and that nothing is to be moved, and a client is connected to all.
	 */
	public static void awaitSettled(HazelcastInstance instance) {
		Awaitility.await().atMost(LIMIT).pollDelay(Duration.ZERO).during(STABLE).until(() -> isSettled(instance));
	}

	private static boolean isSettled(HazelcastInstance instance) {
		Set<Member> members = instance.getCluster().getMembers();
		int fairShare = instance.getPartitionService().getPartitions().size() / members.size();
		return isConnected(instance, members.size()) && members.stream()
			.filter((member) -> !member.isLiteMember())
			.allMatch((member) -> count(instance, member.getAddress().getPort()) >= fairShare
					&& isSafe(member.getAddress(), members.size()));
	}

	private static boolean isConnected(HazelcastInstance instance, int members) {
		return !(instance instanceof HazelcastClientProxy client)
				|| client.client.getConnectionManager().getActiveConnections().size() == members;
	}

	/**
	 * Ask a member for its health: only members know what is to be moved.
	 */
	private static boolean isSafe(Address address, int members) {
		try {
			URI uri = URI.create("http://%s:%d/hazelcast/health".formatted(address.getHost(), address.getPort()));
			HttpURLConnection connection = (HttpURLConnection) uri.toURL().openConnection();
			connection.setConnectTimeout(TIMEOUT_MILLIS);
			connection.setReadTimeout(TIMEOUT_MILLIS);
			try (InputStream body = connection.getInputStream()) {
				String health = new String(body.readAllBytes(), StandardCharsets.UTF_8);
				return health.contains("\"nodeState\":\"ACTIVE\"") && health.contains("\"clusterSafe\":true")
						&& health.contains("\"migrationQueueSize\":0,")
						&& health.contains("\"clusterSize\":%d}".formatted(members));
			}
			finally {
				connection.disconnect();
			}
		}
		catch (IOException ex) {
			return false;
		}
	}

	private static boolean isOwner(Partition partition, int port) {
		return partition.getOwner() != null && partition.getOwner().getAddress().getPort() == port;
	}

}
