package io.github.hazelcastjetty.session.hazelcast;

import java.io.IOException;

import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.map.LocalMapStats;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import io.github.hazelcastjetty.session.support.TestMembers;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The store in two members of one cluster.
 */
class MemberSessionStoreTests extends AbstractHazelcastSessionStoreTests {

	private static HazelcastInstance one;

	private static HazelcastInstance other;

	@BeforeAll
	static void startMembers() throws IOException {
		int port = TestMembers.freePort();
		one = TestMembers.start("member-session-store-tests", port);
		other = TestMembers.start("member-session-store-tests", TestMembers.freePort(), port);
	}

	@AfterAll
	static void stopMembers() {
		one.getLifecycleService().terminate();
		other.getLifecycleService().terminate();
	}

	@Test
	void usersAreIndexedOnceSomebodyAsks() {
		LocalMapStats before = one.getMap(this.mapName).getLocalMapStats();
		assertThat(before.getIndexStats()).hasSize(1);
		super.other.findByPrincipal("ada");
		super.other.findByPrincipal("ada");
		LocalMapStats after = one.getMap(this.mapName).getLocalMapStats();
		assertThat(after.getIndexStats()).hasSize(2);
		assertThat(after.getIndexedQueryCount()).isEqualTo(2);
	}

	@Override
	HazelcastInstance instance(int node) {
		return (node == 0) ? one : other;
	}

}
