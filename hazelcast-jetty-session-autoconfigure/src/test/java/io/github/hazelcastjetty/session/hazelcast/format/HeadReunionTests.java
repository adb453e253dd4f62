package io.github.hazelcastjetty.session.hazelcast.format;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;

import org.junit.jupiter.api.Test;

import io.github.hazelcastjetty.session.store.EncodedAttribute;
import io.github.hazelcastjetty.session.store.SecretChange;
import io.github.hazelcastjetty.session.store.SessionDelta;
import io.github.hazelcastjetty.session.store.SessionTimes;
import io.github.hazelcastjetty.session.store.StoredAttribute;
import io.github.hazelcastjetty.session.store.StoredAttribute.Apart;
import io.github.hazelcastjetty.session.store.StoredAttribute.Inline;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What becomes of a session that both parts of a split cluster have changed.
 */
class HeadReunionTests {

	private static final Instant NOW = Instant.now().truncatedTo(ChronoUnit.MILLIS);

	private static final byte[] SECRET = { 1 };

	private final AtomicLong stamps = new AtomicLong();

	private final StoredHead common = set(set(first(), 0, "both", "first"), 0, "kept", "kept");

	@Test
	void partThatHasNotChangedTheSessionHasNothingToSay() {
		StoredHead changed = set(this.common, 1, "both", "second");
		assertThat(values(unite(this.common, changed))).isEqualTo(values(changed));
		assertThat(HeadReunion.of("key", changed.head(), changed.head())).isSameAs(changed.head());
	}

	@Test
	void changesOfBothPartsAreKept() {
		StoredHead one = set(this.common, 1, "one", "1");
		StoredHead other = set(set(this.common, 2, "other", "1"), 3, "other", "2");
		StoredHead united = unite(one, other);
		assertThat(values(united)).isEqualTo(Map.of("both", "first", "kept", "kept", "one", "1", "other", "2"));
		assertThat(united.version()).isGreaterThan(one.version()).isGreaterThan(other.version());
		assertThat(united.stamp()).isNotIn(one.stamp(), other.stamp());
		assertThat(united.times().accessed()).isEqualTo(other.times().accessed());
		assertThat(united.head().expiry()).isEqualTo(other.head().expiry());
		assertThat(united.trusting()).isFalse();
	}

	@Test
	void ofTwoValuesTheOneOfTheHigherVersionIsKept() {
		StoredHead one = set(set(this.common, 1, "both", "1"), 2, "both", "2");
		StoredHead other = set(this.common, 3, "both", "other");
		assertThat(values(unite(one, other))).containsEntry("both", "2");
	}

	@Test
	void ofTwoValuesOfTheSameVersionBothPartsKeepTheSameOne() {
		StoredHead one = set(this.common, 1, "both", "1");
		StoredHead other = set(this.common, 3, "both", "other");
		assertThat(values(unite(one, other))).containsEntry("both", "other");
	}

	@Test
	void valuesKeepTheirStamps() {
		StoredHead one = set(this.common, 1, "both", "1");
		StoredHead other = set(set(this.common, 2, "x", "x"), 3, "both", "other");
		StoredHead united = unite(one, other);
		assertThat(united.attributes().get("both")).usingRecursiveComparison()
			.isEqualTo(other.attributes().get("both"));
		assertThat(united.attributes().get("kept").stamp()).isEqualTo(this.common.attributes().get("kept").stamp());
	}

	@Test
	void whatOnePartHasRemovedIsThereAgain() {
		StoredHead one = remove(this.common, 1, "both");
		StoredHead other = set(set(this.common, 2, "x", "x"), 3, "both", "changed");
		assertThat(values(unite(one, other))).containsEntry("both", "changed").containsEntry("x", "x");
		assertThat(values(unite(one, this.common))).containsKey("both");
	}

	/**
	 * The other part has lost its last changes with a member, and does not know of it.
	 */
	@Test
	void partThatCountsFromAnOlderStateRemovesNothing() {
		StoredHead one = set(set(set(first(), 1, "a", "1"), 2, "b", "1"), 3, "c", "1");
		StoredHead older = set(set(first(), 1, "x", "1"), 2, "x", "2");
		assertThat(values(unite(one, older))).isEqualTo(Map.of("a", "1", "b", "1", "c", "1", "x", "2"));
	}

	@Test
	void claimedSessionStaysClaimedByItsNode() {
		StoredHead one = set(this.common, 1, "one", "1").claimedBy("node", this.stamps.incrementAndGet());
		StoredHead other = set(set(this.common, 2, "other", "1"), 3, "other", "2");
		assertThat(HeadReunion.of("key", one.head(), other.head())).isEqualTo(one.head());
		assertThat(HeadReunion.of("key", other.head(), one.head())).isEqualTo(one.head());
		StoredHead alsoClaimed = other.claimedBy("node", this.stamps.incrementAndGet());
		assertThat(HeadReunion.of("key", one.head(), alsoClaimed.head()).isClaimed()).isTrue();
	}

	@Test
	void userIsThatOfTheLastAccess() {
		StoredHead one = change(set(this.common, 1, "one", "1"), delta(2, Map.of(), Set.of()).withPrincipal("ada"));
		StoredHead other = set(this.common, 1, "other", "1");
		assertThat(unite(one, other).principal()).isEqualTo("ada");
		assertThat(unite(one, set(other, 3, "other", "2")).principal()).isNull();
	}

	@Test
	void formerSecretDoesNotComeBackBecauseItWasUsed() {
		byte[] newer = { 2 };
		StoredHead one = change(set(this.common, 1, "one", "1"),
				delta(2, Map.of(), Set.of()).withSecret(new SecretChange(SECRET, newer)));
		StoredHead other = set(this.common, 1, "other", "1");
		assertThat(unite(one, other).secret()).isEqualTo(newer);
		assertThat(unite(one, set(other, 3, "other", "2")).secret()).isEqualTo(newer);
		byte[] newest = { 3 };
		StoredHead later = change(other, delta(3, Map.of(), Set.of()).withSecret(new SecretChange(SECRET, newest)));
		assertThat(unite(one, later).secret()).as("each part has changed it, the user has the last").isEqualTo(newest);
	}

	@Test
	void largeValueIsTheOneOfTheHigherVersion() {
		StoredHead one = set(this.common, 1, "large", "x".repeat(2000));
		StoredHead other = set(set(this.common, 2, "x", "x"), 3, "large", "y".repeat(3000));
		assertThat(unite(one, other).attributes().get("large")).isInstanceOfSatisfying(Apart.class,
				(apart) -> assertThat(apart.size()).isEqualTo(3000));
	}

	private static StoredHead unite(StoredHead one, StoredHead other) {
		StoredHead united = StoredHead.of("key", HeadReunion.of("key", one.head(), other.head()));
		StoredHead mirrored = StoredHead.of("key", HeadReunion.of("key", other.head(), one.head()));
		assertThat(values(mirrored)).as("whichever part is the larger one").isEqualTo(values(united));
		return united;
	}

	private static Map<String, String> values(StoredHead head) {
		Map<String, String> values = new HashMap<>();
		head.attributes().forEach((name, attribute) -> values.put(name, value(attribute)));
		return values;
	}

	private static String value(StoredAttribute attribute) {
		return (attribute instanceof Inline inline) ? new String(inline.bytes()) : "large";
	}

	private StoredHead first() {
		long stamp = this.stamps.incrementAndGet();
		return HeadMerge.of(Map.of(), delta(0, Map.of(), Set.of()), stamp, "node").first(SECRET, stamp);
	}

	private StoredHead set(StoredHead base, long second, String name, String value) {
		return change(base, delta(second, Map.of(name, value), Set.of()));
	}

	private StoredHead remove(StoredHead base, long second, String name) {
		return change(base, delta(second, Map.of(), Set.of(name)));
	}

	private StoredHead change(StoredHead base, SessionDelta delta) {
		long stamp = this.stamps.incrementAndGet();
		return StoredHead.of("key", HeadMerge.of(base.attributes(), delta, stamp, "node").after(base, stamp).head());
	}

	private static SessionDelta delta(long second, Map<String, String> set, Set<String> removed) {
		Map<String, EncodedAttribute> encoded = new HashMap<>();
		set.forEach((name, value) -> encoded.put(name, new EncodedAttribute(value.getBytes(), false)));
		Instant accessed = NOW.plusSeconds(second);
		Duration timeout = Duration.ofMinutes(30);
		return SessionDelta.of(encoded, removed,
				new SessionTimes(NOW, accessed, accessed, timeout, accessed.plus(timeout), null), false);
	}

}
