package io.github.hazelcastjetty.session.hazelcast.setup;

import java.io.IOException;
import java.time.Duration;

import com.hazelcast.config.MapConfig;
import com.hazelcast.core.HazelcastInstance;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import io.github.hazelcastjetty.session.support.TestMembers;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link SessionMaps} in a member.
 */
class SessionMapsTests {

	private static HazelcastInstance member;

	@BeforeAll
	static void startMember() throws IOException {
		member = TestMembers.start("session-maps-tests", TestMembers.freePort());
	}

	@AfterAll
	static void stopMember() {
		member.getLifecycleService().terminate();
	}

	@Test
	void mergePolicyIsSetWhereAllMembersHaveIt() {
		prepare("ours", true);
		assertThat(policy("ours")).isEqualTo(SessionMergePolicy.class.getName());
		assertThat(policy(SessionMaps.attributes("ours"))).startsWith("com.hazelcast.");
	}

	@Test
	void mergePolicyOfOthersIsThatOfHazelcast() {
		prepare("others", false);
		assertThat(policy("others")).startsWith("com.hazelcast.");
	}

	@Test
	void configurationOfTheUserIsLeftAsItIs() {
		member.getConfig().addMapConfig(new MapConfig("user").setTimeToLiveSeconds(60).setBackupCount(2));
		prepare("user", true);
		assertThat(member.getConfig().findMapConfig("user")).satisfies((config) -> {
			assertThat(config.getTimeToLiveSeconds()).isEqualTo(60);
			assertThat(config.getBackupCount()).isEqualTo(2);
		});
		assertThat(policy("user")).startsWith("com.hazelcast.");
	}

	private static void prepare(String mapName, boolean mergePolicy) {
		SessionMaps.prepare(member, mapName, 1, Duration.ofMinutes(30), mergePolicy, (config) -> {
		});
	}

	private static String policy(String mapName) {
		return member.getConfig().findMapConfig(mapName).getMergePolicyConfig().getPolicy();
	}

}
