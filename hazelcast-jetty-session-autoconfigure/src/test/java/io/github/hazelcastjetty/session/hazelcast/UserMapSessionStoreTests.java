package io.github.hazelcastjetty.session.hazelcast;

import java.io.IOException;

import com.hazelcast.config.Config;
import com.hazelcast.config.InMemoryFormat;
import com.hazelcast.config.MapConfig;
import com.hazelcast.core.Hazelcast;
import com.hazelcast.core.HazelcastInstance;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

import io.github.hazelcastjetty.session.support.TestMembers;

/**
 * The store in maps that the user has configured in the oddest way that is not refused.
 */
class UserMapSessionStoreTests extends AbstractHazelcastSessionStoreTests {

	private static HazelcastInstance one;

	private static HazelcastInstance other;

	@BeforeAll
	static void startMembers() throws IOException {
		int port = TestMembers.freePort();
		one = start(port);
		other = start(TestMembers.freePort(), port);
	}

	private static HazelcastInstance start(int port, int... others) {
		Config config = TestMembers.config("user-map-session-store-tests", port, others);
		config.addMapConfig(new MapConfig("sessions-*").setInMemoryFormat(InMemoryFormat.OBJECT)
			.setReadBackupData(true)
			.setStatisticsEnabled(false)
			.setBackupCount(0)
			.setAsyncBackupCount(1));
		return Hazelcast.newHazelcastInstance(config);
	}

	@AfterAll
	static void stopMembers() {
		one.getLifecycleService().terminate();
		other.getLifecycleService().terminate();
	}

	@Override
	boolean keepsObjects() {
		return true;
	}

	@Override
	HazelcastInstance instance(int node) {
		return (node == 0) ? one : other;
	}

}
