package io.github.hazelcastjetty.session.hazelcast;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;

import com.hazelcast.client.HazelcastClient;
import com.hazelcast.client.config.ClientConfig;
import com.hazelcast.client.config.ClientConnectionStrategyConfig.ReconnectMode;
import com.hazelcast.core.HazelcastInstance;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.github.hazelcastjetty.session.store.SessionDelta;
import io.github.hazelcastjetty.session.store.SessionKey;
import io.github.hazelcastjetty.session.store.SessionRecord;
import io.github.hazelcastjetty.session.store.SessionStoreException;
import io.github.hazelcastjetty.session.store.SessionStoreListener;
import io.github.hazelcastjetty.session.store.SessionStoreStatus.Availability;
import io.github.hazelcastjetty.session.store.SessionTimes;
import io.github.hazelcastjetty.session.support.PartitionOwners;
import io.github.hazelcastjetty.session.support.StockMember;
import io.github.hazelcastjetty.session.support.TestMembers;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A cluster of two members, one of which is frozen.
 */
class SilentMemberTests {

	private static final Duration OPERATION_TIMEOUT = Duration.ofSeconds(4);

	private static final Duration LIMIT = Duration.ofSeconds(30);

	private static final int REQUESTS = 40;

	private final List<String> changes = new CopyOnWriteArrayList<>();

	private final Map<SessionKey, SessionRecord> records = new HashMap<>();

	@TempDir
	private Path directory;

	private StockMember silent;

	private StockMember answering;

	private HazelcastInstance client;

	private HazelcastSessionStore store;

	private SessionKey onSilent;

	private SessionKey onAnswering;

	@BeforeEach
	void startCluster() throws Exception {
		int first = TestMembers.freePort();
		int second = TestMembers.freePort();
		this.silent = StockMember.start(TestMembers.config("silent-member", first, second), this.directory);
		this.answering = StockMember.start(TestMembers.config("silent-member", second, first), this.directory);
		ClientConfig clientConfig = this.answering.clientConfig();
		clientConfig.getConnectionStrategyConfig().setReconnectMode(ReconnectMode.ASYNC);
		this.client = HazelcastClient.newHazelcastClient(clientConfig);
		Awaitility.await().atMost(LIMIT).until(() -> this.client.getCluster().getMembers().size() == 2);
		Duration ttl = SessionMaps.prepare(this.client, "sessions", 0, Duration.ofMinutes(30), (config) -> {
		});
		this.store = new HazelcastSessionStore(this.client, "sessions", ttl, OPERATION_TIMEOUT);
		this.store.addListener(new Changes());
		Awaitility.await().atMost(LIMIT).until(() -> partitions(first) >= 15 && partitions(second) >= 15);
		// The first calls of all may take long
		try (HazelcastSessionStore patient = new HazelcastSessionStore(this.client, "sessions", ttl, LIMIT)) {
			this.onSilent = insert(patient, first);
			this.onAnswering = insert(patient, second);
		}
	}

	@AfterEach
	void stopCluster() throws Exception {
		this.store.close();
		this.client.shutdown();
		this.silent.close();
		this.answering.close();
	}

	@Test
	void costsOthersNothingAndThoseWhoNeedItAMoment() throws Exception {
		this.silent.pause();
		assertThat(inParallel(() -> find(this.onSilent))).doesNotContain("found");
		long unanswered = this.store.unansweredCalls();
		long refused = this.store.refusedCalls();
		assertThat(unanswered).isPositive();
		assertThat(this.store.availability()).isEqualTo(Availability.PARTIAL);
		assertThat(this.changes).hasSize(1).allMatch((change) -> change.startsWith("unavailable"));
		// From now on nobody waits for it
		assertThat(inParallel(() -> find(this.onSilent))).doesNotContain("found");
		assertThat(this.store.unansweredCalls()).isEqualTo(unanswered);
		assertThat(this.store.refusedCalls()).isEqualTo(refused + REQUESTS);
		assertThat(inParallel(() -> find(this.onAnswering))).containsOnly("found");
		assertThat(update(this.onAnswering)).isEqualTo("stored");
		assertThat(this.changes).hasSize(1);
		this.silent.resume();
		Awaitility.await().atMost(LIMIT).until(() -> this.store.availability() == Availability.FULL);
		assertThat(inParallel(() -> find(this.onSilent))).containsOnly("found");
		assertThat(update(this.onSilent)).isEqualTo("stored");
		assertThat(this.changes).hasSize(2).last().asString().startsWith("available");
	}

	@Test
	void blockingCallsThatAreStuckLeaveWorkersForOthers() throws Exception {
		this.silent.pause();
		List<String> outcomes = inParallel(() -> update(this.onSilent));
		assertThat(outcomes).doesNotContain("stored");
		assertThat(inParallel(() -> update(this.onAnswering))).containsOnly("stored");
		this.silent.resume();
		Awaitility.await().atMost(LIMIT).until(() -> this.store.availability() == Availability.FULL);
		assertThat(update(this.onSilent)).isEqualTo("stored");
	}

	@Test
	void clusterThatIsGoneIsUnavailableUntilItIsBack() throws Exception {
		this.silent.close();
		this.answering.close();
		Awaitility.await()
			.atMost(LIMIT)
			.until(() -> find(this.onAnswering).equals("failed") && this.store.availability() == Availability.NONE);
		assertThat(find(this.onSilent)).isEqualTo("failed");
		assertThat(this.changes).contains("unavailable the cluster");
	}

	private long partitions(int ownerPort) {
		return PartitionOwners.count(this.client, ownerPort);
	}

	private SessionKey insert(HazelcastSessionStore patient, int ownerPort) {
		SessionKey key = SessionKey.of(PartitionOwners.keyOf(this.client, ownerPort));
		this.records.put(key, patient.insert(key, delta()));
		return key;
	}

	private static SessionDelta delta() {
		Instant now = Instant.now();
		return new SessionDelta(Map.of(), Set.of(),
				new SessionTimes(now, now, now, Duration.ofMinutes(30), now.plus(Duration.ofMinutes(30)), null), false,
				false);
	}

	private String find(SessionKey key) {
		try {
			return (this.store.find(key) != null) ? "found" : "missing";
		}
		catch (SessionStoreException ex) {
			return "failed";
		}
	}

	private String update(SessionKey key) {
		try {
			SessionRecord known = this.records.get(key);
			return (this.store.update(key, known, delta()) != null) ? "stored" : "missing";
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
