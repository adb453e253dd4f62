package io.github.hazelcastjetty.session.hazelcast;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

import com.hazelcast.client.HazelcastClient;
import com.hazelcast.client.config.ClientConfig;
import com.hazelcast.config.Config;
import com.hazelcast.config.MapConfig;
import com.hazelcast.core.Hazelcast;
import com.hazelcast.core.HazelcastInstance;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import io.github.hazelcastjetty.session.hazelcast.setup.SessionMaps;
import io.github.hazelcastjetty.session.store.SessionDelta;
import io.github.hazelcastjetty.session.store.SessionKey;
import io.github.hazelcastjetty.session.store.SessionRecord;
import io.github.hazelcastjetty.session.store.SessionTimes;
import io.github.hazelcastjetty.session.support.TestMembers;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * How long entries live in a map that a client has not configured, and cannot see the
 * configuration of.
 */
class HeadTimeToLiveTests {

	private static final long FOR_EVER = Long.MAX_VALUE;

	private static final Duration USUAL = Duration.ofMinutes(30);

	private static final byte[] SECRET = { 1 };

	private static HazelcastInstance member;

	private static HazelcastInstance client;

	private final FaultInjector operations = new FaultInjector();

	@BeforeAll
	static void startCluster() throws IOException {
		int port = TestMembers.freePort();
		Config config = TestMembers.config("head-time-to-live-tests", port);
		config.addMapConfig(new MapConfig("short-*").setTimeToLiveSeconds(60));
		member = Hazelcast.newHazelcastInstance(config);
		ClientConfig clientConfig = new ClientConfig().setClusterName("head-time-to-live-tests");
		clientConfig.getNetworkConfig().addAddress("127.0.0.1:" + port);
		client = HazelcastClient.newHazelcastClient(clientConfig);
	}

	@AfterAll
	static void stopCluster() {
		client.shutdown();
		member.shutdown();
	}

	@Test
	void sessionOutlivesATimeToLiveOfTheServersThatIsTooShort() {
		try (HazelcastSessionStore store = open("short-sessions", USUAL)) {
			assertThat(timeToLive(store, "short-sessions", "usual", USUAL)).isGreaterThan(USUAL.toMillis());
			assertThat(timeToLive(store, "short-sessions", "immortal", Duration.ZERO)).isEqualTo(FOR_EVER);
		}
	}

	@Test
	void timeToLiveOfTheFirstNodeIsEnoughForUsualSessions() {
		Duration first = Duration.ofDays(60).plusMinutes(10);
		open("sessions", Duration.ofDays(60)).close();
		try (HazelcastSessionStore store = open("sessions", Duration.ofDays(90))) {
			assertThat(timeToLive(store, "sessions", "longer", Duration.ofDays(90))).isGreaterThan(first.toMillis());
			assertThat(timeToLive(store, "sessions", "usual", USUAL)).isEqualTo(first.toMillis());
			assertThat(timeToLive(store, "sessions", "immortal", Duration.ZERO)).isEqualTo(FOR_EVER);
		}
	}

	@Test
	void changeOfASessionThatLivesLongEnoughIsOneOperation() {
		try (HazelcastSessionStore store = open("unlimited", Duration.ZERO)) {
			assertThat(timeToLive(store, "unlimited", "first", Duration.ofDays(60))).isEqualTo(FOR_EVER);
			SessionKey key = SessionKey.of("second");
			SessionRecord record = store.insert(key, SECRET, delta(USUAL));
			this.operations.disarm();
			store.update(key, record, delta(USUAL));
			this.operations.awaitRest(Duration.ofMillis(200));
			assertThat(this.operations.count()).isOne();
		}
	}

	/**
	 * Return the time to live of a session that was stored, once nothing changes it any
	 * more.
	 */
	private long timeToLive(HazelcastSessionStore store, String mapName, String name, Duration timeout) {
		store.insert(SessionKey.of(name), SECRET, delta(timeout));
		this.operations.awaitRest(Duration.ofMillis(200));
		return member.getMap(mapName).getEntryView(name).getTtl();
	}

	private HazelcastSessionStore open(String mapName, Duration sessionTimeout) {
		SessionMaps.prepare(client, mapName, 0, sessionTimeout, false, (config) -> {
		});
		return new HazelcastSessionStore(this.operations.interpose(client), mapName, Duration.ofSeconds(20));
	}

	private static SessionDelta delta(Duration timeout) {
		Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
		return SessionDelta.touch(
				new SessionTimes(now, now, now, timeout, timeout.isZero() ? Instant.MAX : now.plus(timeout), null),
				false);
	}

}
