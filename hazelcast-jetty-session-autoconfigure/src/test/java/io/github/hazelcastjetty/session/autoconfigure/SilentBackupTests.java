package io.github.hazelcastjetty.session.autoconfigure;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;

import com.hazelcast.client.HazelcastClient;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.map.IMap;
import com.hazelcast.partition.Partition;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.mock.env.MockEnvironment;

import io.github.hazelcastjetty.session.support.StockMember;
import io.github.hazelcastjetty.session.support.TestMembers;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A client that we start, of two members, one of which is frozen.
 */
class SilentBackupTests {

	private static final Duration OPERATION_TIMEOUT = Duration.ofSeconds(2);

	private static final Duration LIMIT = Duration.ofSeconds(60);

	@TempDir
	private Path directory;

	@Test
	void changeDoesNotFailBecauseItsBackupIsOnASilentMember() throws Exception {
		int silentPort = TestMembers.freePort();
		int port = TestMembers.freePort();
		try (StockMember silent = StockMember.start(TestMembers.config("silent-backup", silentPort, port),
				this.directory);
				StockMember answering = StockMember.start(TestMembers.config("silent-backup", port, silentPort),
						this.directory)) {
			HazelcastInstance client = start("127.0.0.1:" + silentPort, "127.0.0.1:" + port);
			try {
				Awaitility.await().atMost(LIMIT).until(() -> client.getCluster().getMembers().size() == 2);
				Awaitility.await().atMost(LIMIT).until(() -> isBalanced(client, port));
				IMap<String, String> map = client.getMap("map");
				String key = keyOf(client, port);
				map.put(key, "old");
				silent.pause();
				CompletableFuture<String> change = map.putAsync(key, "new").toCompletableFuture();
				// Hazelcast itself would wait for five seconds
				assertThat(change).succeedsWithin(OPERATION_TIMEOUT.multipliedBy(2));
				assertThat(map.get(key)).isEqualTo("new");
			}
			finally {
				client.shutdown();
			}
		}
	}

	private static HazelcastInstance start(String... members) {
		HazelcastJettySessionProperties properties = new HazelcastJettySessionProperties();
		properties.setClusterName("silent-backup");
		properties.setMembers(List.of(members));
		properties.setOperationTimeout(OPERATION_TIMEOUT);
		return HazelcastClient
			.newHazelcastClient(SessionClientConfig.create(new SessionOptions(properties, new MockEnvironment())));
	}

	/**
	 * Whether a member has its half of the partitions, and so the backups of the others.
	 */
	private static boolean isBalanced(HazelcastInstance client, int port) {
		return client.getPartitionService()
			.getPartitions()
			.stream()
			.filter((partition) -> isOwner(partition, port))
			.count() >= 15;
	}

	private static String keyOf(HazelcastInstance client, int port) {
		return IntStream.iterate(0, (i) -> i + 1)
			.mapToObj((i) -> "key-" + i)
			.filter((key) -> isOwner(client.getPartitionService().getPartition(key), port))
			.findFirst()
			.orElseThrow();
	}

	private static boolean isOwner(Partition partition, int port) {
		return partition.getOwner() != null && partition.getOwner().getAddress().getPort() == port;
	}

}
