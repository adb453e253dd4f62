package io.github.hazelcastjetty.session.store;

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
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

/**
 * What every {@link SessionStore} promises, tried with two nodes.
 */
public abstract class AbstractSessionStoreTests {

	/**
	 * The size of a value that is kept apart.
	 */
	protected static final int LARGE = 6000;

	protected static final byte[] SECRET = { 1, 2, 3 };

	private static final byte[] OTHER_SECRET = { 4, 5, 6 };

	protected final SessionKey key = SessionKey.of("name-" + UUID.randomUUID());

	protected SessionStore one;

	protected SessionStore other;

	/**
	 * Open the store of a node.
	 * @param node 0 or 1, each opened once in each test
	 */
	protected abstract SessionStore open(int node);

	/**
	 * Go back to an older state of a session.
	 */
	protected abstract void goBack(SessionKey key, SessionRecord record);

	@BeforeEach
	void openStores() {
		this.one = open(0);
		this.other = open(1);
	}

	@AfterEach
	void closeStores() throws Exception {
		for (SessionStore store : List.of(this.one, this.other)) {
			if (store instanceof AutoCloseable closeable) {
				closeable.close();
			}
		}
	}

	@Test
	void insertedSessionIsFoundEverywhere() {
		SessionTimes times = times(Duration.ofMinutes(30));
		this.one.insert(this.key, SECRET,
				SessionDelta.of(Map.of("small", bytes(10), "large", bytes(LARGE)), Set.of(), times, false));
		SessionRecord found = find(this.other);
		assertThat(found.version()).isEqualTo(1);
		assertThat(found.times()).isEqualTo(times);
		assertThat(found.node()).isEqualTo(this.one.node());
		assertThat(found.secret()).isEqualTo(SECRET);
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
	void recordStaysSmallWhateverIsInTheSession() {
		Map<String, EncodedAttribute> many = new HashMap<>();
		for (int i = 0; i < 50; i++) {
			many.put("attribute-" + i, bytes(1000));
		}
		SessionRecord record = this.one.insert(this.key, SECRET,
				SessionDelta.of(many, Set.of(), times(Duration.ofMinutes(30)), false));
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
		assertThat(this.other.find(this.key, null)).isNull();
		assertThat(this.other.update(this.key, base, set("a", bytes(LARGE)))).isNull();
		this.one.remove(this.key, claimed);
		assertThat(this.other.update(this.key, base, set("a", bytes(LARGE)))).isNull();
		assertThat(this.other.find(this.key, null)).isNull();
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
	void claimedSessionIsReadable() {
		insert();
		this.one.update(this.key, find(this.one), set("a", bytes(LARGE)));
		SessionRecord claimed = this.other.claim(this.key, (record) -> true);
		assertThat(claimed).isNotNull();
		assertThat(value(this.other, claimed, "a")).hasSize(LARGE);
		assertThat(claimed.secret()).isEqualTo(SECRET);
	}

	@Test
	void sessionIsNotClaimedAgainstTheCondition() {
		insert();
		assertThat(this.one.claim(this.key, (record) -> false)).isNull();
		assertThat(this.one.find(this.key, null)).isNotNull();
	}

	@Test
	void expiredSessionsAreFound() {
		Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
		insert(SessionKey.of("expired"), now.minusSeconds(1));
		insert(SessionKey.of("living"), now.plusSeconds(100));
		this.one.insert(SessionKey.of("immortal"), SECRET,
				SessionDelta.of(Map.of(), Set.of(), times(Duration.ZERO), false));
		assertThat(this.other.findExpired(now)).containsExactly(SessionKey.of("expired"));
	}

	@Test
	void equalStampsMeanEqualValues() {
		SessionRecord base = this.one.update(this.key, insert(), set("b", bytes(3)));
		assertThat(base).isNotNull();
		SessionRecord ours = this.one.update(this.key, base, set("a", bytes(1)));
		SessionRecord theirs = this.other.update(this.key, base, set("a", bytes(2)));
		assertThat(ours).isNotNull();
		assertThat(theirs).isNotNull();
		assertThat(ours.stamp()).isNotEqualTo(theirs.stamp());
		assertThat(attribute(ours, "a").stamp()).isNotEqualTo(attribute(theirs, "a").stamp());
		assertThat(attribute(theirs, "b").stamp()).isEqualTo(attribute(base, "b").stamp());
	}

	@Test
	void sessionThatHasNotChangedIsFoundAsItIsKnown() {
		SessionRecord known = insert();
		assertThat(this.one.find(this.key, known)).isSameAs(known);
		SessionRecord present = this.other.update(this.key, known, set("a", bytes(1)));
		assertThat(present).isNotNull();
		SessionRecord found = this.one.find(this.key, known);
		assertThat(found).isEqualTo(present);
		assertThat(this.one.find(this.key, found)).isSameAs(found);
		this.one.claim(this.key, (record) -> true);
		assertThat(this.one.find(this.key, found)).isNull();
	}

	/**
	 * As after the death of a member whose backups were late.
	 */
	@Test
	void olderStateThatTheStoreGoesBackToIsToldFromTheOneThatWasLost() {
		SessionRecord older = insert();
		SessionRecord lost = this.one.update(this.key, older, set("a", bytes(1)));
		assertThat(lost).isNotNull();
		goBack(this.key, older);
		SessionRecord found = this.one.find(this.key, lost);
		assertThat(found).isEqualTo(older);
		SessionRecord again = this.other.update(this.key, older, set("a", bytes(2)));
		assertThat(again).isNotNull();
		assertThat(again.version()).isEqualTo(lost.version());
		found = this.one.find(this.key, lost);
		assertThat(found).isEqualTo(again);
		assertThat(attribute(again, "a").stamp()).isNotEqualTo(attribute(lost, "a").stamp());
		SessionRecord late = this.one.update(this.key, lost, set("b", bytes(3)));
		assertThat(late).isNotNull();
		assertThat(value(this.one, late, "a")).hasSize(2);
	}

	@Test
	void largeValueThatWasReplacedIsGone() {
		SessionRecord base = insert();
		SessionRecord first = this.one.update(this.key, base, set("a", bytes(LARGE)));
		assertThat(first).isNotNull();
		SessionRecord second = this.other.update(this.key, first, set("a", bytes(LARGE + 1)));
		assertThat(second).isNotNull();
		assertThat(value(this.one, second, "a")).hasSize(LARGE + 1);
		Awaitility.await().untilAsserted(() -> assertThat(this.one.readApart(this.key, first, Set.of("a"))).isEmpty());
	}

	@Test
	void changeOfTheSecretIsMergedWithOtherChanges() {
		SessionRecord base = insert();
		this.other.update(this.key, base, set("a", bytes(LARGE)));
		SessionRecord changed = this.one.update(this.key, base,
				set("b", bytes(1)).withSecret(new SecretChange(SECRET, OTHER_SECRET)));
		assertThat(changed).isNotNull();
		assertThat(changed.secret()).isEqualTo(OTHER_SECRET);
		assertThat(changed.attributes()).containsOnlyKeys("a", "b");
		SessionRecord late = this.other.update(this.key, base, set("c", bytes(1)));
		assertThat(late).isNotNull();
		assertThat(late.secret()).isEqualTo(OTHER_SECRET);
		assertThat(find(this.one).attributes()).containsOnlyKeys("a", "b", "c");
	}

	@Test
	void ofTwoChangesOfTheSecretTheFirstOneStays() throws Exception {
		for (int round = 0; round < 10; round++) {
			SessionKey key = SessionKey.of("round-" + round);
			SessionRecord base = this.one.insert(key, SECRET, removed());
			List<SessionRecord> changed = inParallel(
					List.of(() -> this.one.update(key, base, secret(SECRET, OTHER_SECRET).withPrincipal("ada")),
							() -> this.other.update(key, base, secret(SECRET, bytes(16).bytes()))));
			assertThat(changed).doesNotContainNull();
			SessionRecord found = this.one.find(key, null);
			assertThat(found).isNotNull();
			assertThat(found.principal()).isEqualTo("ada");
			SessionRecord first = (changed.get(0).version() < changed.get(1).version()) ? changed.get(0)
					: changed.get(1);
			assertThat(changed).allSatisfy((record) -> assertThat(record.secret()).isEqualTo(first.secret()));
			assertThat(found.secret()).isEqualTo(first.secret());
		}
	}

	@Test
	void changeOfTheSecretCanBeTakenBack() {
		SessionRecord base = insert();
		SecretChange change = new SecretChange(SECRET, OTHER_SECRET);
		this.one.update(this.key, base, removed().withSecret(change));
		this.other.update(this.key, base, set("a", bytes(1)));
		this.one.update(this.key, base, removed().withSecret(change.undo(base)));
		SessionRecord found = find(this.other);
		assertThat(found.secret()).isEqualTo(SECRET);
		assertThat(found.attributes()).containsOnlyKeys("a");
	}

	@Test
	void changeOfTheSecretThatIsTakenBackBeforeItIsStoredIsNotStoredAnyMore() {
		SessionRecord base = insert();
		SecretChange change = new SecretChange(SECRET, OTHER_SECRET);
		SessionRecord after = this.one.update(this.key, base, removed().withSecret(change.undo(base)));
		assertThat(after).isNotNull();
		assertThat(after.secret()).isEqualTo(SECRET);
		assertThat(after.stamp()).as("what is compared with the old one and set").isNotEqualTo(base.stamp());
	}

	@Test
	void changeOfTheSecretThatAnotherRequestHasTakenOverStays() {
		SessionRecord base = insert();
		SecretChange change = new SecretChange(SECRET, OTHER_SECRET);
		this.one.update(this.key, base, removed().withSecret(change));
		SessionRecord takenOver = this.other.update(this.key, base, secret(SECRET, bytes(16).bytes()));
		assertThat(takenOver).isNotNull();
		assertThat(takenOver.secret()).isEqualTo(OTHER_SECRET);
		this.one.update(this.key, base, removed().withSecret(change.undo(base)));
		assertThat(find(this.other).secret()).isEqualTo(OTHER_SECRET);
	}

	@Test
	void claimedSessionIsNotLeftBehindUntilItsNodeMustHaveDied() {
		insert();
		this.one.claim(this.key, (record) -> true);
		assertThat(this.other.findExpired(Instant.now())).isEmpty();
		assertThat(this.other.claim(this.key, (record) -> true)).isNull();
		assertThat(this.other.findExpired(Instant.now().plusSeconds(3600))).isEmpty();
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
		this.one.update(this.key, base, SessionDelta.of(Map.of(), Set.of(), hour, false).withTimeout());
		SessionRecord merged = this.other.update(this.key, base, set("a", bytes(1)));
		assertThat(merged).isNotNull();
		assertThat(merged.times().maxInactive()).isEqualTo(Duration.ofHours(1));
		assertThat(merged.times().expiry()).isAfterOrEqualTo(hour.expiry());
	}

	@Test
	void sessionsOfAUserAreFoundUntilTheyEnd() {
		SessionRecord registered = this.one.update(this.key, insert(), principal("ada"));
		assertThat(registered).isNotNull();
		assertThat(registered.principal()).isEqualTo("ada");
		SessionKey second = SessionKey.of("second");
		this.other.insert(second, SECRET, principal("ada"));
		this.one.insert(SessionKey.of("third"), SECRET, principal("eve"));
		this.one.insert(SessionKey.of("fourth"), SECRET, removed());
		assertThat(this.other.findByPrincipal("ada")).containsOnlyKeys(this.key, second)
			.allSatisfy((key, record) -> assertThat(record).isEqualTo(this.one.find(key, null)));
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
		this.one.update(this.key, find(this.one), secret(SECRET, OTHER_SECRET));
		assertThat(this.other.findByPrincipal("ada")).containsOnlyKeys(this.key);
		SessionRecord present = this.other.update(this.key, find(this.other), principal("eve"));
		assertThat(present).isNotNull();
		assertThat(this.one.findByPrincipal("ada")).isEmpty();
		assertThat(this.one.findByPrincipal("eve")).containsOnlyKeys(this.key);
		this.one.update(this.key, present, principal(""));
		assertThat(this.other.findByPrincipal("eve")).isEmpty();
		assertThat(this.other.findPrincipals()).isEmpty();
	}

	@Test
	void sessionsAreListedPageByPage() {
		List<SessionKey> names = List.of(SessionKey.of("list-a"), new SessionKey("list-b", "/shop"),
				SessionKey.of("list-c"), SessionKey.of("list-d"), SessionKey.of("list-e"));
		names.forEach((name) -> this.one.insert(name, SECRET, removed()));
		this.other.claim(names.get(3), (record) -> true);
		SessionDirectory directory = (SessionDirectory) this.other;
		SessionDirectory.Page first = directory.list(null, null, SessionKey.of("list"), 2);
		assertThat(first.sessions().keySet()).containsExactly(names.get(0), names.get(1));
		assertThat(first.sessions()).allSatisfy((key, record) -> assertThat(record).isEqualTo(find(this.one, key)));
		assertThat(first.end()).isEqualTo(names.get(1));
		assertThat(directory.list(null, null, first.end(), 2).sessions().keySet()).containsExactly(names.get(2),
				names.get(4));
		assertThat(directory.list(null, null, names.get(4), 1000).end()).isNull();
		assertThat(directory.list(null, null, null, 1000).sessions()).containsKeys(names.get(0), names.get(4))
			.doesNotContainKey(names.get(3));
	}

	@Test
	void sessionsAreListedByUserAndByNode() {
		SessionKey adas = SessionKey.of("search-a");
		SessionKey evesByOther = SessionKey.of("search-b");
		SessionKey nobodys = SessionKey.of("search-c");
		SessionKey before = SessionKey.of("search");
		this.one.insert(adas, SECRET, principal("ada"));
		this.other.insert(evesByOther, SECRET, principal("eve"));
		this.one.insert(nobodys, SECRET, removed());
		SessionDirectory directory = (SessionDirectory) this.one;
		assertThat(directory.list("ada", null, before, 1000).sessions()).containsOnlyKeys(adas);
		assertThat(directory.list(null, this.other.node(), before, 1000).sessions()).containsOnlyKeys(evesByOther);
		assertThat(directory.list("eve", this.one.node(), before, 1000).sessions()).isEmpty();
		assertThat(directory.list(null, this.one.node(), before, 1000).sessions()).containsKeys(adas, nobodys);
	}

	@Test
	void sessionsAreCounted() {
		SessionDirectory directory = (SessionDirectory) this.other;
		long before = directory.size();
		insert();
		assertThat(directory.size()).isEqualTo(before + 1);
		SessionRecord claimed = this.one.claim(this.key, (record) -> true);
		this.one.remove(this.key, claimed);
		assertThat(directory.size()).isEqualTo(before);
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
			SessionKey trusted = SessionKey.of(this.key.name() + "-" + round);
			SessionRecord base = this.one.insert(trusted, SECRET,
					SessionDelta.of(Map.of(), Set.of(), times(Duration.ofMinutes(30)), true));
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
		this.other.insert(this.key, SECRET, SessionDelta.of(Map.of(), Set.of(), times(Duration.ofMinutes(30)), false));
		assertThat(this.one.find(this.key, null)).isNotNull();
		assertThat(this.other.find(this.key, null)).isNotNull();
	}

	@Test
	void contextsOfOneApplicationAreApart() {
		SessionKey shop = new SessionKey("id", "/shop");
		SessionKey admin = new SessionKey("id", "/admin|example.org");
		this.one.insert(shop, SECRET, set("a", bytes(1)));
		this.one.insert(admin, SECRET, set("b", bytes(1)));
		assertThat(this.other.find(SessionKey.of("id"), null)).isNull();
		assertThat(this.other.find(shop, null)).isNotNull();
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

	protected final SessionRecord insert() {
		return this.one.insert(this.key, SECRET, removed());
	}

	protected final void insert(SessionKey key, Instant expiry) {
		SessionTimes times = times(Duration.ofMinutes(30), expiry.minus(Duration.ofMinutes(30)));
		this.one.insert(key, SECRET, SessionDelta.touch(times, false));
	}

	protected final SessionRecord find(SessionStore store) {
		return find(store, this.key);
	}

	private static SessionRecord find(SessionStore store, SessionKey key) {
		SessionRecord found = store.find(key, null);
		assertThat(found).isNotNull();
		return found;
	}

	protected final byte[] value(SessionStore store, SessionRecord record, String name) {
		return (attribute(record, name) instanceof StoredAttribute.Inline inline) ? inline.bytes()
				: store.readApart(this.key, record, Set.of(name)).get(name);
	}

	private static StoredAttribute attribute(SessionRecord record, String name) {
		StoredAttribute attribute = record.attributes().get(name);
		assertThat(attribute).isNotNull();
		return attribute;
	}

	protected static SessionDelta set(String name, EncodedAttribute value) {
		return SessionDelta.of(Map.of(name, value), Set.of(), times(Duration.ofMinutes(30)), false);
	}

	protected static SessionDelta removed(String... names) {
		return SessionDelta.of(Map.of(), Set.of(names), times(Duration.ofMinutes(30)), false);
	}

	private static SessionDelta principal(String name) {
		return removed().withPrincipal(name);
	}

	private static SessionDelta secret(byte[] from, byte[] to) {
		return removed().withSecret(new SecretChange(from, to));
	}

	protected static EncodedAttribute bytes(int size) {
		byte[] bytes = new byte[size];
		Arrays.fill(bytes, (byte) 'x');
		return new EncodedAttribute(bytes, false);
	}

	protected static SessionTimes times(Duration maxInactive) {
		return times(maxInactive, Instant.now());
	}

	private static SessionTimes times(Duration maxInactive, Instant accessed) {
		Instant millis = accessed.truncatedTo(ChronoUnit.MILLIS);
		return new SessionTimes(millis, millis, millis, maxInactive,
				maxInactive.isZero() ? Instant.MAX : millis.plus(maxInactive), null);
	}

}
