package io.github.hazelcastjetty.session.hazelcast;

import java.io.IOException;
import java.time.Duration;

import com.hazelcast.client.HazelcastClient;
import com.hazelcast.client.config.ClientConfig;
import com.hazelcast.config.Config;
import com.hazelcast.config.MapConfig;
import com.hazelcast.core.Hazelcast;
import com.hazelcast.core.HazelcastInstance;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import io.github.hazelcastjetty.session.support.TestMembers;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link SessionMaps}: what a client says about a map that it has not
 * configured.
 */
class SessionMapsTests {

	private static HazelcastInstance member;

	private static HazelcastInstance client;

	@BeforeAll
	static void startCluster() throws IOException {
		int port = TestMembers.freePort();
		Config config = TestMembers.config("session-maps-tests", port);
		config.addMapConfig(new MapConfig("short-*").setTimeToLiveSeconds(60));
		member = Hazelcast.newHazelcastInstance(config);
		ClientConfig clientConfig = new ClientConfig().setClusterName("session-maps-tests");
		clientConfig.getNetworkConfig().addAddress("127.0.0.1:" + port);
		client = HazelcastClient.newHazelcastClient(clientConfig);
	}

	@AfterAll
	static void stopCluster() {
		client.shutdown();
		member.shutdown();
	}

	@Test
	void timeToLiveIsThatOfTheServer() {
		assertThat(prepare("short-sessions", Duration.ofMinutes(30))).isEqualTo(Duration.ofSeconds(60));
		assertThat(member.getMap("short-sessions").size()).isZero();
	}

	@Test
	void timeToLiveIsThatOfTheFirstNode() {
		Duration first = prepare("sessions", Duration.ofDays(60));
		assertThat(first).isEqualTo(Duration.ofDays(60).plusMinutes(10));
		assertThat(prepare("sessions", Duration.ofDays(90))).isEqualTo(first);
		assertThat(prepare("sessions", Duration.ZERO)).isEqualTo(first);
	}

	@Test
	void timeToLiveMayBeUnlimited() {
		assertThat(prepare("unlimited", Duration.ZERO)).isZero();
		assertThat(prepare("unlimited", Duration.ofDays(60))).isZero();
	}

	private static Duration prepare(String mapName, Duration sessionTimeout) {
		return SessionMaps.prepare(client, mapName, 0, sessionTimeout, (config) -> {
		});
	}

}
