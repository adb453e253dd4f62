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
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;

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
import io.github.hazelcastjetty.session.hazelcast.format.AttributeKey;
import io.github.hazelcastjetty.session.hazelcast.format.SessionHead;
import io.github.hazelcastjetty.session.hazelcast.format.StoredHead;
import io.github.hazelcastjetty.session.hazelcast.setup.SessionMaps;
import io.github.hazelcastjetty.session.store.SecretChange;
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
 * session, whole and with one secret, or none; and nothing that stays for good.
 */
@Timeout(60)
class CrashTests {

	private static final Duration OPERATION_TIMEOUT = Duration.ofSeconds(20);

	/**
	 * When it has seen a claim for so long, the other node takes it over.
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

	/**
	 * How far the clocks of the nodes are ahead.
	 */
	private Duration ahead = Duration.ZERO;

	/**
	 * How much time has passed.
	 */
	private Duration elapsed = Duration.ZERO;

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
		SessionMaps.prepare(instance, this.mapName, 1, SessionAction.TIMEOUT, false, (config) -> {
		});
		HazelcastSessionStore store = new HazelcastSessionStore(instance, this.mapName, OPERATION_TIMEOUT, () -> {
		}, Clock.tick(new LaterClock(), Duration.ofMillis(1)), () -> System.nanoTime() + this.elapsed.toNanos());
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
	@EnumSource(names = { "CHANGE", "CHANGE_ID", "DESTROY" })
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
	void ofTwoNodesThatChangeTheIdAtTheSameMomentTheLaterOneTakesOverTheIdOfTheFirst() {
		HazelcastSessionStore slow = open(this.faults.interpose(failing));
		int steps = steps(SessionAction.CHANGE_ID, slow);
		for (int step = 1; step <= steps; step++) {
			SessionKey key = prepare(SessionAction.CHANGE_ID);
			byte[] rival = { (byte) step };
			this.faults.arm(step,
					Fault.interruption(() -> assertThat(this.other.update(key, find(key),
							SessionAction.change().withSecret(new SecretChange(SessionAction.SECRET, rival))))
						.isNotNull()));
			SessionRecord known = slow.find(key, null);
			assertThat(known).isNotNull();
			byte[] ours = { 0 };
			SessionRecord changed = slow.update(key, known,
					SessionAction.change().withSecret(new SecretChange(SessionAction.SECRET, ours)));
			Awaitility.await().until(this.faults::hasStruck);
			this.faults.disarm();
			assertThat(changed).isNotNull();
			assertThat(find(key).secret()).as("step " + step).isEqualTo(changed.secret()).isIn(rival, ours);
			assertThat(content(key)).as("step " + step).containsEntry("added", 7001);
		}
	}

	@Test
	void largeValuesAreThereThoughACallIsRepeatedAfterAnotherNodeHasReplacedThem() {
		HazelcastSessionStore slow = open(this.faults.interpose(failing));
		int steps = steps(SessionAction.CHANGE, slow);
		for (int step = 1; step <= steps; step++) {
			SessionKey key = prepare(SessionAction.CHANGE);
			this.faults.arm(step, Fault.repetition(() -> changeAndAwaitDeletion(key)));
			assertThat(attempt(SessionAction.CHANGE, slow, key)).isTrue();
			Awaitility.await().until(this.faults::hasStruck);
			this.faults.disarm();
			assertThat(content(key)).as("step " + step).containsEntry("replaced", 7000);
		}
	}

	private void changeAndAwaitDeletion(SessionKey key) {
		StoredHead before = (StoredHead) find(key);
		assertThat(this.other.update(key, before, SessionAction.change())).isNotNull();
		Set<AttributeKey> replaced = before.large(key);
		replaced.removeAll(((StoredHead) find(key)).large(key));
		IMap<AttributeKey, byte[]> attributes = survivor.getMap(this.mapName + "-attributes");
		Awaitility.await().until(() -> replaced.stream().noneMatch(attributes::containsKey));
	}

	@Test
	void clocksThatDifferMakeNoClaimLookOld() {
		SessionKey key = prepare(SessionAction.DESTROY);
		SessionRecord claimed = this.other.claim(key, (record) -> true);
		assertThat(claimed).isNotNull();
		HazelcastSessionStore ahead = open(failing);
		this.ahead = LATER;
		assertThat(ahead.findExpired(now())).isEmpty();
		assertThat(ahead.claim(key, (record) -> true)).isNull();
		this.ahead = LATER.negated();
		this.elapsed = LATER;
		assertThat(ahead.findExpired(now())).containsExactly(key);
		assertThat(ahead.claim(key, (record) -> false)).isNotNull();
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
	void refusalNamesTheReasonAndTheSession() {
		HazelcastSessionStore unlucky = open(this.faults.interpose(failing));
		SessionKey key = prepare(SessionAction.CHANGE);
		this.faults.arm(1, Fault.DEATH);
		assertThatExceptionOfType(SessionStoreException.class)
			.isThrownBy(() -> SessionAction.CHANGE.perform(unlucky, key))
			.withMessageContaining("HazelcastInstanceNotActiveException")
			.withMessageContaining("session '" + key.value() + "'");
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
			this.faults.awaitRest(Duration.ofMillis(200));
			assertThat(this.faults.count()).isGreaterThan(1);
			return this.faults.count();
		});
	}

	private SessionKey prepare(SessionAction action) {
		SessionKey key = SessionKey.of("id-" + UUID.randomUUID());
		this.elapsed = Duration.ZERO;
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
		sweepLater();
		Map<String, Integer> content = content(key);
		action.check(done, content);
		Awaitility.await().untilAsserted(() -> checkEntries(key, content != null));
	}

	/**
	 * What the other node does when it has seen the claims of the failed one for a while.
	 */
	private void sweepLater() {
		for (int sweep = 0; sweep < 3; sweep++) {
			for (SessionKey key : this.other.findExpired(now())) {
				SessionRecord claimed = this.other.claim(key, (record) -> record.times().isExpiredAt(now()));
				if (claimed != null) {
					this.other.remove(key, claimed);
				}
			}
			this.elapsed = this.elapsed.plus(LATER);
		}
	}

	private SessionRecord find(SessionKey key) {
		SessionRecord record = this.other.find(key, null);
		assertThat(record).isNotNull();
		return record;
	}

	/**
	 * The sizes of the secret and of all values, each of which can be read.
	 */
	private @Nullable Map<String, Integer> content(SessionKey key) {
		SessionRecord record = this.other.find(key, null);
		if (record == null) {
			return null;
		}
		Map<String, byte[]> apart = this.other.readApart(key, record, record.attributes().keySet());
		Map<String, Integer> content = new TreeMap<>();
		content.put("secret of the id", record.secret().length);
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
	private void checkEntries(SessionKey key, boolean usable) {
		IMap<String, SessionHead> heads = survivor.getMap(this.mapName);
		IMap<AttributeKey, byte[]> attributes = survivor.getMap(this.mapName + "-attributes");
		SessionHead head = heads.get(key.value());
		assertThat(head != null).isEqualTo(usable);
		Set<AttributeKey> used = (head != null) ? StoredHead.of(key.value(), head).large(key) : Set.of();
		long expiry = (head != null) ? Math.min(head.expiry(), now().plus(NEVER).toEpochMilli()) : 0;
		for (AttributeKey entry : attributes.keySet()) {
			var view = attributes.getEntryView(entry);
			if (view == null || !entry.session().equals(key.value())) {
				continue;
			}
			if (used.contains(entry)) {
				assertThat(view.getExpirationTime()).isGreaterThanOrEqualTo(expiry);
			}
			else {
				assertThat(view.getTtl()).isBetween(1L, SessionAction.LONGEST_LIFE.toMillis());
			}
		}
	}

	private Instant now() {
		return Instant.now().plus(this.ahead).plus(this.elapsed);
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
