package io.github.hazelcastjetty.session.hazelcast;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.stream.Collectors;

import com.hazelcast.client.HazelcastClient;
import com.hazelcast.client.config.ClientConfig;
import com.hazelcast.core.HazelcastInstance;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import io.github.hazelcastjetty.session.support.StockMember;
import io.github.hazelcastjetty.session.support.TestMembers;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The end of a store while one of two members is frozen.
 */
@Timeout(180)
class StoreCloseTests {

	private static final Duration OPERATION_TIMEOUT = Duration.ofSeconds(4);

	private static final Duration LIMIT = Duration.ofSeconds(30);

	@TempDir
	private Path directory;

	@Test
	void endsWithinSecondsAndLeavesNoThreads() throws Exception {
		int first = TestMembers.freePort();
		int second = TestMembers.freePort();
		try (StockMember silent = StockMember.start(TestMembers.config("close", first, second), this.directory);
				StockMember answering = StockMember.start(TestMembers.config("close", second, first), this.directory)) {
			ClientConfig config = answering.clientConfig();
			HazelcastInstance client = HazelcastClient.newHazelcastClient(config);
			try {
				Awaitility.await().atMost(LIMIT).until(() -> client.getCluster().getMembers().size() == 2);
				Set<Thread> before = threads();
				HazelcastSessionStore store = new HazelcastSessionStore(client, "sessions", OPERATION_TIMEOUT);
				silent.pause();
				Thread closing = new Thread(store::close);
				closing.start();
				closing.join(Duration.ofSeconds(10).toMillis());
				assertThat(closing.isAlive()).isFalse();
				Awaitility.await().atMost(Duration.ofSeconds(1)).until(() -> before.containsAll(threads()));
			}
			finally {
				silent.resume();
				client.shutdown();
			}
		}
	}

	private static Set<Thread> threads() {
		return Thread.getAllStackTraces()
			.keySet()
			.stream()
			.filter((thread) -> thread.getName().startsWith("hazelcast-jetty-session-"))
			.collect(Collectors.toSet());
	}

}
