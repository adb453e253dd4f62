package io.github.hazelcastjetty.session.autoconfigure;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import com.hazelcast.client.HazelcastClient;
import com.hazelcast.client.config.ClientConfig;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.map.IMap;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.mock.env.MockEnvironment;

import io.github.hazelcastjetty.session.support.PartitionOwners;
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
				IMap<String, String> map = client.getMap("map");
				String key = PartitionOwners.keyOf(client, port);
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
		SessionOptions options = new SessionOptions(properties, new MockEnvironment(), null);
		ClientConfig config = SessionClientConfig.create(options);
		InstanceProperties.complete(config, options);
		return HazelcastClient.newHazelcastClient(config);
	}

}
