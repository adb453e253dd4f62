package io.github.hazelcastjetty.session.hazelcast;

import java.io.IOException;
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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.github.hazelcastjetty.session.hazelcast.FaultInjector.Fault;
import io.github.hazelcastjetty.session.hazelcast.format.AttributeKey;
import io.github.hazelcastjetty.session.hazelcast.format.SessionHead;
import io.github.hazelcastjetty.session.hazelcast.setup.SessionMaps;
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

	private static final String CLUSTER = "revived-sessions-tests";

	private final SessionKey key = SessionKey.of("name");

	private final FaultInjector faults = new FaultInjector();

	private HazelcastInstance member;

	private IMap<String, SessionHead> heads;

	private IMap<AttributeKey, byte[]> attributes;

	private HazelcastSessionStore store;

	private Instant created;

	@BeforeEach
	void open() throws IOException {
		this.member = TestMembers.start(CLUSTER, TestMembers.freePort());
		this.heads = this.member.getMap("sessions");
		this.attributes = this.member.getMap(SessionMaps.attributes("sessions"));
		this.store = new HazelcastSessionStore(this.faults.interpose(this.member), "sessions", Duration.ofSeconds(20));
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

	/**
	 * Clients are not told when parts of their cluster have been merged.
	 */
	@Test
	void sweepEndsWhatIsBroughtBackByAMemberThatJoins() throws IOException {
		SessionHead before = end();
		int port = this.member.getCluster().getLocalMember().getAddress().getPort();
		this.heads.put(this.key.value(), before);
		this.store.findExpired(Instant.now());
		assertThat(this.heads.keySet()).isNotEmpty();
		join(port).getLifecycleService().terminate();
		Awaitility.await().until(() -> this.member.getCluster().getMembers().size() == 1);
		HazelcastInstance joined = join(port);
		try {
			this.store.findExpired(Instant.now());
			assertThat(this.heads.keySet()).isEmpty();
		}
		finally {
			joined.getLifecycleService().terminate();
		}
	}

	private HazelcastInstance join(int port) throws IOException {
		HazelcastInstance joined = TestMembers.start(CLUSTER, TestMembers.freePort(), port);
		Awaitility.await().until(() -> this.member.getCluster().getMembers().size() == 2);
		return joined;
	}

	@Test
	void nextSessionOfTheSameNameStays() {
		end();
		Awaitility.await().until(() -> Instant.now().isAfter(this.created.plusMillis(1)));
		insert();
		endAgain(3);
		this.faults.awaitRest(Duration.ofMillis(200));
		assertThat(this.heads.keySet()).hasSize(1);
		assertThat(this.store.find(this.key, null)).isNotNull();
	}

	@Test
	void nothingIsTriedAnyMoreOnceTheStoreIsClosed() {
		SessionHead before = end();
		this.heads.put(this.key.value(), before);
		endAgain(1, Fault.DEATH);
		Awaitility.await().until(() -> this.faults.count() > 1);
		this.store.close();
		this.faults.awaitRest(Duration.ofMillis(500));
		assertThat(this.heads.keySet()).isNotEmpty();
	}

	/**
	 * End a session.
	 * @return its head before that
	 */
	private SessionHead end() {
		SessionHead before = insert();
		SessionRecord claimed = this.store.claim(this.key, (record) -> true);
		assertThat(claimed).isNotNull();
		this.store.remove(this.key, claimed);
		Awaitility.await().until(this.attributes::isEmpty);
		return before;
	}

	private SessionHead insert() {
		Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
		this.created = now;
		Duration timeout = Duration.ofMinutes(30);
		SessionTimes times = new SessionTimes(now, now, now, timeout, now.plus(timeout), null);
		this.store.insert(this.key, new byte[] { 1 },
				SessionDelta.of(Map.of("large", new EncodedAttribute(new byte[6000], false)), Set.of(), times, false));
		return this.heads.get(this.key.value());
	}

	/**
	 * What a node does that has joined.
	 */
	private void endAgain(int faultyStep) {
		endAgain(faultyStep, Fault.FAILURE);
	}

	private void endAgain(int faultyStep, Fault fault) {
		this.faults.arm(faultyStep, fault);
		try (StaleNotices notices = new StaleNotices(this.member.getTopic("sessions-notices"), "another",
				new StoreListeners())) {
			notices.tellAll();
		}
	}

}
