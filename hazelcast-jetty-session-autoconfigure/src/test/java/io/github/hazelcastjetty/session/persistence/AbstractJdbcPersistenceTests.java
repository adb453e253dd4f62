package io.github.hazelcastjetty.session.persistence;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

import javax.sql.DataSource;

import com.hazelcast.core.Hazelcast;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.core.io.ClassPathResource;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.init.ResourceDatabasePopulator;

import io.github.hazelcastjetty.session.hazelcast.HazelcastSessionStore;
import io.github.hazelcastjetty.session.hazelcast.format.SessionNotPersistedException;
import io.github.hazelcastjetty.session.hazelcast.setup.SessionMaps;
import io.github.hazelcastjetty.session.hazelcast.setup.UnsuitableMapException;
import io.github.hazelcastjetty.session.store.EncodedAttribute;
import io.github.hazelcastjetty.session.store.SecretChange;
import io.github.hazelcastjetty.session.store.SessionDelta;
import io.github.hazelcastjetty.session.store.SessionKey;
import io.github.hazelcastjetty.session.store.SessionRecord;
import io.github.hazelcastjetty.session.store.SessionStoreException;
import io.github.hazelcastjetty.session.store.SessionStoreStatus.Availability;
import io.github.hazelcastjetty.session.store.SessionTimes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;

/**
 * What becomes of sessions in a database and of those whose database fails, with members
 * in this JVM.
 */
abstract class AbstractJdbcPersistenceTests {

	private static final int LARGE = 6000;

	private static final byte[] SECRET = { 1, 2, 3 };

	private static final byte[] OTHER_SECRET = { 4, 5, 6 };

	private final String mapName = "sessions-" + UUID.randomUUID();

	private final List<PersistentNode> nodes = new ArrayList<>();

	private UnreliableDataSource dataSource;

	private JdbcTemplate jdbc;

	abstract DataSource dataSource();

	static void createTable(DataSource dataSource, String platform) {
		new ResourceDatabasePopulator(new ClassPathResource("schema-" + platform + ".sql", JdbcMapStore.class))
			.execute(dataSource);
	}

	@BeforeEach
	void connect() {
		this.dataSource = new UnreliableDataSource(dataSource());
		this.jdbc = new JdbcTemplate(dataSource());
	}

	@AfterEach
	void stop() {
		this.dataSource.recover();
		this.nodes.forEach(PersistentNode::kill);
	}

	@Test
	void sessionsOutliveTheWholeCluster() {
		PersistentNode a = start();
		PersistentNode b = start(a);
		SessionKey shopper = insert(a, minutes(30), "small", 10, "large", LARGE);
		SessionRecord first = find(a, shopper);
		b.store()
			.update(shopper, first, new SessionDelta(Map.of("more", bytes(20)), Set.of("small"), minutes(30), false,
					false, null, new SecretChange(SECRET, OTHER_SECRET)));
		SessionRecord before = find(a, shopper);
		SessionKey leaver = insert(b, minutes(30), "large", LARGE);
		end(b, leaver);
		killAll();
		PersistentNode c = start();
		PersistentNode d = start(c);
		for (PersistentNode node : List.of(c, d)) {
			SessionRecord found = find(node, shopper);
			assertThat(found).isEqualTo(before);
			assertThat(found.secret()).isEqualTo(OTHER_SECRET);
			assertThat(node.store().readApart(shopper, found, Set.of("large"))).containsEntry("large",
					bytes(LARGE).bytes());
			assertThat(node.store().find(leaver, null)).isNull();
		}
		assertThat(c.store().update(shopper, before, set(minutes(30), "small", 30))).isNotNull();
		assertThat(c.member().getMap(this.mapName).size()).isEqualTo(1);
	}

	@Test
	void whatHasEndedLeavesNoRow() {
		PersistentNode node = start();
		SessionKey key = insert(node, minutes(30), "a", LARGE, "b", LARGE);
		node.store().update(key, find(node, key), set(minutes(30), "a", LARGE + 1));
		Awaitility.await().untilAsserted(() -> assertThat(rows()).as("the session and two attributes").isEqualTo(3));
		end(node, key);
		Awaitility.await().untilAsserted(() -> assertThat(rows()).isZero());
	}

	@Test
	void sessionThatHasExpiredMeanwhileIsEndedOnce() {
		PersistentNode node = start();
		SessionTimes longAgo = times(Instant.now().minus(Duration.ofDays(90)), Duration.ofMinutes(30));
		SessionKey key = insert(node, longAgo, "small", 10, "large", LARGE);
		// As if it had been written then
		long then = longAgo.accessed().plus(Duration.ofDays(30)).toEpochMilli();
		this.jdbc.update("UPDATE JETTY_SESSIONS SET RETAIN_UNTIL = ? WHERE MAP_NAME LIKE ?", then, this.mapName + "%");
		killAll();
		PersistentNode c = start();
		PersistentNode d = start(c);
		assertThat(d.store().findExpired(Instant.now())).containsExactly(key);
		SessionRecord claimed = d.store().claim(key, (record) -> record.times().isExpiredAt(Instant.now()));
		assertThat(claimed).isNotNull();
		assertThat(c.store().claim(key, (record) -> true)).isNull();
		assertThat(d.store().readApart(key, claimed, Set.of("large"))).containsKey("large");
		d.store().remove(key, claimed);
		Awaitility.await().untilAsserted(() -> assertThat(rows()).isZero());
	}

	@Test
	void timesToLiveOutliveTheClusterToo() {
		PersistentNode node = start();
		SessionKey patient = insert(node, minutes(Duration.ofDays(60).toMinutes()), "small", 10);
		Awaitility.await().untilAsserted(() -> assertThat(retainUntil()).isAfter(in(Duration.ofDays(59))));
		killAll();
		PersistentNode restarted = start();
		// Hazelcast counts in seconds
		assertThat(restarted.member().getMap(this.mapName).getEntryView(patient.value()).getExpirationTime())
			.isCloseTo(retainUntil().toEpochMilli(), within(1000L));
	}

	@Test
	void keysThatDatabasesDislike() {
		PersistentNode node = start();
		String awkward = "\u0000'\";-- \uD83D\uDE00" + "n".repeat(3000);
		SessionKey lower = new SessionKey("session-of-shop-a", "/" + "p".repeat(1000));
		SessionKey upper = new SessionKey("SESSION-OF-SHOP-A", "/" + "p".repeat(1000));
		for (SessionKey key : List.of(lower, upper)) {
			node.store().insert(key, SECRET, set(minutes(30), awkward, LARGE));
		}
		killAll();
		PersistentNode restarted = start();
		for (SessionKey key : List.of(lower, upper)) {
			assertThat(restarted.store().readApart(key, find(restarted, key), Set.of(awkward))).containsKey(awkward);
		}
	}

	@Test
	void sessionsOfLostMembersAreRead() {
		PersistentNode a = PersistentNode.start(this.dataSource, this.mapName, Duration.ZERO, 0);
		PersistentNode b = PersistentNode.start(this.dataSource, this.mapName, Duration.ZERO, 0, a);
		this.nodes.addAll(List.of(a, b));
		Awaitility.await().until(() -> ownsPartitions(a) && ownsPartitions(b));
		List<SessionKey> keys = new ArrayList<>();
		for (int i = 0; i < 20; i++) {
			keys.add(insert(a, minutes(30), "large", LARGE));
		}
		assertThat(keys).as("some of them are on the member that dies").anyMatch((key) -> !a.store().isLocal(key));
		b.kill();
		this.nodes.remove(b);
		assertThat(keys).allSatisfy((key) -> {
			SessionRecord found = find(a, key);
			assertThat(a.store().readApart(key, found, Set.of("large"))).containsKey("large");
		});
	}

	@Test
	void sweepDeletesWhatNobodyNeedsAndFindsWhatNobodyKnows() {
		PersistentNode node = start();
		SessionKey lost = insert(node, times(Instant.now().minusSeconds(7200), Duration.ofMinutes(30)), "a", 10);
		node.member().getMap(this.mapName).evict(lost.value());
		SessionKey used = insert(node, minutes(30), "large", LARGE);
		this.jdbc.update("INSERT INTO JETTY_SESSIONS "
				+ "(ENTRY_ID, MAP_NAME, ENTRY_KEY, ENTRY_VALUE, SESSION_EXPIRY, RETAIN_UNTIL) VALUES (?, ?, ?, ?, ?, ?)",
				"orphan", SessionMaps.attributes(this.mapName), new byte[] { 1 }, new byte[] { 0, 1 }, Long.MAX_VALUE,
				in(Duration.ofHours(-2)).toEpochMilli());
		assertThat(rows()).isEqualTo(4);
		assertThat(node.store().findExpired(Instant.now())).isEmpty();
		sweep(node);
		Awaitility.await()
			.untilAsserted(() -> assertThat(node.store().findExpired(Instant.now())).containsExactly(lost));
		assertThat(rows()).isEqualTo(3);
		end(node, lost);
		assertThat(rows()).isEqualTo(2);
		assertThat(find(node, used)).isNotNull();
	}

	@Test
	void failingDatabaseRefusesChangesAndNothingElse() {
		PersistentNode a = start();
		PersistentNode b = start(a);
		SessionKey key = insert(a, minutes(30), "small", 10);
		SessionRecord before = find(a, key);
		this.dataSource.fail();
		for (PersistentNode node : List.of(a, b)) {
			assertRefused(node, key, before, Duration.ofSeconds(1));
			assertThat(find(node, key)).isEqualTo(before);
			assertThat(node.store().availability()).isEqualTo(Availability.FULL);
			assertThat(node.store().findExpired(Instant.now())).isEmpty();
		}
		this.dataSource.recover();
		assertThat(a.store().update(key, before, set(minutes(30), "small", 20))).isNotNull();
		killAll();
		assertThat(find(start(), key).attributes().get("small").size()).isEqualTo(20);
	}

	@Test
	void silentDatabaseRefusesChangesAndNothingElse() {
		assertSilenceIsSurvived(this.dataSource::beSilent, this.dataSource::recover);
	}

	/**
	 * Let the database be silent for a while.
	 */
	void assertSilenceIsSurvived(Runnable silence, Runnable recovery) {
		PersistentNode a = start();
		PersistentNode b = start(a);
		SessionKey key = insert(a, minutes(30), "small", 10);
		SessionRecord before = find(a, key);
		silence.run();
		for (PersistentNode node : List.of(a, b)) {
			assertRefused(node, key, before, PersistentNode.TIMEOUT);
			assertThat(find(node, key)).isEqualTo(before);
			assertThat(node.store().availability()).isEqualTo(Availability.FULL);
			assertThat(node.store().findExpired(Instant.now())).isEmpty();
		}
		assertRefused(a, key, before, Duration.ofSeconds(4));
		recovery.run();
		Awaitility.await()
			.ignoreExceptionsInstanceOf(SessionStoreException.class)
			.untilAsserted(() -> assertThat(a.store().update(key, before, set(minutes(30), "small", 20))).isNotNull());
		killAll();
		assertThat(find(start(), key).attributes().get("small").size()).as("and none that was refused").isEqualTo(20);
	}

	@Test
	void whatIsWrittenLaterIsWrittenBeforeAMemberLeaves() {
		PersistentNode node = PersistentNode.start(this.dataSource, this.mapName, Duration.ofMinutes(5), 1);
		this.nodes.add(node);
		SessionKey key = insert(node, minutes(30), "small", 10, "large", LARGE);
		assertThat(rows()).isZero();
		node.close();
		assertThat(rows()).isEqualTo(2);
		assertThat(find(start(), key).attributes()).containsOnlyKeys("small", "large");
	}

	@Test
	void whatIsWrittenLaterIsWrittenInTheEnd() {
		PersistentNode node = PersistentNode.start(this.dataSource, this.mapName, Duration.ofSeconds(1), 1);
		this.nodes.add(node);
		List<SessionKey> keys = new ArrayList<>();
		for (int i = 0; i < 120; i++) {
			keys.add(insert(node, minutes(30), "small", 10));
		}
		Awaitility.await().untilAsserted(() -> assertThat(rows()).isEqualTo(120));
		keys.forEach((key) -> end(node, key));
		Awaitility.await().untilAsserted(() -> assertThat(rows()).isZero());
	}

	@Test
	void manySessionsAreLoaded() {
		PersistentNode node = start();
		for (int i = 0; i < 1200; i++) {
			insert(node, minutes(30), "small", 10);
		}
		killAll();
		assertThat(start().member().getMap(this.mapName).size()).isEqualTo(1200);
	}

	@Test
	void memberDoesNotStartWithAPartOfTheSessions() {
		PersistentNode node = start();
		for (int i = 0; i < 200; i++) {
			insert(node, minutes(30), "small", 10);
		}
		killAll();
		// The table and the keys of both maps can be read, but not all of the values
		this.dataSource.failAfter(5);
		assertThatException().isThrownBy(this::start)
			.matches((ex) -> ex instanceof SessionNotPersistedException
					|| ex.getCause() instanceof SessionNotPersistedException);
		stopOthers();
		this.dataSource.recover();
		assertThat(start().member().getMap(this.mapName).size()).isEqualTo(200);
	}

	@Test
	void memberWithoutTheDatabaseIsToldOf() {
		PersistentNode node = start();
		try (PersistentNode other = PersistentNode.start(this.dataSource, this.mapName + "-2")) {
			JdbcSessionPersistence third = new JdbcSessionPersistence(this.dataSource, "unprepared", "JETTY_SESSIONS",
					Duration.ZERO, PersistentNode.TIMEOUT);
			assertThatExceptionOfType(UnsuitableMapException.class).isThrownBy(() -> third.requireIn(other.member()))
				.withMessageContaining("no map-store");
			third.close();
		}
		assertThat(node.member().getConfig().findMapConfig(this.mapName)).matches(JdbcSessionPersistence::isConfigured);
	}

	private void assertRefused(PersistentNode node, SessionKey key, SessionRecord before, Duration within) {
		Instant start = Instant.now();
		assertThatExceptionOfType(SessionStoreException.class)
			.isThrownBy(() -> node.store().update(key, before, set(minutes(30), "small", 30)));
		assertThat(Duration.between(start, Instant.now())).isLessThan(within.plusSeconds(1));
	}

	private PersistentNode start(PersistentNode... others) {
		PersistentNode node = PersistentNode.start(this.dataSource, this.mapName, others);
		this.nodes.add(node);
		return node;
	}

	private static boolean ownsPartitions(PersistentNode node) {
		return node.member()
			.getPartitionService()
			.getPartitions()
			.stream()
			.anyMatch((partition) -> node.member().getCluster().getLocalMember().equals(partition.getOwner()));
	}

	/**
	 * Stop the member that could not be used.
	 */
	private void stopOthers() {
		Hazelcast.getAllHazelcastInstances()
			.stream()
			.filter((member) -> this.mapName.equals(member.getConfig().getClusterName()))
			.forEach((member) -> member.getLifecycleService().terminate());
	}

	private void killAll() {
		this.nodes.forEach(PersistentNode::kill);
		this.nodes.clear();
	}

	private void sweep(PersistentNode node) {
		DatabaseCalls calls = new DatabaseCalls(this.dataSource, PersistentNode.TIMEOUT);
		SessionTable table = new SessionTable("JETTY_SESSIONS", PersistentNode.TIMEOUT);
		try (TableSweep sweep = new TableSweep(node.member(), new SessionDatabase(calls, table),
				List.of(this.mapName, SessionMaps.attributes(this.mapName)), Clock.systemUTC())) {
			sweep.run();
		}
		calls.close();
	}

	private int rows() {
		Integer rows = this.jdbc.queryForObject("SELECT COUNT(*) FROM JETTY_SESSIONS WHERE MAP_NAME IN (?, ?)",
				Integer.class, this.mapName, SessionMaps.attributes(this.mapName));
		assertThat(rows).isNotNull();
		return rows;
	}

	private Instant retainUntil() {
		Long millis = this.jdbc.queryForObject("SELECT RETAIN_UNTIL FROM JETTY_SESSIONS WHERE MAP_NAME = ?", Long.class,
				this.mapName);
		assertThat(millis).isNotNull();
		return Instant.ofEpochMilli(millis);
	}

	private static SessionKey insert(PersistentNode node, SessionTimes times, Object... attributes) {
		SessionKey key = SessionKey.of("name-" + UUID.randomUUID());
		node.store().insert(key, SECRET, set(times, attributes));
		return key;
	}

	private static void end(PersistentNode node, SessionKey key) {
		HazelcastSessionStore store = node.store();
		SessionRecord claimed = store.claim(key, (record) -> true);
		assertThat(claimed).isNotNull();
		store.remove(key, claimed);
	}

	private static SessionRecord find(PersistentNode node, SessionKey key) {
		@Nullable SessionRecord found = node.store().find(key, null);
		assertThat(found).isNotNull();
		return found;
	}

	private static SessionDelta set(SessionTimes times, Object... attributes) {
		Map<String, EncodedAttribute> set = new HashMap<>();
		for (int i = 0; i < attributes.length; i += 2) {
			set.put((String) attributes[i], bytes((Integer) attributes[i + 1]));
		}
		return SessionDelta.of(set, Set.of(), times, false);
	}

	private static EncodedAttribute bytes(int size) {
		byte[] bytes = new byte[size];
		Arrays.fill(bytes, (byte) size);
		return new EncodedAttribute(bytes, false);
	}

	private static SessionTimes minutes(long timeout) {
		return times(Instant.now(), Duration.ofMinutes(timeout));
	}

	private static SessionTimes times(Instant time, Duration timeout) {
		Instant accessed = time.truncatedTo(ChronoUnit.MILLIS);
		return new SessionTimes(accessed, accessed, accessed, timeout, accessed.plus(timeout), null);
	}

	private static Instant in(Duration time) {
		return Instant.now().plus(time);
	}

}
