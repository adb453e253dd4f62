package io.github.hazelcastjetty.session.hazelcast;

import java.io.IOException;

import com.hazelcast.core.HazelcastInstance;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

import io.github.hazelcastjetty.session.support.TestMembers;

/**
 * The store in two members of one cluster.
 */
class MemberSessionStoreTests extends AbstractSessionStoreTests {

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

	@Override
	HazelcastInstance instance(int node) {
		return (node == 0) ? one : other;
	}

}
