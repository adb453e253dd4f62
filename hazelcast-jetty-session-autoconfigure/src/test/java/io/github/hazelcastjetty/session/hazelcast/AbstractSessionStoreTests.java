package io.github.hazelcastjetty.session.hazelcast;

import java.io.ObjectInputStream;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
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
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

import com.hazelcast.core.HazelcastInstance;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import io.github.hazelcastjetty.session.store.EncodedAttribute;
import io.github.hazelcastjetty.session.store.SessionDelta;
import io.github.hazelcastjetty.session.store.SessionKey;
import io.github.hazelcastjetty.session.store.SessionRecord;
import io.github.hazelcastjetty.session.store.SessionStore;
import io.github.hazelcastjetty.session.store.SessionStoreListener;
import io.github.hazelcastjetty.session.store.SessionTimes;
import io.github.hazelcastjetty.session.store.StoredAttribute;
import io.github.hazelcastjetty.session.store.UnreadableSessionException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.fail;

/**
 * What every {@link SessionStore} promises, tried with two nodes.
 */
abstract class AbstractSessionStoreTests {

	private static final Duration TIMEOUT = Duration.ofSeconds(20);

	private static final int LARGE = 6000;

	final String mapName = "sessions-" + UUID.randomUUID();

	private final SessionKey key = SessionKey.of("id-" + UUID.randomUUID());

	private HazelcastSessionStore one;

	HazelcastSessionStore other;

	/**
	 * Return the Hazelcast instance of a node.
	 * @param node 0 or 1
	 * @return a member or a client of one cluster
	 */
	abstract HazelcastInstance instance(int node);

	@BeforeEach
	void openStores() {
		this.one = open(0);
		this.other = open(1);
	}

	@AfterEach
	void closeStores() {
		this.one.close();
		this.other.close();
	}

	private HazelcastSessionStore open(int node) {
		Duration ttl = SessionMaps.prepare(instance(node), this.mapName, 1, Duration.ofMinutes(30), (config) -> {
		});
		return new HazelcastSessionStore(instance(node), this.mapName, ttl, TIMEOUT);
	}

	@Test
	void insertedSessionIsFoundEverywhere() {
		SessionTimes times = times(Duration.ofMinutes(30));
		this.one.insert(this.key,
				new SessionDelta(Map.of("small", bytes(10), "large", bytes(LARGE)), Set.of(), times, false, false));
		SessionRecord found = find(this.other);
		assertThat(found.version()).isEqualTo(1);
		assertThat(found.times()).isEqualTo(times);
		assertThat(found.node()).isEqualTo(this.one.node());
		assertThat(found.attributes()).containsOnlyKeys("small", "large");
		assertThat(value(this.other, found, "small")).isEqualTo(bytes(10).bytes());
		assertThat(value(this.other, found, "large")).isEqualTo(bytes(LARGE).bytes());
	}

	@Test
	void changesOfDifferentAttributesAreMerged() {
		SessionRecord base = insert();
		this.one.update(this.key, base, set("a", bytes(1)));
		SessionRecord merged = this.other.update(this.key, base, set("b", bytes(2)));
		assertThat(merged).isNotNull();
		assertThat(merged.attributes()).containsOnlyKeys("a", "b");
		assertThat(find(this.one).version()).isEqualTo(3);
	}

	@Test
	void lastChangeOfAnAttributeWins() {
		SessionRecord base = insert();
		this.one.update(this.key, base, set("a", bytes(1)));
		this.other.update(this.key, base, set("a", bytes(2)));
		assertThat(value(this.one, find(this.one), "a")).hasSize(2);
		this.one.update(this.key, base, removed("a"));
		assertThat(find(this.other).attributes()).isEmpty();
	}

	@Test
	void equalVersionsMeanEqualValues() {
		SessionRecord base = insert();
		SessionRecord ours = this.one.update(this.key, base, set("a", bytes(1)));
		SessionRecord theirs = this.other.update(this.key, base, set("a", bytes(2)));
		assertThat(ours).isNotNull();
		assertThat(theirs).isNotNull();
		assertThat(attribute(ours, "a").version()).isNotEqualTo(attribute(theirs, "a").version());
	}

	@Test
	void everyLargeValueHasItsOwnEntryAndNoneIsLeftBehind() {
		SessionRecord base = insert();
		this.one.update(this.key, base, set("a", bytes(LARGE)));
		this.other.update(this.key, base, set("a", bytes(LARGE + 1)));
		assertThat(value(this.one, find(this.one), "a")).hasSize(LARGE + 1);
		awaitLargeAttributes(1);
		this.one.update(this.key, find(this.one), set("a", bytes(3)));
		awaitLargeAttributes(0);
		this.one.update(this.key, find(this.one), set("a", bytes(LARGE)));
		this.other.update(this.key, find(this.other), removed("a"));
		awaitLargeAttributes(0);
	}

	@Test
	void largeValuesAreKeptBesideTheirSession() {
		insert();
		this.one.update(this.key, find(this.one), set("a", bytes(LARGE)));
		Object attributeKey = instance(0).getMap(this.mapName + "-attributes").keySet().iterator().next();
		assertThat(instance(0).getPartitionService().getPartition(attributeKey).getPartitionId())
			.isEqualTo(instance(0).getPartitionService().getPartition(this.key.value()).getPartitionId());
	}

	@Test
	void headStaysSmallWhateverIsInTheSession() {
		Map<String, EncodedAttribute> many = new HashMap<>();
		for (int i = 0; i < 50; i++) {
			many.put("attribute-" + i, bytes(1000));
		}
		SessionRecord record = this.one.insert(this.key,
				new SessionDelta(many, Set.of(), times(Duration.ofMinutes(30)), false, false));
		int inline = record.attributes()
			.values()
			.stream()
			.filter((attribute) -> attribute instanceof StoredAttribute.Inline)
			.mapToInt(StoredAttribute::size)
			.sum();
		assertThat(inline).isLessThanOrEqualTo(4096);
		assertThat(this.other.readApart(this.key, record, record.attributes().keySet())).hasSize(50 - inline / 1000);
	}

	@Test
	void removedSessionNeverComesBack() {
		SessionRecord base = insert();
		SessionRecord claimed = this.one.claim(this.key, (record) -> true);
		assertThat(claimed).isNotNull();
		assertThat(this.other.find(this.key)).isNull();
		assertThat(this.other.update(this.key, base, set("a", bytes(LARGE)))).isNull();
		this.one.remove(this.key, claimed);
		assertThat(this.other.update(this.key, base, set("a", bytes(LARGE)))).isNull();
		assertThat(this.other.find(this.key)).isNull();
		assertThat(instance(0).getMap(this.mapName).size()).isZero();
		awaitLargeAttributes(0);
	}

	@Test
	void exactlyOneOfManyClaims() throws Exception {
		insert();
		List<Callable<SessionRecord>> claims = new ArrayList<>();
		for (int i = 0; i < 8; i++) {
			SessionStore store = (i % 2 == 0) ? this.one : this.other;
			claims.add(() -> store.claim(this.key, (record) -> true));
		}
		assertThat(inParallel(claims)).filteredOn((claimed) -> claimed != null).hasSize(1);
	}

	@Test
	void claimedAttributesAreReadable() {
		insert();
		this.one.update(this.key, find(this.one), set("a", bytes(LARGE)));
		SessionRecord claimed = this.other.claim(this.key, (record) -> true);
		assertThat(claimed).isNotNull();
		assertThat(value(this.other, claimed, "a")).hasSize(LARGE);
	}

	@Test
	void sessionIsNotClaimedAgainstTheCondition() {
		insert();
		assertThat(this.one.claim(this.key, (record) -> false)).isNull();
		assertThat(this.one.find(this.key)).isNotNull();
	}

	@Test
	void expiredSessionsAreFound() {
		Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
		insert(SessionKey.of("expired"), now.minusSeconds(1));
		insert(SessionKey.of("living"), now.plusSeconds(100));
		this.one.insert(SessionKey.of("immortal"),
				new SessionDelta(Map.of(), Set.of(), times(Duration.ZERO), false, false));
		assertThat(this.other.findExpired(now)).containsExactly(SessionKey.of("expired"));
	}

	@Test
	void accessOnOneNodeProlongsTheSessionForAll() {
		SessionRecord base = insert();
		SessionTimes later = times(Duration.ofMinutes(30), Instant.now().plusSeconds(60));
		this.one.update(this.key, base, SessionDelta.touch(later, false));
		SessionRecord merged = this.other.update(this.key, base, SessionDelta.touch(base.times(), false));
		assertThat(merged).isNotNull();
		assertThat(merged.times().expiry()).isEqualTo(later.expiry());
		assertThat(merged.times().accessed()).isEqualTo(later.accessed());
	}

	@Test
	void changedTimeoutHoldsForAll() {
		SessionRecord base = insert();
		SessionTimes hour = times(Duration.ofHours(1));
		this.one.update(this.key, base, new SessionDelta(Map.of(), Set.of(), hour, true, false));
		SessionRecord merged = this.other.update(this.key, base, set("a", bytes(1)));
		assertThat(merged).isNotNull();
		assertThat(merged.times().maxInactive()).isEqualTo(Duration.ofHours(1));
		assertThat(merged.times().expiry()).isAfterOrEqualTo(hour.expiry());
	}

	@Test
	void renamedSessionIsFoundUnderItsNewNameOnly() {
		SessionRecord base = insert();
		base = this.one.update(this.key, base, set("a", bytes(LARGE)));
		assertThat(base).isNotNull();
		SessionKey renamed = this.key.withId("new");
		SessionRecord moved = this.one.rename(this.key, renamed, base, set("b", bytes(1)));
		assertThat(moved).isNotNull();
		assertThat(this.other.find(this.key)).isNull();
		SessionRecord found = this.other.find(renamed);
		assertThat(found).isNotNull();
		assertThat(found.attributes()).containsOnlyKeys("a", "b");
		assertThat(this.other.readApart(renamed, found, Set.of("a"))).containsOnlyKeys("a");
		assertThat(instance(0).getMap(this.mapName).size()).isEqualTo(1);
	}

	@Test
	void sessionWhoseRenamingIsUndoneIsFoundUntilItEnds() {
		SessionKey renamed = this.key.withId("new");
		SessionRecord moved = this.one.rename(this.key, renamed, insert(), removed());
		assertThat(moved).isNotNull();
		assertThat(this.one.rename(renamed, this.key, moved, removed())).isNotNull();
		assertThat(this.one.find(this.key)).isNotNull();
		assertThat(this.one.findRenamed(renamed)).isEqualTo(this.key);
		SessionRecord claimed = this.one.claim(this.key, (record) -> true);
		assertThat(claimed).isNotNull();
		this.one.remove(this.key, claimed);
		assertThat(CompletableFuture.supplyAsync(() -> this.one.findRenamed(this.key)))
			.succeedsWithin(TIMEOUT.dividedBy(2))
			.isNull();
	}

	@Test
	void sealIsKeptUntilTheNextRename() {
		byte[] seal = { 4, 5 };
		SessionKey renamed = this.key.withId("new");
		SessionRecord moved = this.one.rename(this.key, renamed, insert(), set("a", bytes(1)).withSeal(seal));
		assertThat(moved).isNotNull();
		assertThat(moved.seal()).isEqualTo(seal);
		assertThat(this.other.update(renamed, moved, set("b", bytes(LARGE)))).isNotNull();
		SessionRecord found = this.one.find(renamed);
		assertThat(found).isNotNull();
		assertThat(found.seal()).isEqualTo(seal);
		SessionRecord again = this.one.rename(renamed, this.key.withId("newer"), found, removed());
		assertThat(again).isNotNull();
		assertThat(again.seal()).isNull();
	}

	@Test
	void sealIsReadableWhileTheSessionIsDestroyed() {
		SessionKey renamed = this.key.withId("new");
		this.one.rename(this.key, renamed, insert(), removed().withSeal(new byte[] { 6 }));
		SessionRecord claimed = this.other.claim(renamed, (record) -> true);
		assertThat(claimed).isNotNull();
		assertThat(claimed.seal()).containsExactly(6);
	}

	@Test
	void changeUnderTheOldNameReachesTheRenamedSession() {
		SessionRecord base = insert();
		SessionKey renamed = this.key.withId("new");
		this.one.rename(this.key, renamed, base, removed());
		assertThat(this.other.update(this.key, base, set("late", bytes(LARGE)))).isNull();
		SessionRecord found = this.other.find(renamed);
		assertThat(found).isNotNull();
		assertThat(this.other.readApart(renamed, found, Set.of("late"))).containsOnlyKeys("late");
	}

	@Test
	void renamedSessionLeavesNothingBehindWhenItEnds() {
		SessionRecord base = this.one.update(this.key, insert(), set("a", bytes(LARGE)));
		assertThat(base).isNotNull();
		SessionKey renamed = this.key.withId("new");
		this.one.rename(this.key, renamed, base, set("b", bytes(LARGE)));
		SessionRecord claimed = this.other.claim(renamed, (record) -> true);
		assertThat(claimed).isNotNull();
		this.other.remove(renamed, claimed);
		// The new name is remembered for a minute
		awaitLargeAttributes(1);
		assertThat(instance(0).getMap(this.mapName).size()).isZero();
	}

	@Test
	void sessionsOfAUserAreFoundUntilTheyEnd() {
		SessionRecord registered = this.one.update(this.key, insert(), principal("ada"));
		assertThat(registered).isNotNull();
		assertThat(registered.principal()).isEqualTo("ada");
		SessionKey second = SessionKey.of("second");
		this.other.insert(second, principal("ada"));
		this.one.insert(SessionKey.of("third"), principal("eve"));
		this.one.insert(SessionKey.of("fourth"), removed());
		assertThat(this.other.findByPrincipal("ada")).containsOnlyKeys(this.key, second)
			.allSatisfy((key, record) -> assertThat(record).isEqualTo(this.one.find(key)));
		assertThat(this.one.findByPrincipal("nobody")).isEmpty();
		assertThat(this.other.findPrincipals()).containsOnly(Map.entry(this.key, "ada"), Map.entry(second, "ada"),
				Map.entry(SessionKey.of("third"), "eve"));
		this.one.claim(second, (record) -> true);
		assertThat(this.one.findByPrincipal("ada")).containsOnlyKeys(this.key);
		assertThat(this.one.findPrincipals()).doesNotContainKey(second);
	}

	@Test
	void userOfASessionStaysUntilAnotherOneIsNamed() {
		SessionRecord registered = this.one.update(this.key, insert(), principal("ada"));
		assertThat(registered).isNotNull();
		this.other.update(this.key, registered, set("a", bytes(1)));
		SessionKey renamed = this.key.withId("new");
		this.one.rename(this.key, renamed, find(this.one), removed());
		assertThat(this.other.findByPrincipal("ada")).containsOnlyKeys(renamed);
		SessionRecord present = this.other.find(renamed);
		assertThat(present).isNotNull();
		present = this.other.update(renamed, present, principal("eve"));
		assertThat(present).isNotNull();
		assertThat(this.one.findByPrincipal("ada")).isEmpty();
		assertThat(this.one.findByPrincipal("eve")).containsOnlyKeys(renamed);
		this.one.update(renamed, present, principal(""));
		assertThat(this.other.findByPrincipal("eve")).isEmpty();
		assertThat(this.other.findPrincipals()).isEmpty();
	}

	@Test
	void stormOfChangesLosesNothing() throws Exception {
		SessionRecord base = insert();
		int threads = 16;
		int rounds = 20;
		List<Callable<SessionRecord>> writers = new ArrayList<>();
		for (int t = 0; t < threads; t++) {
			SessionStore store = (t % 2 == 0) ? this.one : this.other;
			String name = "attribute-" + t;
			writers.add(() -> {
				SessionRecord known = base;
				for (int round = 1; round <= rounds && known != null; round++) {
					known = store.update(this.key, known, set(name, bytes(round)));
				}
				return known;
			});
		}
		assertThat(inParallel(writers)).doesNotContainNull();
		SessionRecord found = find(this.other);
		assertThat(found.version()).isEqualTo(1 + threads * rounds);
		assertThat(found.attributes()).hasSize(threads)
			.allSatisfy((name, attribute) -> assertThat(attribute.size()).isEqualTo(rounds));
	}

	/**
	 * The other node waits no longer than a second, so only a change that took less can
	 * be judged. Nor does it wait again before it has heard of the one that was slow.
	 */
	@Test
	void nodeThatTrustsItsCopyKnowsOfAChangeBeforeTheChangeReturns() {
		List<SessionKey> stale = new CopyOnWriteArrayList<>();
		listen(this.one, stale, new CopyOnWriteArrayList<>());
		boolean slow = false;
		for (int round = 1; round <= 20; round++) {
			SessionKey trusted = this.key.withId(this.key.id() + "-" + round);
			SessionRecord base = this.one.insert(trusted,
					new SessionDelta(Map.of(), Set.of(), times(Duration.ofMinutes(30)), false, true));
			long start = System.nanoTime();
			this.other.update(trusted, base, set("a", bytes(1)));
			List<SessionKey> known = List.copyOf(stale);
			boolean slowBefore = slow;
			slow = System.nanoTime() - start >= TimeUnit.SECONDS.toNanos(1);
			if (!slow && !slowBefore) {
				assertThat(known).last().isEqualTo(trusted);
				return;
			}
			Awaitility.await().until(() -> stale.contains(trusted));
		}
		fail("All changes were too slow to be judged");
	}

	@Test
	void removalIsToldToTheOthers() {
		List<SessionKey> removed = new CopyOnWriteArrayList<>();
		listen(this.other, new CopyOnWriteArrayList<>(), removed);
		insert();
		SessionRecord claimed = this.one.claim(this.key, (record) -> true);
		assertThat(claimed).isNotNull();
		this.one.remove(this.key, claimed);
		Awaitility.await().untilAsserted(() -> assertThat(removed).containsExactly(this.key));
	}

	/**
	 * Web applications that share a cookie may have it so.
	 */
	@Test
	void nameOfASessionThatHasEndedCanBeUsedAgainOnAnyNode() {
		SessionRecord first = insert();
		SessionRecord claimed = this.one.claim(this.key, (record) -> true);
		assertThat(claimed).isNotNull();
		this.one.remove(this.key, claimed);
		Awaitility.await().until(() -> Instant.now().isAfter(first.times().created().plusMillis(1)));
		this.other.insert(this.key, new SessionDelta(Map.of(), Set.of(), times(Duration.ofMinutes(30)), false, false));
		assertThat(this.one.find(this.key)).isNotNull();
		assertThat(this.other.find(this.key)).isNotNull();
	}

	@Test
	void contextsOfOneApplicationAreApart() {
		SessionKey shop = new SessionKey("id", "/shop");
		SessionKey admin = new SessionKey("id", "/admin|example.org");
		this.one.insert(shop, set("a", bytes(1)));
		this.one.insert(admin, set("b", bytes(1)));
		assertThat(this.other.find(SessionKey.of("id"))).isNull();
		assertThat(this.other.find(shop)).isNotNull();
		assertThat(SessionKey.parse(admin.value())).isEqualTo(admin);
		assertThat(SessionKey.parse(shop.value())).isEqualTo(shop);
	}

	private static void listen(SessionStore store, List<SessionKey> stale, List<SessionKey> removed) {
		store.addListener(new SessionStoreListener() {

			@Override
			public void stale(SessionKey key) {
				stale.add(key);
			}

			@Override
			public void removed(SessionKey key) {
				removed.add(key);
			}

		});
	}

	@ParameterizedTest
	@MethodSource("foreignValues")
	void whatIsNotASessionIsUnreadableAndHindersNobody(Object foreign) {
		insert(SessionKey.of("expired"), Instant.now().minusSeconds(1));
		insert();
		if (!putByHand(this.mapName, this.key.value(), foreign)) {
			assertThat(this.other.find(this.key)).isNotNull();
			return;
		}
		for (HazelcastSessionStore store : List.of(this.one, this.other)) {
			assertThatExceptionOfType(UnreadableSessionException.class).isThrownBy(() -> store.find(this.key))
				.withMessage("Reading a session failed: what is stored is not a session");
			assertThatExceptionOfType(UnreadableSessionException.class)
				.isThrownBy(() -> store.claim(this.key, (record) -> true));
			assertThat(store.findExpired(Instant.now())).contains(SessionKey.of("expired"));
		}
	}

	@ParameterizedTest
	@MethodSource("foreignValues")
	void largeValueThatIsNotOursHurtsNothingButItself(Object foreign) {
		SessionRecord record = this.one.insert(this.key,
				new SessionDelta(Map.of("good", bytes(LARGE), "bad", bytes(LARGE)), Set.of(),
						times(Duration.ofMinutes(30)), false, false));
		boolean put = false;
		for (Object present : instance(0).getMap(this.mapName + "-attributes").keySet()) {
			if (((AttributeKey) present).name().equals("bad")) {
				put = putByHand(this.mapName + "-attributes", present, foreign);
			}
		}
		byte[] bad = put ? new byte[0] : bytes(LARGE).bytes();
		Map<String, byte[]> values = this.other.readApart(this.key, record, Set.of("good", "bad"));
		assertThat(values.get("good")).isEqualTo(bytes(LARGE).bytes());
		assertThat(values.get("bad")).isEqualTo(bad);
		assertThat(value(this.other, record, "bad")).isEqualTo(bad);
	}

	private static List<Object> foreignValues() {
		return List.of("text", new Trap());
	}

	/**
	 * Put something into a map.
	 * @return whether it is there now
	 */
	private boolean putByHand(String map, Object key, Object value) {
		try {
			instance(0).getMap(map).set(key, value);
			return true;
		}
		catch (RuntimeException ex) {
			// It is stored, though nothing is found in it for indexes
			return !(keepsObjects() && value instanceof Trap);
		}
	}

	/**
	 * Whether the maps keep objects, and so nothing that cannot be one.
	 */
	boolean keepsObjects() {
		return false;
	}

	private static <T> List<T> inParallel(List<Callable<T>> tasks) throws Exception {
		ExecutorService executor = Executors.newFixedThreadPool(tasks.size());
		try {
			List<T> results = new ArrayList<>();
			for (Future<T> future : executor.invokeAll(tasks, 60, TimeUnit.SECONDS)) {
				results.add(future.get());
			}
			return results;
		}
		finally {
			executor.shutdownNow();
		}
	}

	private void awaitLargeAttributes(int count) {
		Awaitility.await()
			.untilAsserted(() -> assertThat(instance(0).getMap(this.mapName + "-attributes").size()).isEqualTo(count));
	}

	private SessionRecord insert() {
		return this.one.insert(this.key,
				new SessionDelta(Map.of(), Set.of(), times(Duration.ofMinutes(30)), false, false));
	}

	private void insert(SessionKey key, Instant expiry) {
		SessionTimes times = times(Duration.ofMinutes(30), expiry.minus(Duration.ofMinutes(30)));
		this.one.insert(key, new SessionDelta(Map.of(), Set.of(), times, false, false));
	}

	private SessionRecord find(SessionStore store) {
		SessionRecord found = store.find(this.key);
		assertThat(found).isNotNull();
		return found;
	}

	private byte[] value(SessionStore store, SessionRecord record, String name) {
		return (attribute(record, name) instanceof StoredAttribute.Inline inline) ? inline.bytes()
				: store.readApart(this.key, record, Set.of(name)).get(name);
	}

	private static StoredAttribute attribute(SessionRecord record, String name) {
		StoredAttribute attribute = record.attributes().get(name);
		assertThat(attribute).isNotNull();
		return attribute;
	}

	private static SessionDelta set(String name, EncodedAttribute value) {
		return new SessionDelta(Map.of(name, value), Set.of(), times(Duration.ofMinutes(30)), false, false);
	}

	private static SessionDelta removed(String... names) {
		return new SessionDelta(Map.of(), Set.of(names), times(Duration.ofMinutes(30)), false, false);
	}

	private static SessionDelta principal(String name) {
		return new SessionDelta(Map.of(), Set.of(), times(Duration.ofMinutes(30)), false, false).withPrincipal(name);
	}

	private static EncodedAttribute bytes(int size) {
		byte[] bytes = new byte[size];
		Arrays.fill(bytes, "x".getBytes(StandardCharsets.UTF_8)[0]);
		return new EncodedAttribute(bytes, false);
	}

	private static SessionTimes times(Duration maxInactive) {
		return times(maxInactive, Instant.now());
	}

	private static SessionTimes times(Duration maxInactive, Instant accessed) {
		Instant millis = accessed.truncatedTo(ChronoUnit.MILLIS);
		return new SessionTimes(millis, millis, millis, maxInactive,
				maxInactive.isZero() ? Instant.MAX : millis.plus(maxInactive), null);
	}

	/**
	 * Nobody can deserialize it.
	 */
	private static final class Trap implements Serializable {

		private static final long serialVersionUID = 1L;

		private void readObject(ObjectInputStream in) {
			throw new IllegalStateException("Deserialized");
		}

	}

}
