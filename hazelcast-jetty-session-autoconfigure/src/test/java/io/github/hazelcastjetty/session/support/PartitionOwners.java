package io.github.hazelcastjetty.session.support;

import java.util.stream.IntStream;

import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.partition.Partition;

/**
 * Which member of a cluster keeps what, as a client sees it. Members are told from each
 * other by their ports.
 */
public final class PartitionOwners {

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
	 * Return a key in a partition of a member.
	 */
	public static String keyOf(HazelcastInstance client, int port) {
		return IntStream.iterate(0, (i) -> i + 1)
			.mapToObj((i) -> "id-" + i)
			.filter((key) -> isOwner(client.getPartitionService().getPartition(key), port))
			.findFirst()
			.orElseThrow();
	}

	private static boolean isOwner(Partition partition, int port) {
		return partition.getOwner() != null && partition.getOwner().getAddress().getPort() == port;
	}

}
