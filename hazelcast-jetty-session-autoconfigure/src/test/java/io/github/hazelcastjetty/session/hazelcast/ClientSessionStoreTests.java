package io.github.hazelcastjetty.session.hazelcast;

import java.io.IOException;
import java.nio.file.Path;

import com.hazelcast.core.HazelcastInstance;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

import io.github.hazelcastjetty.session.support.StockMember;

/**
 * The store in two clients of a member that knows nothing but Hazelcast.
 */
class ClientSessionStoreTests extends AbstractHazelcastSessionStoreTests {

	private static StockMember member;

	private static HazelcastInstance one;

	private static HazelcastInstance other;

	@BeforeAll
	static void startMember(@TempDir Path directory) throws IOException {
		member = StockMember.start("client-session-store-tests", directory);
		one = member.connect();
		other = member.connect();
	}

	@AfterAll
	static void stopMember() throws InterruptedException {
		one.shutdown();
		other.shutdown();
		member.close();
	}

	@Override
	HazelcastInstance instance(int node) {
		return (node == 0) ? one : other;
	}

}
