package io.github.hazelcastjetty.session.hazelcast;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;

import com.hazelcast.client.HazelcastClient;
import com.hazelcast.client.config.ClientConfig;
import com.hazelcast.client.config.ClientConnectionStrategyConfig.ReconnectMode;
import com.hazelcast.config.Config;
import com.hazelcast.core.HazelcastInstance;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import io.github.hazelcastjetty.session.hazelcast.setup.SessionMaps;
import io.github.hazelcastjetty.session.store.SessionDelta;
import io.github.hazelcastjetty.session.store.SessionKey;
import io.github.hazelcastjetty.session.store.SessionStoreStatus.Availability;
import io.github.hazelcastjetty.session.store.SessionTimes;
import io.github.hazelcastjetty.session.support.StockMember;
import io.github.hazelcastjetty.session.support.TestMembers;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A client whose cluster is replaced by one that has never heard of its sessions.
 */
class RestartedClusterTests {

	private static final Duration LIMIT = Duration.ofSeconds(60);

	private static final byte[] SECRET = { 1 };

	private static final Duration SESSION_TIMEOUT = Duration.ofDays(3);

	@TempDir
	private Path directory;

	@ParameterizedTest
	@EnumSource(value = ReconnectMode.class, names = { "ON", "ASYNC" })
	void sessionsAreKeptAsInTheFirstOne(ReconnectMode mode) throws Exception {
		Config config = TestMembers.config("restarted-" + mode, TestMembers.freePort());
		StockMember first = StockMember.start(config, this.directory);
		HazelcastInstance client = connect(first, mode);
		prepare(client);
		try (first;
				HazelcastSessionStore store = new HazelcastSessionStore(client, "sessions", Duration.ofSeconds(5),
						() -> prepare(client))) {
			store.insert(SessionKey.of("before"), SECRET, delta());
			first.close();
			Awaitility.await().atMost(LIMIT).until(() -> store.availability() == Availability.NONE);
			try (StockMember second = StockMember.start(config, this.directory)) {
				Awaitility.await().atMost(LIMIT).until(() -> store.availability() == Availability.FULL);
				assertThat(store.find(SessionKey.of("before"), null)).isNull();
				store.insert(SessionKey.of("after"), SECRET, delta());
				assertThat(client.getMap("sessions").getEntryView("after").getTtl())
					.isGreaterThan(SESSION_TIMEOUT.toMillis());
				assertThat(store.findExpired(Instant.now().plus(SESSION_TIMEOUT).plusSeconds(60)))
					.containsExactly(SessionKey.of("after"));
			}
		}
		finally {
			client.shutdown();
		}
	}

	private static HazelcastInstance connect(StockMember member, ReconnectMode mode) {
		ClientConfig config = member.clientConfig();
		config.getConnectionStrategyConfig().setReconnectMode(mode);
		return HazelcastClient.newHazelcastClient(config);
	}

	private static void prepare(HazelcastInstance client) {
		SessionMaps.prepare(client, "sessions", 0, SESSION_TIMEOUT, false, (config) -> {
		});
	}

	private static SessionDelta delta() {
		Instant now = Instant.now();
		return SessionDelta.touch(new SessionTimes(now, now, now, SESSION_TIMEOUT, now.plus(SESSION_TIMEOUT), null),
				false);
	}

}
