package io.github.hazelcastjetty.session.autoconfigure;

import java.time.Duration;

import com.hazelcast.client.HazelcastClient;
import com.hazelcast.client.HazelcastClientOfflineException;
import com.hazelcast.client.config.ClientConfig;
import com.hazelcast.client.config.ClientConnectionStrategyConfig.ReconnectMode;
import com.hazelcast.config.Config;
import com.hazelcast.core.Hazelcast;
import com.hazelcast.core.HazelcastInstance;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import io.github.hazelcastjetty.session.support.TestMembers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link ClientConnector}.
 */
class ClientConnectorTests {

	private static final Duration LIMIT = Duration.ofSeconds(60);

	private final ClientConnector connector = new ClientConnector(Duration.ofSeconds(15));

	@AfterEach
	void stop() {
		HazelcastClient.shutdownAll();
		Hazelcast.shutdownAll();
	}

	@Test
	void connected() {
		HazelcastInstance server = TestMembers.start("server");
		HazelcastInstance client = this.connector.connect(config("server", TestMembers.port(server)));
		client.getMap("map").put("key", "value");
		assertThat(server.getMap("map").get("key")).isEqualTo("value");
	}

	@Test
	void unreachable() {
		ClientConnector impatient = new ClientConnector(Duration.ofMillis(200));
		assertThatExceptionOfType(ClusterUnreachableException.class)
			.isThrownBy(() -> impatient.connect(config("server", 5999)))
			.withMessage("Cannot connect to the Hazelcast cluster 'server' at 127.0.0.1:5999");
		assertThat(HazelcastClient.getAllHazelcastClients()).isEmpty();
	}

	@Test
	void wrongClusterName() {
		HazelcastInstance server = TestMembers.start("server");
		ClientConnector impatient = new ClientConnector(Duration.ofMillis(500));
		assertThatExceptionOfType(ClusterUnreachableException.class)
			.isThrownBy(() -> impatient.connect(config("other", TestMembers.port(server))))
			.withMessageContaining("'other'");
		assertThat(HazelcastClient.getAllHazelcastClients()).isEmpty();
	}

	@Test
	void limitedByItsOwnConfiguration() {
		ClientConfig config = config("server", 5999);
		config.getNetworkConfig().setConnectionTimeout(200);
		config.getConnectionStrategyConfig().getConnectionRetryConfig().setClusterConnectTimeoutMillis(100);
		assertThatExceptionOfType(ClusterUnreachableException.class).isThrownBy(() -> this.connector.connect(config));
		assertThat(HazelcastClient.getAllHazelcastClients()).isEmpty();
	}

	@Test
	void limitOfItsOwnConfigurationDoesNotEndItLater() {
		Config serverConfig = TestMembers.config("server");
		HazelcastInstance server = Hazelcast.newHazelcastInstance(serverConfig);
		ClientConfig config = config("server", TestMembers.port(server));
		config.getConnectionStrategyConfig().setReconnectMode(ReconnectMode.OFF);
		config.getConnectionStrategyConfig().getConnectionRetryConfig().setClusterConnectTimeoutMillis(100);
		HazelcastInstance client = this.connector.connect(config);
		server.shutdown();
		Awaitility.await().atMost(LIMIT).until(() -> isOffline(client));
		Hazelcast.newHazelcastInstance(serverConfig);
		Awaitility.await().atMost(LIMIT).until(() -> !isOffline(client));
		assertThat(client.getMap("map").size()).isZero();
	}

	private static boolean isOffline(HazelcastInstance client) {
		try {
			client.getMap("map").size();
			return false;
		}
		catch (HazelcastClientOfflineException ex) {
			return true;
		}
	}

	@Test
	void asynchronousStartIsLeftToTheUser() {
		ClientConfig config = config("server", 5999);
		config.getConnectionStrategyConfig().setAsyncStart(true);
		assertThat(this.connector.connect(config).getLifecycleService().isRunning()).isTrue();
	}

	private static ClientConfig config(String clusterName, int port) {
		ClientConfig config = new ClientConfig();
		config.setClusterName(clusterName);
		config.setProperty("hazelcast.logging.type", "none");
		config.getNetworkConfig().addAddress("127.0.0.1:" + port);
		return config;
	}

}
