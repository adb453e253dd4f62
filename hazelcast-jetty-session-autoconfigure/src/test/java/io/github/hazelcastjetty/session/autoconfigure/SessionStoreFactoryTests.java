package io.github.hazelcastjetty.session.autoconfigure;

import java.io.IOException;
import java.time.Duration;
import java.util.List;

import com.hazelcast.client.HazelcastClient;
import com.hazelcast.client.config.ClientConfig;
import com.hazelcast.core.HazelcastInstance;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.mock.env.MockEnvironment;

import io.github.hazelcastjetty.session.support.TestMembers;

import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link SessionStoreFactory}.
 */
@Timeout(60)
class SessionStoreFactoryTests {

	private static final Duration START_TIMEOUT = Duration.ofSeconds(1);

	@AfterEach
	void stop() {
		HazelcastClient.shutdownAll();
	}

	@Test
	void clientOfTheUserThatIsNotConnectedIsAStartUpFailure() throws IOException {
		SessionHazelcast hazelcast = SessionHazelcast.existing(unconnected());
		assertThatExceptionOfType(ClusterSilentException.class)
			.isThrownBy(() -> factory().create(hazelcast, Duration.ZERO).awaitOpen())
			.withMessage("The Hazelcast cluster 'late', which is to keep the sessions, does not answer: "
					+ "the sessions could not be prepared within 1 seconds");
		Awaitility.await().until(SessionStoreFactoryTests::nobodyWaits);
	}

	@Test
	void clientOfTheUserThatHasGivenUpIsAStartUpFailure() throws IOException {
		HazelcastInstance client = unconnected();
		client.shutdown();
		assertThatExceptionOfType(ClusterSilentException.class)
			.isThrownBy(() -> factory().create(SessionHazelcast.existing(client), Duration.ZERO).awaitOpen())
			.withMessageContaining("which is to keep the sessions, does not answer");
		Awaitility.await().until(SessionStoreFactoryTests::nobodyWaits);
	}

	private static SessionStoreFactory factory() {
		SessionOptions options = new SessionOptions(new HazelcastJettySessionProperties(), new MockEnvironment(), null);
		return new SessionStoreFactory(options, List.of(), START_TIMEOUT);
	}

	private static HazelcastInstance unconnected() throws IOException {
		ClientConfig config = new ClientConfig();
		config.setClusterName("late");
		config.setProperty("hazelcast.logging.type", "none");
		config.getNetworkConfig().addAddress("127.0.0.1:" + TestMembers.freePort());
		config.getConnectionStrategyConfig().setAsyncStart(true);
		return HazelcastClient.newHazelcastClient(config);
	}

	private static boolean nobodyWaits() {
		return Thread.getAllStackTraces()
			.keySet()
			.stream()
			.noneMatch((thread) -> thread.getName().equals("hazelcast-jetty-session-start"));
	}

}
