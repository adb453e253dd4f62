package io.github.hazelcastjetty.session.hazelcast;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

import com.hazelcast.config.Config;
import com.hazelcast.config.MapConfig;
import com.hazelcast.config.SplitBrainProtectionConfig;
import com.hazelcast.core.Hazelcast;
import com.hazelcast.core.HazelcastInstance;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import io.github.hazelcastjetty.session.hazelcast.setup.SessionMaps;
import io.github.hazelcastjetty.session.store.SessionDelta;
import io.github.hazelcastjetty.session.store.SessionKey;
import io.github.hazelcastjetty.session.store.SessionStoreException;
import io.github.hazelcastjetty.session.store.SessionTimes;
import io.github.hazelcastjetty.session.support.TestMembers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * A part of a cluster that is too small to go on, because the user has configured so.
 */
@Timeout(60)
class SplitBrainProtectionTests {

	private static final Duration TIMEOUT = Duration.ofMinutes(30);

	private final SessionKey key = SessionKey.of("a");

	@Test
	void sessionsAreThereOnlyWhileThereAreEnoughMembers() throws Exception {
		int port = TestMembers.freePort();
		HazelcastInstance first = Hazelcast.newHazelcastInstance(config(port));
		HazelcastInstance second = null;
		try (HazelcastSessionStore store = open(first)) {
			assertUnavailable(store);
			second = Hazelcast.newHazelcastInstance(config(TestMembers.freePort(), port));
			Awaitility.await()
				.ignoreExceptionsInstanceOf(SessionStoreException.class)
				.untilAsserted(() -> insert(store));
			assertThat(store.find(this.key, null)).isNotNull();
			assertThat(first.getMap("sessions").getLocalMapStats().getIndexStats()).hasSize(1);
			second.getLifecycleService().terminate();
			Awaitility.await().untilAsserted(() -> assertUnavailable(store));
		}
		finally {
			first.getLifecycleService().terminate();
			if (second != null) {
				second.getLifecycleService().terminate();
			}
		}
	}

	private void assertUnavailable(HazelcastSessionStore store) {
		assertThatExceptionOfType(SessionStoreException.class).isThrownBy(() -> store.find(this.key, null))
			.withMessageContaining("SplitBrainProtectionException");
		assertThatExceptionOfType(SessionStoreException.class).isThrownBy(() -> insert(store));
		assertThatExceptionOfType(SessionStoreException.class).isThrownBy(() -> store.findExpired(Instant.now()));
	}

	private void insert(HazelcastSessionStore store) {
		Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
		store.insert(this.key, new byte[] { 1 },
				SessionDelta.touch(new SessionTimes(now, now, now, TIMEOUT, now.plus(TIMEOUT), null), false));
	}

	private static HazelcastSessionStore open(HazelcastInstance member) {
		SessionMaps.prepare(member, "sessions", 1, TIMEOUT, false, (config) -> {
		});
		return new HazelcastSessionStore(member, "sessions", Duration.ofSeconds(20));
	}

	private static Config config(int port, int... others) {
		Config config = TestMembers.config("split-brain-protection-tests", port, others);
		config.addSplitBrainProtectionConfig(new SplitBrainProtectionConfig("majority", true, 2));
		config.addMapConfig(new MapConfig("sessions*").setSplitBrainProtectionName("majority"));
		return config;
	}

}
