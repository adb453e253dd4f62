package io.github.hazelcastjetty.session.hazelcast;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.map.IMap;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import io.github.hazelcastjetty.session.hazelcast.FaultInjector.Fault;
import io.github.hazelcastjetty.session.store.EncodedAttribute;
import io.github.hazelcastjetty.session.store.SessionDelta;
import io.github.hazelcastjetty.session.store.SessionKey;
import io.github.hazelcastjetty.session.store.SessionRecord;
import io.github.hazelcastjetty.session.store.SessionStoreException;
import io.github.hazelcastjetty.session.store.SessionTimes;
import io.github.hazelcastjetty.session.support.TestMembers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Sessions whose node died, or lost the cluster, while it gave them another id.
 */
@Timeout(60)
class AbandonedRenameTests {

	private static final Clock NOW = Clock.systemUTC();

	private static final Clock SECONDS_AGO = Clock.offset(NOW, Duration.ofSeconds(-15));

	// Of somebody who is about to do it, however long the machine stands still
	private static final Clock LATER = Clock.offset(NOW, Duration.ofMinutes(10));

	private final SessionKey from = SessionKey.of("old");

	private final SessionKey to = SessionKey.of("new");

	private HazelcastInstance member;

	private IMap<String, SessionHead> heads;

	private HazelcastSessionStore store;

	@BeforeEach
	void open() throws IOException {
		this.member = TestMembers.start("abandoned-rename-tests", TestMembers.freePort());
		this.heads = this.member.getMap("sessions");
		this.store = new HazelcastSessionStore(this.member, "sessions", Duration.ZERO, Duration.ofSeconds(20));
		this.store.insert(this.from, change());
	}

	@AfterEach
	void close() {
		this.store.close();
		this.member.getLifecycleService().terminate();
	}

	@Test
	void sessionWithoutANewNameGetsItsOldOneBack() {
		SessionHead before = claim(SECONDS_AGO);
		sweep();
		SessionRecord record = this.store.find(this.from);
		assertThat(record).isNotNull();
		assertThat(record.attributes()).containsOnlyKeys("a");
		assertThat(record.times().created()).isEqualTo(StoredHead.of(before).body().times().created());
		assertThat(this.heads.get(this.from.value()).expiry()).as("used, as it were, just now")
			.isBetween(before.expiry(), NOW.millis() + Duration.ofMinutes(30).toMillis());
		assertThat(this.store.find(this.to)).isNull();
		assertThat(this.store.update(this.from, record, change())).isNotNull();
	}

	@Test
	void sessionWithANewNameLosesItsOldOne() {
		this.heads.put(this.to.value(), claim(SECONDS_AGO));
		sweep();
		assertThat(this.heads.keySet()).containsExactly(this.to.value());
		assertThat(this.store.find(this.from)).isNull();
		assertThat(this.store.find(this.to)).isNotNull();
	}

	@Test
	void sessionThatIsBeingRenamedIsLeftAlone() {
		claim(LATER);
		SessionHead claimed = this.heads.get(this.from.value());
		assertThat(this.store.findExpired(NOW.instant())).isEmpty();
		assertThat(this.store.claim(this.from, (record) -> true)).isNull();
		assertThat(this.heads.get(this.from.value())).isEqualTo(claimed);
	}

	@Test
	void whoLooksForASessionThatIsBeingRenamedLearnsThatItIsGone() throws Exception {
		SessionHead before = claim(LATER);
		CompletableFuture<SessionRecord> found = CompletableFuture.supplyAsync(this::findPatiently);
		Awaitility.await().during(Duration.ofMillis(200)).until(() -> !found.isDone());
		this.heads.put(this.to.value(), before);
		this.heads.remove(this.from.value());
		assertThat(found.get(20, TimeUnit.SECONDS)).isNull();
	}

	@Test
	void whoLooksForASessionWhoseRenamingHangsIsNotToldThatThereIsNone() {
		claim(LATER);
		assertThatExceptionOfType(SessionStoreException.class).isThrownBy(() -> this.store.find(this.from))
			.withMessageContaining("Reading a session failed");
	}

	@Test
	void whoLooksForASessionWhoseRenamingWasAbandonedGetsIt() {
		claim(SECONDS_AGO);
		SessionRecord record = this.store.find(this.from);
		assertThat(record).isNotNull();
		assertThat(record.attributes()).containsOnlyKeys("a");
	}

	@Test
	void whoLooksForASessionWhoseRenamingOnlyLacksTheEndLearnsThatItIsGone() {
		this.heads.put(this.to.value(), claim(SECONDS_AGO));
		assertThat(this.store.find(this.from)).isNull();
		assertThat(this.heads.keySet()).containsExactly(this.to.value());
	}

	@Test
	void whoStillKnowsASessionWhoseRenamingWasAbandonedCanChangeIt() {
		SessionRecord known = this.store.find(this.from);
		claim(SECONDS_AGO);
		assertThat(this.store.update(this.from, known, change())).isNotNull();
		assertThat(this.store.find(this.from)).isNotNull();
	}

	@Test
	void sweepFinishesTheRenamingOfASessionBeforeItExpires() {
		this.heads.put(this.to.value(), claim(SECONDS_AGO));
		try (HazelcastSessionStore later = open(this.member, Clock.offset(NOW, Duration.ofHours(1)))) {
			assertThat(later.findExpired(NOW.instant().plus(Duration.ofHours(1)))).containsExactly(this.to);
			end(later, this.to);
		}
		assertNothingIsThereLater();
	}

	@Test
	void sessionWhoseRenamingWasAbandonedCanBeEnded() {
		claim(SECONDS_AGO);
		end(this.store, this.from);
		assertThat(this.store.find(this.from)).isNull();
		assertThat(this.store.find(this.to)).isNull();
	}

	@Test
	void renamingHasSucceededAlthoughTheOldNameIsThereYet() {
		renameAllButTheOldName();
		try (HazelcastSessionStore later = open(this.member, Clock.offset(NOW, Duration.ofSeconds(30)))) {
			assertThat(later.find(this.from)).isNull();
			assertThat(later.find(this.to)).isNotNull();
		}
		assertThat(this.heads.keySet()).containsExactly(this.to.value());
	}

	@Test
	void sessionThatEndsUnderItsNewNameDoesNotComeBackUnderItsOldOne() {
		renameAllButTheOldName();
		end(this.store, this.to);
		assertNothingIsThereLater();
	}

	@Test
	void sessionThatWasChangedAndEndsUnderItsNewNameDoesNotComeBackUnderItsOldOne() {
		SessionRecord renamed = renameAllButTheOldName();
		assertThat(this.store.update(this.to, renamed, change())).isNotNull();
		assertThat(this.store.update(this.to, this.store.find(this.to), change())).isNotNull();
		end(this.store, this.to);
		assertNothingIsThereLater();
	}

	@Test
	void sessionThatWasRenamedAgainDoesNotComeBackUnderItsFirstName() {
		SessionRecord renamed = renameAllButTheOldName();
		SessionKey last = SessionKey.of("last");
		assertThat(this.store.rename(this.to, last, renamed, change())).isNotNull();
		end(this.store, last);
		assertNothingIsThereLater();
	}

	@Test
	void sessionCanGetItsOldNameBackThoughThatIsThereYet() {
		SessionRecord renamed = renameAllButTheOldName();
		assertThat(this.store.rename(this.to, this.from, renamed, change())).isNotNull();
		assertThat(this.store.find(this.from)).isNotNull();
		end(this.store, this.from);
		assertNothingIsThereLater();
	}

	@Test
	void endThatFailsWhereTheOldNameIsFreedIsMadeUpFor() {
		for (int step = 3; step <= 5; step++) {
			renameAllButTheOldName();
			FaultInjector faults = new FaultInjector();
			try (HazelcastSessionStore failing = open(faults.interpose(this.member), NOW)) {
				faults.arm(step, Fault.FAILURE);
				SessionRecord claimed = failing.claim(this.to, (record) -> true);
				assertThat(claimed).isNotNull();
				assertThatExceptionOfType(SessionStoreException.class)
					.isThrownBy(() -> failing.remove(this.to, claimed));
				assertThat(faults.hasStruck()).isTrue();
			}
			assertThat(this.store.find(this.to)).isNull();
			assertNothingIsThereLater();
			this.store.insert(this.from, change());
		}
	}

	@Test
	void formerNameIsForgottenByWhoeverKnowsThatItIsFree() {
		SessionRecord renamed = this.store.rename(this.from, this.to, this.store.find(this.from), change());
		assertThat(former()).isEqualTo(this.from.value());
		assertThat(this.store.update(this.to, renamed, change())).isNotNull();
		assertThat(former()).isNull();
	}

	@Test
	void placeholderIsNotTakenForTheRenamedSession() {
		SessionHead before = claim(SECONDS_AGO);
		this.store.find(this.from);
		assertThat(this.heads.get(this.to.value())).matches(Claims::isPlaceholder);
		this.heads.put(this.from.value(), before);
		claim(LATER);
		CompletableFuture<SessionKey> found = CompletableFuture.supplyAsync(() -> this.store.findRenamed(this.from));
		Awaitility.await().during(Duration.ofMillis(200)).until(() -> !found.isDone());
		this.heads.put(this.from.value(), before);
		assertThat(found).succeedsWithin(Duration.ofSeconds(20)).isEqualTo(this.from);
	}

	private static void end(HazelcastSessionStore store, SessionKey key) {
		SessionRecord claimed = store.claim(key, (record) -> true);
		assertThat(claimed).isNotNull();
		store.remove(key, claimed);
	}

	/**
	 * The last of the operations of a change of id fails.
	 */
	private SessionRecord renameAllButTheOldName() {
		FaultInjector faults = new FaultInjector();
		try (HazelcastSessionStore failing = open(faults.interpose(this.member), NOW)) {
			SessionRecord known = failing.find(this.from);
			assertThat(known).isNotNull();
			faults.arm(5, Fault.FAILURE);
			SessionRecord renamed = failing.rename(this.from, this.to, known, change());
			assertThat(renamed).isNotNull();
			assertThat(this.heads.keySet()).containsExactlyInAnyOrder(this.from.value(), this.to.value());
			return renamed;
		}
	}

	private String former() {
		return HeadBodyFormat.read(this.heads.get(this.to.value())).former();
	}

	private void assertNothingIsThereLater() {
		Duration passed = Duration.ofMinutes(2);
		try (HazelcastSessionStore later = open(this.member, Clock.offset(NOW, passed))) {
			assertThat(later.find(this.from)).isNull();
			later.findExpired(NOW.instant().plus(passed)).forEach((key) -> end(later, key));
			assertThat(later.find(this.from)).isNull();
		}
		assertThat(this.heads.keySet()).isEmpty();
	}

	private static HazelcastSessionStore open(HazelcastInstance instance, Clock clock) {
		return new HazelcastSessionStore(instance, "sessions", Duration.ZERO, Duration.ofSeconds(5), () -> {
		}, clock);
	}

	/**
	 * Does what a client does that is told to come back.
	 */
	private SessionRecord findPatiently() {
		for (int attempt = 1; attempt <= 30; attempt++) {
			try {
				return this.store.find(this.from);
			}
			catch (SessionStoreException ex) {
				// It is still being renamed
			}
		}
		throw new IllegalStateException("Told to come back too often");
	}

	private void sweep() {
		assertThat(this.store.findExpired(NOW.instant())).as("not to be destroyed").isEmpty();
	}

	/**
	 * Does what a node does first.
	 * @return the head as it was before
	 */
	private SessionHead claim(Clock clock) {
		SessionHead head = this.heads.get(this.from.value());
		StoredHead moved = new Claims(new Stamps(), clock).move(StoredHead.of(head), this.to.id());
		this.heads.put(this.from.value(), moved.head());
		return head;
	}

	private static SessionDelta change() {
		Instant now = NOW.instant().truncatedTo(ChronoUnit.MILLIS);
		Duration timeout = Duration.ofMinutes(30);
		return new SessionDelta(Map.of("a", new EncodedAttribute(new byte[10], false)), Set.of(),
				new SessionTimes(now, now, now, timeout, now.plus(timeout), null), false, false);
	}

}
