package io.github.hazelcastjetty.session.hazelcast;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.map.IMap;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import io.github.hazelcastjetty.session.hazelcast.FaultInjector.Fault;
import io.github.hazelcastjetty.session.store.SessionKey;
import io.github.hazelcastjetty.session.store.SessionRecord;
import io.github.hazelcastjetty.session.store.SessionStoreException;
import io.github.hazelcastjetty.session.store.SessionStoreStatus.Availability;
import io.github.hazelcastjetty.session.store.StoredAttribute;
import io.github.hazelcastjetty.session.support.TestMembers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * A node fails between any two steps of what it does. Another node must find a usable
 * session, whole and under one name, or none; and nothing that stays for good.
 */
@Timeout(60)
class CrashTests {

	private static final Duration OPERATION_TIMEOUT = Duration.ofSeconds(20);

	/**
	 * After this the other node takes a claim for abandoned.
	 */
	private static final Duration LATER = Duration.ofMinutes(2);

	/**
	 * How long a session that never expires keeps its attributes at least.
	 */
	private static final Duration NEVER = Duration.ofDays(365);

	private static final Map<SessionAction, Integer> STEPS = new EnumMap<>(SessionAction.class);

	private static int port;

	private static HazelcastInstance survivor;

	private static HazelcastInstance failing;

	private final String mapName = "sessions-" + UUID.randomUUID();

	private final FaultInjector faults = new FaultInjector();

	private final List<HazelcastSessionStore> stores = new ArrayList<>();

	private Duration later = Duration.ZERO;

	private HazelcastSessionStore other;

	@BeforeAll
	static void startMembers() throws IOException {
		port = TestMembers.freePort();
		survivor = TestMembers.start("crash-tests", port);
		failing = startMember();
	}

	@AfterAll
	static void stopMembers() {
		failing.getLifecycleService().terminate();
		survivor.getLifecycleService().terminate();
	}

	private static HazelcastInstance startMember() throws IOException {
		HazelcastInstance member = TestMembers.start("crash-tests", TestMembers.freePort(), port);
		Awaitility.await().until(survivor.getPartitionService()::isClusterSafe);
		return member;
	}

	@BeforeEach
	void openStore() {
		this.other = open(survivor);
	}

	@AfterEach
	void closeStores() {
		this.stores.forEach(HazelcastSessionStore::close);
		survivor.getMap(this.mapName).destroy();
		survivor.getMap(this.mapName + "-attributes").destroy();
	}

	private HazelcastSessionStore open(HazelcastInstance instance) {
		return open(instance, OPERATION_TIMEOUT);
	}

	private HazelcastSessionStore open(HazelcastInstance instance, Duration operationTimeout) {
		Duration ttl = SessionMaps.prepare(instance, this.mapName, 1, SessionAction.TIMEOUT, (config) -> {
		});
		HazelcastSessionStore store = new HazelcastSessionStore(instance, this.mapName, ttl, operationTimeout, () -> {
		}, Clock.tick(new LaterClock(), Duration.ofMillis(1)));
		this.stores.add(store);
		return store;
	}

	@ParameterizedTest
	@EnumSource
	void nodeDiesBeforeAnyStep(SessionAction action) {
		failAtEachStep(action, Fault.DEATH);
	}

	@ParameterizedTest
	@EnumSource
	void anyStepFails(SessionAction action) {
		failAtEachStep(action, Fault.FAILURE);
	}

	@ParameterizedTest
	@EnumSource
	void answerToAnyStepIsLost(SessionAction action) {
		failAtEachStep(action, Fault.LOST_ANSWER);
	}

	private void failAtEachStep(SessionAction action, Fault fault) {
		HazelcastSessionStore unlucky = open(this.faults.interpose(failing));
		int steps = steps(action, unlucky);
		for (int step = 1; step <= steps; step++) {
			SessionKey key = prepare(action);
			Awaitility.await().until(() -> unlucky.availability() == Availability.FULL);
			this.faults.arm(step, fault);
			boolean done = attempt(action, unlucky, key);
			Awaitility.await().until(this.faults::hasStruck);
			check(action, key, done);
			this.faults.disarm();
		}
	}

	/**
	 * The node is a member, so that data goes with it. After each step another one is
	 * started.
	 */
	@Timeout(180)
	@ParameterizedTest
	@EnumSource(names = { "CHANGE", "RENAME", "DESTROY" })
	void memberIsTerminatedBeforeAnyStep(SessionAction action) throws IOException {
		int steps = steps(action, open(this.faults.interpose(failing)));
		for (int step = 1; step <= steps; step++) {
			HazelcastInstance member = failing;
			HazelcastSessionStore dying = open(this.faults.interpose(member));
			SessionKey key = prepare(action);
			this.faults.arm(step, Fault.interruption(member.getLifecycleService()::terminate));
			try {
				boolean done = attempt(action, dying, key);
				// The last steps are such that nobody waits for
				Awaitility.await().until(() -> !member.getLifecycleService().isRunning());
				check(action, key, done);
			}
			finally {
				this.faults.disarm();
				failing = startMember();
			}
		}
	}

	@Test
	void nodeThatGoesOnAfterItsRenamingWasUndoneBringsNoSecondIdAbout() throws Exception {
		HazelcastSessionStore slow = open(this.faults.interpose(failing));
		int steps = steps(SessionAction.RENAME, slow);
		for (int step = 1; step <= steps; step++) {
			SessionKey key = prepare(SessionAction.RENAME);
			CountDownLatch stopped = new CountDownLatch(1);
			CountDownLatch goOn = new CountDownLatch(1);
			this.faults.arm(step, Fault.interruption(() -> {
				stopped.countDown();
				await(goOn);
			}));
			CompletableFuture<Boolean> done = CompletableFuture
				.supplyAsync(() -> attempt(SessionAction.RENAME, slow, key), (task) -> new Thread(task).start());
			await(stopped);
			try {
				sweepLater();
				assertThat(usable(key)).hasSizeLessThanOrEqualTo(1);
			}
			finally {
				goOn.countDown();
			}
			boolean renamed = done.get(20, TimeUnit.SECONDS);
			this.faults.disarm();
			this.later = Duration.ZERO;
			check(SessionAction.RENAME, key, renamed);
		}
	}

	@Test
	void sessionThatTwoNodesRenameAtTheSameMomentIsFoundByItsOldName() {
		HazelcastSessionStore slow = open(this.faults.interpose(failing));
		HazelcastSessionStore quick = open(survivor, Duration.ofSeconds(3));
		int steps = steps(SessionAction.RENAME, slow);
		for (int step = 1; step <= steps; step++) {
			SessionKey key = prepare(SessionAction.RENAME);
			SessionKey rival = key.withId(key.id() + "-rival");
			SessionRecord known = this.other.find(key);
			this.faults.arm(step, Fault.interruption(() -> renameIfPossible(quick, key, rival, known)));
			slow.rename(key, SessionAction.renamed(key), known, SessionAction.change());
			this.faults.disarm();
			assertThat(this.other.update(key, known, SessionAction.change())).isNull();
			SessionKey present = this.other.findRenamed(key);
			assertThat(present).as("step " + step).isIn(rival, SessionAction.renamed(key));
			assertThat(content(present)).as("step " + step).containsEntry("added", 7001);
		}
	}

	private static void renameIfPossible(HazelcastSessionStore store, SessionKey from, SessionKey to,
			SessionRecord known) {
		try {
			store.rename(from, to, known, SessionAction.change());
		}
		catch (SessionStoreException ex) {
			// The other node has come first, and is not done yet
		}
	}

	@Test
	void sessionThatRanOutWhileItsRenamingWasAbandonedDoesNotComeBack() {
		HazelcastSessionStore dying = open(this.faults.interpose(failing));
		SessionKey key = prepare(SessionAction.RENAME);
		this.faults.arm(steps(SessionAction.RENAME, dying), Fault.DEATH);
		attempt(SessionAction.RENAME, dying, key);
		SessionKey renamed = SessionAction.renamed(key);
		assertThat(usable(key)).containsExactly(renamed);
		this.later = SessionAction.TIMEOUT.plus(LATER);
		SessionRecord claimed = this.other.claim(renamed, (record) -> true);
		assertThat(claimed).isNotNull();
		this.other.remove(renamed, claimed);
		this.other.claim(key, (record) -> record.times().isExpiredAt(now()));
		SessionRecord old = this.other.find(key);
		assertThat(old == null || old.times().isExpiredAt(now())).isTrue();
	}

	@Test
	void largeAttributesGoWithASessionWhoseRemovalWasNotConfirmed() {
		HazelcastSessionStore unlucky = open(this.faults.interpose(failing));
		SessionKey key = prepare(SessionAction.DESTROY);
		SessionRecord claimed = unlucky.claim(key, (record) -> true);
		assertThat(claimed).isNotNull();
		this.faults.arm(1, Fault.LOST_ANSWER);
		assertThatExceptionOfType(SessionStoreException.class).isThrownBy(() -> unlucky.remove(key, claimed));
		this.faults.disarm();
		Awaitility.await().until(() -> unlucky.availability() == Availability.FULL);
		unlucky.remove(key, claimed);
		Awaitility.await().until(() -> survivor.getMap(this.mapName + "-attributes").isEmpty());
	}

	@Test
	void refusalNamesTheReason() {
		HazelcastSessionStore unlucky = open(this.faults.interpose(failing));
		SessionKey key = prepare(SessionAction.CHANGE);
		this.faults.arm(1, Fault.DEATH);
		assertThatExceptionOfType(SessionStoreException.class)
			.isThrownBy(() -> SessionAction.CHANGE.perform(unlucky, key))
			.withMessageContaining("HazelcastInstanceNotActiveException");
	}

	/**
	 * Count the steps of an action that goes well.
	 */
	private int steps(SessionAction action, HazelcastSessionStore store) {
		return STEPS.computeIfAbsent(action, (unknown) -> {
			SessionKey key = prepare(action);
			this.faults.disarm();
			assertThat(attempt(action, store, key)).isTrue();
			check(action, key, true);
			// Those too that nobody waits for
			Awaitility.await().pollInterval(Duration.ofMillis(200)).until(this.faults::hasRested);
			assertThat(this.faults.count()).isGreaterThan(1);
			return this.faults.count();
		});
	}

	private SessionKey prepare(SessionAction action) {
		SessionKey key = SessionKey.of("id-" + UUID.randomUUID());
		this.later = Duration.ZERO;
		action.prepare(this.other, key);
		return key;
	}

	/**
	 * Do something.
	 * @return whether it was done, as far as the node knows
	 */
	private boolean attempt(SessionAction action, HazelcastSessionStore store, SessionKey key) {
		try {
			action.perform(store, key);
			return true;
		}
		catch (SessionStoreException ex) {
			return false;
		}
	}

	private void check(SessionAction action, SessionKey key, boolean done) {
		assertThat(usable(key)).hasSizeLessThanOrEqualTo(1);
		sweepLater();
		List<SessionKey> usable = usable(key);
		Map<String, Integer> content = usable.isEmpty() ? null : content(usable.get(0));
		action.check(key, done, usable, content);
		Awaitility.await().untilAsserted(() -> checkEntries(key, usable));
	}

	/**
	 * What the other node does when the claims of the failed one have run out.
	 */
	private void sweepLater() {
		this.later = LATER;
		for (int sweep = 0; sweep < 2; sweep++) {
			for (SessionKey key : this.other.findExpired(now())) {
				SessionRecord claimed = this.other.claim(key, (record) -> record.times().isExpiredAt(now()));
				if (claimed != null) {
					this.other.remove(key, claimed);
				}
			}
		}
	}

	private List<SessionKey> usable(SessionKey key) {
		List<SessionKey> usable = new ArrayList<>();
		for (SessionKey name : List.of(key, SessionAction.renamed(key))) {
			if (isUsable(name)) {
				usable.add(name);
			}
		}
		return usable;
	}

	private boolean isUsable(SessionKey name) {
		try {
			return this.other.find(name) != null;
		}
		catch (SessionStoreException ex) {
			// Its renaming was left in the middle
			return false;
		}
	}

	/**
	 * The sizes of all values, each of which can be read.
	 */
	private Map<String, Integer> content(SessionKey key) {
		SessionRecord record = this.other.find(key);
		assertThat(record).isNotNull();
		Map<String, byte[]> apart = this.other.readApart(key, record, record.attributes().keySet());
		Map<String, Integer> content = new TreeMap<>();
		record.attributes().forEach((name, attribute) -> {
			byte[] value = (attribute instanceof StoredAttribute.Inline inline) ? inline.bytes() : apart.get(name);
			assertThat(value).as(name).isNotNull();
			content.put(name, value.length);
		});
		return content;
	}

	/**
	 * No head but that of the usable session, no attribute for good that belongs to none,
	 * and those of the session for as long as it lasts.
	 */
	private void checkEntries(SessionKey key, List<SessionKey> usable) {
		IMap<String, SessionHead> heads = survivor.getMap(this.mapName);
		IMap<AttributeKey, byte[]> attributes = survivor.getMap(this.mapName + "-attributes");
		List<Long> used = new ArrayList<>();
		long expiry = 0;
		for (SessionKey name : List.of(key, SessionAction.renamed(key))) {
			SessionHead head = heads.get(name.value());
			assertThat(head != null && !Claims.isPlaceholder(head)).isEqualTo(usable.contains(name));
			if (head != null && usable.contains(name)) {
				expiry = Math.min(head.expiry(), now().plus(NEVER).toEpochMilli());
				HeadBodyFormat.read(head).attributes().values().forEach((attribute) -> {
					if (attribute instanceof StoredAttribute.Apart apart) {
						used.add(apart.stamp());
					}
				});
			}
		}
		for (AttributeKey entry : attributes.keySet()) {
			var view = attributes.getEntryView(entry);
			if (view == null || !entry.session().equals(key.value())) {
				continue;
			}
			if (used.contains(entry.stamp())) {
				assertThat(view.getExpirationTime()).isGreaterThanOrEqualTo(expiry);
			}
			else {
				assertThat(view.getTtl()).isBetween(1L, SessionAction.LONGEST_LIFE.toMillis());
			}
		}
	}

	private Instant now() {
		return Instant.now().plus(this.later);
	}

	private static void await(CountDownLatch latch) {
		try {
			assertThat(latch.await(20, TimeUnit.SECONDS)).isTrue();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * The clock of the nodes, which a test puts forward.
	 */
	private final class LaterClock extends Clock {

		@Override
		public ZoneOffset getZone() {
			return ZoneOffset.UTC;
		}

		@Override
		public Clock withZone(@Nullable ZoneId zone) {
			return this;
		}

		@Override
		public Instant instant() {
			return now();
		}

	}

}
