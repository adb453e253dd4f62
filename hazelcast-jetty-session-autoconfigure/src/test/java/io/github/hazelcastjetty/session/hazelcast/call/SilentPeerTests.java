package io.github.hazelcastjetty.session.hazelcast.call;

import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;

import com.hazelcast.config.Config;
import com.hazelcast.config.MapConfig;
import com.hazelcast.core.Hazelcast;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.map.IMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import io.github.hazelcastjetty.session.store.SessionStoreException;
import io.github.hazelcastjetty.session.store.SessionStoreListener;
import io.github.hazelcastjetty.session.support.PartitionOwners;
import io.github.hazelcastjetty.session.support.StockMember;
import io.github.hazelcastjetty.session.support.TestMembers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.mockito.Mockito.mock;

/**
 * Tests for {@link ClusterCalls} of a member, while another member stands still. A member
 * waits for it though its thread is interrupted.
 */
@Timeout(120)
class SilentPeerTests {

	private static final Duration OPERATION_TIMEOUT = Duration.ofSeconds(2);

	/**
	 * Hazelcast itself would wait for a minute.
	 */
	private static final Duration LIMIT = Duration.ofSeconds(20);

	@TempDir
	private Path directory;

	@Test
	void callsOfAMemberAreBounded() throws Exception {
		int port = TestMembers.freePort();
		int own = TestMembers.freePort();
		try (StockMember silent = StockMember.start(TestMembers.config("silent-peer", port, own), this.directory)) {
			Config config = TestMembers.config("silent-peer", own, port);
			config.addMapConfig(new MapConfig("map").setBackupCount(0));
			HazelcastInstance member = Hazelcast.newHazelcastInstance(config);
			IMap<String, Integer> map = member.getMap("map");
			try (ClusterCalls calls = new ClusterCalls(member, OPERATION_TIMEOUT, map::getAsync, () -> {
			}, mock(SessionStoreListener.class))) {
				String key = PartitionOwners.keyOf(member, port);
				String ownKey = PartitionOwners.keyOf(member, own);
				map.put(key, 1);
				silent.pause();
				assertRefused(calls, key, () -> map.get(key));
				assertRefused(calls, key, () -> map.replace(key, 1, 2));
				assertThat(calls.<Integer>call("Reading", ownKey, calls.deadline(), () -> map.get(ownKey))).isNull();
			}
			finally {
				silent.resume();
				member.getLifecycleService().terminate();
			}
		}
	}

	private static void assertRefused(ClusterCalls calls, String key, Callable<Object> call) {
		long start = System.nanoTime();
		assertThatExceptionOfType(SessionStoreException.class)
			.isThrownBy(() -> calls.<Object>call("Asking", key, calls.deadline(), call));
		assertThat(System.nanoTime() - start).isLessThan(LIMIT.toNanos());
	}

}
