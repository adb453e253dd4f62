package io.github.hazelcastjetty.session.hazelcast;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

import com.hazelcast.config.Config;
import com.hazelcast.core.Hazelcast;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.core.LifecycleEvent.LifecycleState;
import com.hazelcast.query.QueryException;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import io.github.hazelcastjetty.session.hazelcast.setup.SessionMaps;
import io.github.hazelcastjetty.session.hazelcast.setup.SessionMergePolicy;
import io.github.hazelcastjetty.session.store.EncodedAttribute;
import io.github.hazelcastjetty.session.store.SecretChange;
import io.github.hazelcastjetty.session.store.SessionDelta;
import io.github.hazelcastjetty.session.store.SessionKey;
import io.github.hazelcastjetty.session.store.SessionRecord;
import io.github.hazelcastjetty.session.store.SessionStoreException;
import io.github.hazelcastjetty.session.store.SessionStoreListener;
import io.github.hazelcastjetty.session.store.SessionStoreStatus.Availability;
import io.github.hazelcastjetty.session.store.SessionTimes;
import io.github.hazelcastjetty.session.store.StoredAttribute.Inline;
import io.github.hazelcastjetty.session.support.TestMembers;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Two parts of a cluster that have both lost a member, have both changed what they had in
 * common, and join. Both are real members; that they have been one is only pretended:
 * what they had in common was put into both.
 */
@Timeout(120)
class SplitBrainTests {

	private static final String MAP = "sessions";

	private static final SessionKey CHANGED = SessionKey.of("changed");

	private static final SessionKey ENDED_THERE = SessionKey.of("ended-there");

	private static final SessionKey ENDED_HERE = SessionKey.of("ended-here");

	private static final SessionKey NEW_ID_HERE = SessionKey.of("new-id-here");

	private static final SessionKey FOREIGN = SessionKey.of("foreign");

	private static final SessionKey NEW_HERE = SessionKey.of("new-here");

	private static final SessionKey NEW_THERE = SessionKey.of("new-there");

	private static final byte[] SECRET = { 1 };

	private static final byte[] NEW_SECRET = { 2 };

	private static final List<LogRecord> warnings = new CopyOnWriteArrayList<>();

	/**
	 * Held, since the log manager does not.
	 */
	private static final Logger mergeLogger = Logger.getLogger(SessionMergePolicy.class.getName());

	private static final AtomicInteger allStale = new AtomicInteger();

	private static final CountDownLatch merged = new CountDownLatch(1);

	private static final List<String> strayAnswers = new CopyOnWriteArrayList<>();

	private static HazelcastInstance here;

	private static HazelcastInstance there;

	private static HazelcastSessionStore storeHere;

	private static HazelcastSessionStore storeThere;

	@BeforeAll
	static void splitAndJoin() throws Exception {
		Config configHere = config(TestMembers.freePort());
		int portThere = TestMembers.freePort();
		here = Hazelcast.newHazelcastInstance(configHere);
		there = Hazelcast.newHazelcastInstance(config(portThere));
		storeHere = open(here);
		storeThere = open(there);
		mergeLogger.addHandler(new Warnings());
		List<SessionKey> common = List.of(CHANGED, ENDED_THERE, ENDED_HERE, NEW_ID_HERE, FOREIGN);
		common.forEach((key) -> storeThere.insert(key, SECRET,
				set("both", "old", "removed", "old", "large", "o".repeat(2000))));
		copy();
		putForeignValue(here);
		loseAMember(here);
		loseAMember(there);
		watch(here, storeHere, "here");
		watch(there, storeThere, "there");
		changeThere();
		changeHere();
		storeThere.addListener(new Notices());
		storeHere.addListener(new Notices());
		configHere.getNetworkConfig().getJoin().getTcpIpConfig().addMember("127.0.0.1:" + portThere);
		assertThat(merged.await(60, TimeUnit.SECONDS)).isTrue();
		assertThat(here.getCluster().getMembers()).hasSize(2);
	}

	@AfterAll
	static void stop() {
		storeHere.close();
		storeThere.close();
		here.getLifecycleService().terminate();
		there.getLifecycleService().terminate();
	}

	@Test
	void attributesOfBothPartsAreThere() {
		for (HazelcastSessionStore store : List.of(storeHere, storeThere)) {
			SessionRecord record = find(store, CHANGED);
			assertThat(values(store, CHANGED, record)).isEqualTo(Map.of("here", "1", "there", "1", "both", "third",
					"large", "h".repeat(3000), "removed", "changed"));
		}
	}

	@Test
	void sessionMergesOnTopOfWhateverBothPartsHaveSeen() {
		SessionRecord record = find(storeHere, CHANGED);
		assertThat(record.version()).isGreaterThan(4);
		assertThat(storeHere.update(CHANGED, record, set("later", "1"))).isNotNull();
		assertThat(find(storeThere, CHANGED).attributes()).containsKey("later");
	}

	@Test
	void valueThatIsNotOursHindersNoOther() {
		assertThat(here.getMap(MAP).get(FOREIGN.value())).isNotNull();
		assertThat(warnings).singleElement().satisfies((warning) -> {
			assertThat(warning.getLevel()).isEqualTo(Level.WARNING);
			assertThat(warning.getMessage()).contains("cannot be merged");
		});
	}

	@Test
	void sessionThatGotANewIdInOnePartHasThatOfTheLastAccess() {
		SessionRecord record = find(storeThere, NEW_ID_HERE);
		assertThat(record.secret()).isEqualTo(NEW_SECRET);
		assertThat(values(storeThere, NEW_ID_HERE, record)).containsEntry("both", "used");
	}

	@Test
	void sessionThatOnePartHasEndedIsEnded() {
		for (SessionKey key : List.of(ENDED_HERE, ENDED_THERE)) {
			Awaitility.await(key.name()).untilAsserted(() -> {
				assertThat(storeHere.find(key, null)).isNull();
				assertThat(storeThere.find(key, null)).isNull();
			});
		}
		assertThat(here.getMap(MAP).keySet()).containsExactlyInAnyOrder("changed", "new-id-here", "foreign", "new-here",
				"new-there");
	}

	@Test
	void sessionOfOnePartIsThere() {
		for (SessionKey key : List.of(NEW_HERE, NEW_THERE)) {
			assertThat(find(storeHere, key)).isNotNull();
			assertThat(find(storeThere, key)).isNotNull();
		}
	}

	@Test
	void copiesOfBothPartsAreStale() {
		Awaitility.await().untilAsserted(() -> assertThat(allStale).hasValueGreaterThanOrEqualTo(2));
	}

	@Test
	void partThatJoinsAnswersNothingUntilItHas() {
		assertThat(strayAnswers).isEmpty();
	}

	private static void changeThere() {
		change(storeThere, CHANGED, set("both", "second", "there", "1"));
		change(storeThere, CHANGED, SessionDelta.of(Map.of(), Set.of("removed"), times(), false));
		end(storeThere, ENDED_THERE);
		change(storeThere, ENDED_HERE, set("both", "used"));
		change(storeThere, NEW_ID_HERE, set("both", "used"));
		storeThere.insert(NEW_THERE, SECRET, set("a", "1"));
	}

	private static void changeHere() {
		change(storeHere, CHANGED, set("here", "1", "removed", "changed", "large", "h".repeat(3000)));
		change(storeHere, CHANGED, set("x", "1"));
		change(storeHere, CHANGED, SessionDelta.of(encode("both", "third"), Set.of("x"), times(), false));
		change(storeHere, ENDED_THERE, set("both", "used"));
		end(storeHere, ENDED_HERE);
		Awaitility.await()
			.until(() -> Instant.now().isAfter(find(storeThere, NEW_ID_HERE).times().accessed().plusMillis(1)));
		change(storeHere, NEW_ID_HERE, set().withSecret(new SecretChange(SECRET, NEW_SECRET)));
		storeHere.insert(NEW_HERE, SECRET, set("a", "1"));
	}

	private static void change(HazelcastSessionStore store, SessionKey key, SessionDelta delta) {
		assertThat(store.update(key, find(store, key), delta)).isNotNull();
	}

	private static void end(HazelcastSessionStore store, SessionKey key) {
		SessionRecord claimed = store.claim(key, (record) -> true);
		assertThat(claimed).isNotNull();
		store.remove(key, claimed);
	}

	/**
	 * Of two parts of the same size nobody knows which one joins the other.
	 */
	private static void watch(HazelcastInstance part, HazelcastSessionStore store, String ownAttribute) {
		part.getLifecycleService().addLifecycleListener((event) -> {
			if (event.getState() == LifecycleState.MERGING) {
				new Thread(() -> readWhileMerging(store, ownAttribute)).start();
			}
			else if (event.getState() == LifecycleState.MERGED) {
				merged.countDown();
			}
		});
	}

	private static void readWhileMerging(HazelcastSessionStore store, String ownAttribute) {
		// The store may be told of the merging after the test, and answers until then
		Awaitility.await().until(() -> store.availability() == Availability.NONE || merged.getCount() == 0);
		while (merged.getCount() > 0) {
			try {
				SessionRecord record = store.find(CHANGED, null);
				if (record == null || !record.attributes().containsKey(ownAttribute)) {
					strayAnswers.add((record != null) ? "as the other part has it" : "no session");
				}
				merged.await(10, TimeUnit.MILLISECONDS);
			}
			catch (SessionStoreException ex) {
				// That is what it should say
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
				return;
			}
		}
	}

	private static SessionRecord find(HazelcastSessionStore store, SessionKey key) {
		return Awaitility.await(key.name())
			.ignoreExceptionsInstanceOf(SessionStoreException.class)
			.until(() -> store.find(key, null), (record) -> record != null);
	}

	private static void copy() {
		for (String map : List.of(MAP, SessionMaps.attributes(MAP))) {
			there.getMap(map).forEach((key, value) -> here.getMap(map).set(key, value));
		}
	}

	private static void putForeignValue(HazelcastInstance part) {
		try {
			part.getMap(MAP).set(FOREIGN.value(), "not a session");
		}
		catch (QueryException ex) {
			// It is stored, though nothing is found in it for the index
		}
		assertThat(part.getMap(MAP).get(FOREIGN.value())).isEqualTo("not a session");
	}

	private static void loseAMember(HazelcastInstance part) throws IOException {
		int port = part.getCluster().getLocalMember().getAddress().getPort();
		HazelcastInstance third = Hazelcast.newHazelcastInstance(config(TestMembers.freePort(), port));
		Awaitility.await().until(() -> part.getCluster().getMembers().size() == 2);
		third.getLifecycleService().terminate();
		Awaitility.await().until(() -> part.getCluster().getMembers().size() == 1);
	}

	/**
	 * Configure a member that looks for other clusters all the time, where it is told.
	 */
	private static Config config(int port, int... others) {
		Config config = TestMembers.config("split-brain-tests", port, others);
		config.setProperty("hazelcast.merge.first.run.delay.seconds", "1");
		config.setProperty("hazelcast.merge.next.run.delay.seconds", "1");
		return config;
	}

	private static HazelcastSessionStore open(HazelcastInstance member) {
		SessionMaps.prepare(member, MAP, 1, Duration.ofMinutes(30), true, (config) -> {
		});
		return new HazelcastSessionStore(member, MAP, Duration.ofSeconds(20));
	}

	private static Map<String, String> values(HazelcastSessionStore store, SessionKey key, SessionRecord record) {
		Map<String, String> values = new HashMap<>();
		store.readApart(key, record, record.attributes().keySet())
			.forEach((name, bytes) -> values.put(name, new String(bytes)));
		record.attributes().forEach((name, attribute) -> {
			if (attribute instanceof Inline inline) {
				values.put(name, new String(inline.bytes()));
			}
		});
		return values;
	}

	private static SessionDelta set(String... namesAndValues) {
		return SessionDelta.of(encode(namesAndValues), Set.of(), times(), false);
	}

	private static Map<String, EncodedAttribute> encode(String... namesAndValues) {
		Map<String, EncodedAttribute> encoded = new HashMap<>();
		for (int i = 0; i < namesAndValues.length; i += 2) {
			encoded.put(namesAndValues[i], new EncodedAttribute(namesAndValues[i + 1].getBytes(), false));
		}
		return encoded;
	}

	private static SessionTimes times() {
		Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
		Duration timeout = Duration.ofMinutes(30);
		return new SessionTimes(now, now, now, timeout, now.plus(timeout), null);
	}

	private static final class Warnings extends Handler {

		@Override
		public void publish(LogRecord warning) {
			warnings.add(warning);
		}

		@Override
		public void flush() {
			// Nothing is buffered
		}

		@Override
		public void close() {
			// Nothing is open
		}

	}

	private static final class Notices implements SessionStoreListener {

		@Override
		public void allStale() {
			allStale.incrementAndGet();
		}

	}

}
