package io.github.hazelcastjetty.session.hazelcast;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import com.hazelcast.config.Config;
import com.hazelcast.config.MapConfig;
import com.hazelcast.core.Hazelcast;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.core.LifecycleEvent.LifecycleState;
import com.hazelcast.nio.ObjectDataInput;
import com.hazelcast.nio.ObjectDataOutput;
import com.hazelcast.spi.merge.MergingValue;
import com.hazelcast.spi.merge.SplitBrainMergePolicy;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import io.github.hazelcastjetty.session.hazelcast.setup.SessionMaps;
import io.github.hazelcastjetty.session.store.SessionDelta;
import io.github.hazelcastjetty.session.store.SessionKey;
import io.github.hazelcastjetty.session.store.SessionStoreException;
import io.github.hazelcastjetty.session.store.SessionTimes;
import io.github.hazelcastjetty.session.support.PartitionOwners;
import io.github.hazelcastjetty.session.support.TestMembers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * A part of two members joins a larger one, and one of the two is done with merging long
 * before the other.
 */
@Timeout(120)
class MergingPartTests {

	private static final String SLOW_MAP = "slow";

	private static final CountDownLatch goOn = new CountDownLatch(1);

	private final List<HazelcastInstance> members = new ArrayList<>();

	@AfterEach
	void stop() {
		goOn.countDown();
		this.members.forEach((member) -> member.getLifecycleService().terminate());
	}

	@Test
	void memberThatIsDoneAnswersWhenItsPartIs() throws Exception {
		int larger = TestMembers.freePort();
		start(larger);
		start(TestMembers.freePort(), larger);
		HazelcastInstance third = start(TestMembers.freePort(), larger);
		int smaller = TestMembers.freePort();
		int slowPort = TestMembers.freePort();
		HazelcastInstance quick = start(smaller);
		HazelcastInstance slow = start(slowPort, smaller);
		Awaitility.await().until(() -> third.getCluster().getMembers().size() == 3);
		Awaitility.await().until(() -> PartitionOwners.count(quick, slowPort) >= 15);
		CountDownLatch quickIsDone = new CountDownLatch(1);
		try (HazelcastSessionStore store = open(quick)) {
			quick.getLifecycleService().addLifecycleListener((event) -> {
				if (event.getState() == LifecycleState.MERGED) {
					quickIsDone.countDown();
				}
			});
			open(slow);
			String onSlow = PartitionOwners.keyOf(quick, slowPort);
			SessionKey key = SessionKey.of(onSlow);
			store.insert(key, new byte[] { 1 }, delta());
			quick.getMap(SLOW_MAP).set(onSlow, "value");
			quick.getConfig().getNetworkConfig().getJoin().getTcpIpConfig().addMember("127.0.0.1:" + larger);
			assertThat(quickIsDone.await(60, TimeUnit.SECONDS)).isTrue();
			Awaitility.await()
				.during(Duration.ofSeconds(3))
				.untilAsserted(() -> assertThatExceptionOfType(SessionStoreException.class)
					.isThrownBy(() -> store.find(key, null)));
			goOn.countDown();
			Awaitility.await()
				.atMost(Duration.ofSeconds(30))
				.ignoreExceptionsInstanceOf(SessionStoreException.class)
				.until(() -> true, (done) -> store.find(key, null) != null);
		}
	}

	private HazelcastInstance start(int port, int... others) {
		Config config = TestMembers.config("merging-part-tests", port, others);
		config.setProperty("hazelcast.merge.first.run.delay.seconds", "1");
		config.setProperty("hazelcast.merge.next.run.delay.seconds", "1");
		MapConfig slow = new MapConfig(SLOW_MAP);
		slow.getMergePolicyConfig().setPolicy(SlowMergePolicy.class.getName());
		config.addMapConfig(slow);
		HazelcastInstance member = Hazelcast.newHazelcastInstance(config);
		this.members.add(member);
		return member;
	}

	private static HazelcastSessionStore open(HazelcastInstance member) {
		SessionMaps.prepare(member, "sessions", 1, Duration.ofMinutes(30), true, (config) -> {
		});
		return new HazelcastSessionStore(member, "sessions", Duration.ofSeconds(20));
	}

	private static SessionDelta delta() {
		Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
		Duration timeout = Duration.ofMinutes(30);
		return SessionDelta.touch(new SessionTimes(now, now, now, timeout, now.plus(timeout), null), false);
	}

	/**
	 * Waits for the test.
	 */
	public static final class SlowMergePolicy implements SplitBrainMergePolicy<Object, MergingValue<Object>, Object> {

		@Override
		public Object merge(MergingValue<Object> mergingValue, MergingValue<Object> existingValue) {
			try {
				assertThat(goOn.await(60, TimeUnit.SECONDS)).isTrue();
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
			return mergingValue.getRawValue();
		}

		@Override
		public void writeData(ObjectDataOutput out) throws IOException {
			// It has no state
		}

		@Override
		public void readData(ObjectDataInput in) throws IOException {
			// It has no state
		}

	}

}
