package io.github.hazelcastjetty.session.hazelcast;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.map.IMap;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.github.hazelcastjetty.session.hazelcast.FaultInjector.Fault;
import io.github.hazelcastjetty.session.store.EncodedAttribute;
import io.github.hazelcastjetty.session.store.SessionDelta;
import io.github.hazelcastjetty.session.store.SessionKey;
import io.github.hazelcastjetty.session.store.SessionRecord;
import io.github.hazelcastjetty.session.store.SessionTimes;
import io.github.hazelcastjetty.session.support.TestMembers;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What a node does with sessions that it has ended, and that the other part of a cluster
 * brings back, when the cluster does not answer each time.
 */
@Timeout(60)
class RevivedSessionsTests {

	private final SessionKey key = SessionKey.of("id");

	private final SessionKey renamed = SessionKey.of("renamed");

	private final FaultInjector faults = new FaultInjector();

	private HazelcastInstance member;

	private IMap<String, SessionHead> heads;

	private IMap<AttributeKey, byte[]> attributes;

	private HazelcastSessionStore store;

	@BeforeEach
	void open() throws IOException {
		this.member = TestMembers.start("revived-sessions-tests", TestMembers.freePort());
		this.heads = this.member.getMap("sessions");
		this.attributes = this.member.getMap("sessions" + HazelcastSessionStore.ATTRIBUTES_SUFFIX);
		this.store = new HazelcastSessionStore(this.faults.interpose(this.member), "sessions", Duration.ZERO,
				Duration.ofSeconds(20));
	}

	@AfterEach
	void close() {
		this.store.close();
		this.member.getLifecycleService().terminate();
	}

	@ParameterizedTest
	@ValueSource(ints = { 1, 2 })
	void sessionThatHasEndedIsRemoved(int faultyStep) {
		SessionHead before = insert();
		Map<AttributeKey, byte[]> attributesBefore = new HashMap<>(this.attributes);
		SessionRecord claimed = this.store.claim(this.key, (record) -> true);
		assertThat(claimed).isNotNull();
		this.store.remove(this.key, claimed);
		Awaitility.await().until(this.attributes::isEmpty);
		this.attributes.putAll(attributesBefore);
		this.heads.put(this.key.value(), before);
		endAgain(faultyStep);
		Awaitility.await().until(() -> this.heads.isEmpty() && this.attributes.isEmpty());
	}

	@ParameterizedTest
	@ValueSource(ints = { 1, 2 })
	void sessionThatHasAnotherNameKeepsItsAttributes(int faultyStep) {
		SessionHead before = insert();
		rename();
		this.heads.put(this.key.value(), before);
		endAgain(faultyStep);
		assertOnlyTheRenamedSessionIsThere();
	}

	@ParameterizedTest
	@ValueSource(ints = { 1, 2 })
	void sessionThatWasBeingRenamedAtThatMomentKeepsItsAttributes(int faultyStep) {
		StoredHead moved = new Claims(new Stamps(), Clock.systemUTC()).move(StoredHead.of(insert()), this.renamed.id());
		rename();
		this.heads.put(this.key.value(), moved.head());
		endAgain(faultyStep);
		assertOnlyTheRenamedSessionIsThere();
	}

	private void assertOnlyTheRenamedSessionIsThere() {
		Awaitility.await().untilAsserted(() -> assertThat(this.heads.keySet()).containsExactly(this.renamed.value()));
		Awaitility.await().pollInterval(Duration.ofMillis(200)).until(this.faults::hasRested);
		SessionRecord record = this.store.find(this.renamed);
		assertThat(record).isNotNull();
		assertThat(this.store.readApart(this.renamed, record, Set.of("large"))).containsOnlyKeys("large");
	}

	private SessionHead insert() {
		Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
		Duration timeout = Duration.ofMinutes(30);
		SessionTimes times = new SessionTimes(now, now, now, timeout, now.plus(timeout), null);
		this.store.insert(this.key, new SessionDelta(Map.of("large", new EncodedAttribute(new byte[6000], false)),
				Set.of(), times, false, false));
		return this.heads.get(this.key.value());
	}

	private void rename() {
		SessionRecord known = this.store.find(this.key);
		assertThat(known).isNotNull();
		SessionDelta delta = SessionDelta.touch(known.times(), false);
		assertThat(this.store.rename(this.key, this.renamed, known, delta)).isNotNull();
	}

	/**
	 * What a node does that has joined.
	 */
	private void endAgain(int faultyStep) {
		this.faults.arm(faultyStep, Fault.FAILURE);
		try (StaleNotices notices = new StaleNotices(this.member.getTopic("sessions-notices"), "another",
				new StoreListeners())) {
			notices.tellAll();
		}
	}

}
