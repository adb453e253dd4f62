package io.github.hazelcastjetty.session.hazelcast;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;

import com.hazelcast.core.HazelcastInstance;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import io.github.hazelcastjetty.session.hazelcast.setup.SessionMaps;
import io.github.hazelcastjetty.session.store.SessionKey;
import io.github.hazelcastjetty.session.store.SessionRecord;
import io.github.hazelcastjetty.session.support.TestMembers;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Two of three members die at the same moment.
 */
@Timeout(60)
class BackupsTests {

	private static final String MAP_NAME = "sessions";

	/**
	 * Enough for each pair of members to be the owner and the backup of some.
	 */
	private static final List<SessionKey> KEYS = IntStream.range(0, 100)
		.mapToObj((i) -> SessionKey.of("session" + i))
		.toList();

	private final List<HazelcastInstance> members = new ArrayList<>();

	@BeforeEach
	void startMembers() throws IOException {
		int port = TestMembers.freePort();
		this.members.add(TestMembers.start("backups", port));
		this.members.add(TestMembers.start("backups", TestMembers.freePort(), port));
		this.members.add(TestMembers.start("backups", TestMembers.freePort(), port));
	}

	@AfterEach
	void stopMembers() {
		this.members.forEach((member) -> member.getLifecycleService().terminate());
	}

	@Test
	void sessionsSurviveAsManyDeathsAsThereAreBackups() {
		assertThat(survivors(2)).containsExactlyElementsOf(KEYS);
	}

	@Test
	void oneBackupIsNotEnoughForTwoDeathsAtOnce() {
		assertThat(survivors(1)).isNotEmpty().hasSizeLessThan(KEYS.size());
	}

	private List<SessionKey> survivors(int backups) {
		this.members.forEach(
				(member) -> SessionMaps.prepare(member, MAP_NAME, backups, SessionAction.TIMEOUT, false, (config) -> {
				}));
		HazelcastInstance survivor = this.members.get(0);
		try (HazelcastSessionStore store = new HazelcastSessionStore(survivor, MAP_NAME, Duration.ofSeconds(20))) {
			KEYS.forEach((key) -> SessionAction.INSERT.perform(store, key));
			Awaitility.await().until(survivor.getPartitionService()::isClusterSafe);
			CompletableFuture
				.allOf(this.members.stream()
					.skip(1)
					.map((member) -> CompletableFuture.runAsync(member.getLifecycleService()::terminate))
					.toArray(CompletableFuture[]::new))
				.join();
			Awaitility.await().until(() -> survivor.getCluster().getMembers().size() == 1);
			return KEYS.stream().filter((key) -> isWhole(store, key)).toList();
		}
	}

	private static boolean isWhole(HazelcastSessionStore store, SessionKey key) {
		SessionRecord record = store.find(key, null);
		if (record == null) {
			return false;
		}
		Map<String, byte[]> large = store.readApart(key, record, record.attributes().keySet());
		assertThat(large).as("the large attributes of a session that has survived").hasSize(3);
		return true;
	}

}
