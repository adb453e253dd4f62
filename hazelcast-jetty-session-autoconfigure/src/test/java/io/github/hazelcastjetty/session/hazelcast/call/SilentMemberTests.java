package io.github.hazelcastjetty.session.hazelcast.call;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;

import com.hazelcast.client.HazelcastClient;
import com.hazelcast.client.config.ClientConfig;
import com.hazelcast.client.config.ClientConnectionStrategyConfig.ReconnectMode;
import com.hazelcast.config.MapConfig;
import com.hazelcast.core.EntryAdapter;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.map.IMap;
import com.hazelcast.topic.ITopic;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import io.github.hazelcastjetty.session.store.SessionStoreException;
import io.github.hazelcastjetty.session.store.SessionStoreListener;
import io.github.hazelcastjetty.session.store.SessionStoreStatus.Availability;
import io.github.hazelcastjetty.session.support.PartitionOwners;
import io.github.hazelcastjetty.session.support.StockMember;
import io.github.hazelcastjetty.session.support.TestMembers;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ClusterCalls} with a cluster of two members, one of which is frozen.
 */
@Timeout(180)
class SilentMemberTests {

	private static final Duration OPERATION_TIMEOUT = Duration.ofSeconds(4);

	private static final Duration LIMIT = Duration.ofSeconds(30);

	private static final int REQUESTS = 40;

	@TempDir
	private static Path directory;

	private static StockMember silent;

	private static StockMember answering;

	private static HazelcastInstance client;

	private static IMap<String, Integer> map;

	private static String onSilent;

	private static String onAnswering;

	private final List<String> changes = new CopyOnWriteArrayList<>();

	private ClusterCalls calls;

	@BeforeAll
	static void startCluster() throws Exception {
		int first = TestMembers.freePort();
		int second = TestMembers.freePort();
		silent = StockMember.start(TestMembers.config("silent", first, second), directory);
		answering = StockMember.start(TestMembers.config("silent", second, first), directory);
		client = connect(answering);
		Awaitility.await().atMost(LIMIT).until(() -> client.getCluster().getMembers().size() == 2);
		// With a backup, changes on one member would wait for the other one
		client.getConfig().addMapConfig(new MapConfig("map").setBackupCount(0));
		map = client.getMap("map");
		onSilent = PartitionOwners.keyOf(client, first);
		onAnswering = PartitionOwners.keyOf(client, second);
		map.put(onSilent, 1);
		map.put(onAnswering, 1);
	}

	private static HazelcastInstance connect(StockMember member) {
		ClientConfig config = member.clientConfig();
		config.getConnectionStrategyConfig().setReconnectMode(ReconnectMode.ASYNC);
		return HazelcastClient.newHazelcastClient(config);
	}

	@AfterAll
	static void stopCluster() throws Exception {
		client.shutdown();
		silent.close();
		answering.close();
	}

	@BeforeEach
	void open() {
		this.calls = open(client);
	}

	private ClusterCalls open(HazelcastInstance instance) {
		IMap<String, Integer> sessions = instance.getMap("map");
		return new ClusterCalls(instance, OPERATION_TIMEOUT, sessions::getAsync, () -> {
		}, new Changes());
	}

	@AfterEach
	void close() throws Exception {
		silent.resume();
		this.calls.close();
	}

	@Test
	void costsOthersNothingAndThoseWhoNeedItAMoment() throws Exception {
		silent.pause();
		assertThat(inParallel(() -> find(onSilent))).doesNotContain("found");
		long unanswered = this.calls.unansweredCalls();
		long refused = this.calls.refusedCalls();
		assertThat(unanswered).isPositive();
		assertThat(this.calls.availability()).isEqualTo(Availability.PARTIAL);
		assertThat(this.changes).hasSize(1).allMatch((change) -> change.startsWith("unavailable"));
		// From now on no call waits for it
		assertThat(inParallel(() -> find(onSilent))).doesNotContain("found");
		assertThat(this.calls.unansweredCalls()).isEqualTo(unanswered);
		assertThat(this.calls.refusedCalls()).isEqualTo(refused + REQUESTS);
		assertThat(inParallel(() -> find(onAnswering))).containsOnly("found");
		assertThat(change(onAnswering)).isEqualTo("changed");
		assertThat(this.changes).hasSize(1);
		silent.resume();
		waitUntilAvailable();
		assertThat(inParallel(() -> find(onSilent))).containsOnly("found");
		assertThat(change(onSilent)).isEqualTo("changed");
		Awaitility.await()
			.atMost(LIMIT)
			.untilAsserted(() -> assertThat(this.changes).hasSize(2).last().asString().startsWith("available"));
	}

	@Test
	void callsThatAreStuckDoNotHinderOthers() throws Exception {
		silent.pause();
		assertThat(inParallel(() -> change(onSilent))).containsOnly("failed");
		assertThat(inParallel(() -> change(onAnswering))).containsOnly("changed");
		silent.resume();
		waitUntilAvailable();
		assertThat(change(onSilent)).isEqualTo("changed");
	}

	@Test
	void queryFindsTheSilentMember() throws Exception {
		silent.pause();
		Deadline deadline = this.calls.deadline();
		assertThat(outcome("found", () -> this.calls.callAll("Asking", deadline, map::size))).isEqualTo("failed");
		assertThat(deadline.hasPassed()).isFalse();
		assertThat(find(onAnswering)).isEqualTo("found");
		silent.resume();
		waitUntilAvailable();
		assertThat(this.calls.<Integer>callAll("Asking", this.calls.deadline(), map::size)).isEqualTo(2);
	}

	@Test
	void closingDoesNotWaitForIt() throws Exception {
		ITopic<String> topic = client.getTopic("topic");
		UUID entries = map.addEntryListener(new EntryAdapter<>(), false);
		UUID messages = topic.addMessageListener((message) -> {
		});
		Thread closing = new Thread(() -> {
			this.calls.deregister(() -> map.removeEntryListener(entries), () -> topic.removeMessageListener(messages));
			this.calls.close();
		});
		silent.pause();
		closing.start();
		closing.join(Duration.ofSeconds(10).toMillis());
		assertThat(closing.isAlive()).isFalse();
	}

	@Test
	void clusterThatIsGoneIsUnavailable() throws Exception {
		HazelcastInstance member = TestMembers.start("gone", TestMembers.freePort());
		ClientConfig config = new ClientConfig();
		config.setClusterName("gone").getNetworkConfig().addAddress(address(member));
		config.getConnectionStrategyConfig().setReconnectMode(ReconnectMode.ASYNC);
		HazelcastInstance lonely = HazelcastClient.newHazelcastClient(config);
		try (ClusterCalls none = open(lonely)) {
			IMap<String, Integer> sessions = lonely.getMap("map");
			Callable<String> find = () -> outcome("found",
					() -> none.call("Asking", "key", none.deadline(), () -> sessions.get("key")));
			assertThat(find.call()).isEqualTo("found");
			member.getLifecycleService().terminate();
			Awaitility.await()
				.atMost(LIMIT)
				.until(() -> find.call().equals("failed") && none.availability() == Availability.NONE);
			assertThat(this.changes).contains("unavailable the cluster");
		}
		finally {
			lonely.shutdown();
			member.shutdown();
		}
	}

	private static String address(HazelcastInstance member) {
		return "127.0.0.1:" + member.getCluster().getLocalMember().getAddress().getPort();
	}

	private void waitUntilAvailable() {
		Awaitility.await().atMost(LIMIT).until(() -> this.calls.availability() == Availability.FULL);
	}

	private String find(String key) {
		return outcome("found", () -> this.calls.call("Asking", key, this.calls.deadline(), () -> map.get(key)));
	}

	private String change(String key) {
		return outcome("changed",
				() -> this.calls.call("Changing", key, this.calls.deadline(), () -> map.replace(key, 2)));
	}

	private static String outcome(String success, Runnable call) {
		try {
			call.run();
			return success;
		}
		catch (SessionStoreException ex) {
			return "failed";
		}
	}

	private static List<String> inParallel(Callable<String> request) throws Exception {
		ExecutorService threads = Executors.newFixedThreadPool(REQUESTS);
		try {
			List<Future<String>> futures = threads.invokeAll(Stream.generate(() -> request).limit(REQUESTS).toList());
			List<String> outcomes = new ArrayList<>();
			for (Future<String> future : futures) {
				outcomes.add(future.get());
			}
			return outcomes;
		}
		finally {
			threads.shutdownNow();
		}
	}

	/**
	 * Notes what changes.
	 */
	private final class Changes implements SessionStoreListener {

		@Override
		public void unavailable(String part) {
			SilentMemberTests.this.changes.add("unavailable " + part);
		}

		@Override
		public void available(String part) {
			SilentMemberTests.this.changes.add("available " + part);
		}

	}

}
