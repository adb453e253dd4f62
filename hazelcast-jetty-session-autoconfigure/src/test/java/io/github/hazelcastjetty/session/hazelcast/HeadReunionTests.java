package io.github.hazelcastjetty.session.hazelcast;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import io.github.hazelcastjetty.session.store.EncodedAttribute;
import io.github.hazelcastjetty.session.store.SessionDelta;
import io.github.hazelcastjetty.session.store.SessionKey;
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

	private final Stamps stamps = new Stamps();

	private final StoredHead common = set(
			set(HeadMerge.of(this.stamps, Map.of(), delta(0, Map.of(), Set.of()), null).first(), null, 0, "both",
					"first"),
			null, 0, "kept", "kept");

	private @Nullable HeadReunion last;

	@Test
	void partThatHasNotChangedTheSessionHasNothingToSay() {
		StoredHead changed = set(this.common, NOW, 1, "both", "second");
		assertThat(unite(this.common, changed).head()).isEqualTo(changed.head());
	}

	@Test
	void changesOfBothPartsAreKept() {
		StoredHead one = set(this.common, NOW, 1, "one", "1");
		StoredHead other = set(set(this.common, NOW, 2, "other", "1"), NOW, 3, "other", "2");
		StoredHead united = unite(one, other);
		assertThat(values(united)).isEqualTo(Map.of("both", "first", "kept", "kept", "one", "1", "other", "2"));
		assertThat(united.head().version()).isGreaterThan(one.head().version()).isGreaterThan(other.head().version());
		assertThat(united.head().stamp()).isNotIn(one.head().stamp(), other.head().stamp());
		assertThat(united.body().times().accessed()).isEqualTo(other.body().times().accessed());
		assertThat(united.head().expiry()).isEqualTo(other.head().expiry());
		assertThat(conflicts()).isZero();
	}

	@Test
	void ofTwoChangesTheOneOfTheHigherVersionIsKept() {
		StoredHead one = set(set(this.common, NOW, 1, "both", "1"), NOW, 2, "both", "2");
		StoredHead other = set(this.common, NOW, 3, "both", "other");
		assertThat(values(unite(one, other))).containsEntry("both", "2");
		assertThat(conflicts()).isOne();
	}

	@Test
	void ofTwoChangesOfTheSameVersionTheOneOfTheLastUserIsKept() {
		StoredHead one = set(this.common, NOW, 1, "both", "1");
		StoredHead other = set(this.common, NOW, 3, "both", "other");
		assertThat(values(unite(one, other))).containsEntry("both", "other");
		assertThat(conflicts()).isOne();
	}

	@Test
	void copiesOfBothPartsSeeThatTheyMayHaveAnotherValue() {
		StoredHead one = set(this.common, NOW, 1, "both", "1");
		StoredHead other = set(this.common, NOW, 3, "both", "other");
		StoredHead united = unite(one, other);
		assertThat(united.body().attributes().get("both").version()).isEqualTo(united.head().version());
		assertThat(united.body().attributes().get("kept").version())
			.isEqualTo(this.common.body().attributes().get("kept").version());
	}

	@Test
	void removalWinsOverAChange() {
		StoredHead one = remove(this.common, NOW, 1, "both");
		StoredHead other = set(set(this.common, NOW, 2, "x", "x"), NOW, 3, "both", "changed");
		assertThat(values(unite(one, other))).doesNotContainKey("both").containsEntry("x", "x");
		assertThat(conflicts()).isOne();
	}

	@Test
	void removalOfWhatTheOtherPartHasNotChangedIsNoConflict() {
		StoredHead one = remove(this.common, NOW, 1, "both");
		StoredHead other = set(this.common, NOW, 2, "x", "x");
		assertThat(values(unite(one, other))).doesNotContainKey("both").containsEntry("x", "x");
		assertThat(conflicts()).isZero();
	}

	@Test
	void whatWasRemovedAndSetAgainIsThere() {
		StoredHead one = set(remove(this.common, NOW, 1, "both"), NOW, 2, "both", "again");
		StoredHead other = set(this.common, NOW, 2, "x", "x");
		assertThat(values(unite(one, other))).containsEntry("both", "again");
	}

	@Test
	void removalFromBeforeTheSplitIsForgotten() {
		Instant before = NOW.minusSeconds(600);
		StoredHead base = remove(this.common, before, -600, "both");
		StoredHead one = set(base, NOW, 1, "both", "again");
		StoredHead other = set(base, NOW, 2, "x", "x");
		assertThat(values(unite(one, other))).containsEntry("both", "again").containsEntry("x", "x");
	}

	@Test
	void nodesThatNoticeTheLossAtDifferentMomentsTellOneHistory() {
		StoredHead one = remove(this.common, NOW, 1, "both");
		one = set(one, NOW.plusSeconds(5), 6, "x", "x");
		StoredHead other = set(this.common, NOW, 2, "both", "changed");
		assertThat(values(unite(one, other))).doesNotContainKey("both");
	}

	@Test
	void withoutAHistoryNothingIsLost() {
		StoredHead one = set(this.common, null, 1, "one", "1");
		StoredHead other = set(remove(this.common, null, 1, "both"), null, 2, "other", "1");
		assertThat(values(unite(one, other))).containsKeys("one", "other", "both", "kept");
	}

	@Test
	void claimedSessionStaysClaimed() {
		Claims claims = new Claims(this.stamps, Clock.systemUTC());
		StoredHead one = claims.destroy(set(this.common, NOW, 1, "one", "1"), (record) -> true);
		StoredHead other = set(set(this.common, NOW, 2, "other", "1"), NOW, 3, "other", "2");
		StoredHead united = unite(one, other);
		assertThat(united.isClaimed()).isTrue();
		assertThat(united.head().version()).isGreaterThan(other.head().version());
		assertThat(values(united)).containsEntry("one", "1");
	}

	@Test
	void sessionThatGotItsNewNameInOnePartHasIt() {
		Claims claims = new Claims(this.stamps, Clock.systemUTC());
		StoredHead renamed = claims.renamed(SessionKey.of("old"), this.common, null);
		StoredHead blocked = StoredHead.of(claims.placeholder(this.common));
		assertThat(unite(renamed, blocked).head()).isEqualTo(renamed.head());
		assertThat(unite(set(renamed, NOW, 1, "one", "1"), blocked).isClaimed()).isFalse();
		assertThat(conflicts()).isZero();
		StoredHead ended = claims.destroy(renamed, (record) -> true);
		assertThat(unite(ended, blocked).head()).isEqualTo(ended.head());
	}

	@Test
	void formerNameIsForgottenOnlyIfBothPartsHaveForgottenIt() {
		StoredHead renamed = new Claims(this.stamps, Clock.systemUTC()).renamed(SessionKey.of("old"), this.common,
				null);
		StoredHead one = set(renamed, NOW, 1, "one", "1");
		StoredHead other = set(renamed.withoutFormer(), NOW, 2, "other", "1");
		assertThat(unite(one, other).body().former()).isEqualTo("old");
		assertThat(unite(set(renamed.withoutFormer(), NOW, 1, "one", "1"), other).body().former()).isNull();
	}

	@Test
	void largeValueIsTheOneOfTheHigherVersion() {
		StoredHead one = set(this.common, NOW, 1, "large", "x".repeat(2000));
		StoredHead other = set(set(this.common, NOW, 2, "x", "x"), NOW, 3, "large", "y".repeat(3000));
		assertThat(unite(one, other).body().attributes().get("large")).isInstanceOfSatisfying(Apart.class,
				(apart) -> assertThat(apart.size()).isEqualTo(3000));
	}

	@Test
	void historyHasAnEnd() {
		StoredHead one = remove(this.common, NOW, 1, "both");
		assertThat(one.body().split()).isNotNull();
		assertThat(set(one, null, 10, "x", "x").body().split()).isNotNull();
		assertThat(set(one, null, SplitHistory.KEPT.toSeconds() + 10, "x", "x").body().split()).isNull();
	}

	private StoredHead unite(StoredHead one, StoredHead other) {
		this.last = HeadReunion.of(one.head(), other.head());
		HeadReunion mirrored = HeadReunion.of(other.head(), one.head());
		StoredHead united = StoredHead.of(this.last.head());
		assertThat(values(StoredHead.of(mirrored.head()))).as("whichever part is the larger one")
			.isEqualTo(values(united));
		assertThat(mirrored.conflicts()).isEqualTo(this.last.conflicts());
		return united;
	}

	private int conflicts() {
		assertThat(this.last).isNotNull();
		return this.last.conflicts();
	}

	private static Map<String, String> values(StoredHead head) {
		Map<String, String> values = new HashMap<>();
		head.body().attributes().forEach((name, attribute) -> values.put(name, value(attribute)));
		return values;
	}

	private static String value(StoredAttribute attribute) {
		return (attribute instanceof Inline inline) ? new String(inline.bytes()) : "large";
	}

	private StoredHead set(StoredHead base, @Nullable Instant lost, long second, String name, String value) {
		return change(base, lost, delta(second, Map.of(name, value), Set.of()));
	}

	private StoredHead remove(StoredHead base, @Nullable Instant lost, long second, String name) {
		return change(base, lost, delta(second, Map.of(), Set.of(name)));
	}

	private StoredHead change(StoredHead base, @Nullable Instant lost, SessionDelta delta) {
		return StoredHead.of(HeadMerge.of(this.stamps, base.body().attributes(), delta, lost).after(base).head());
	}

	private static SessionDelta delta(long second, Map<String, String> set, Set<String> removed) {
		Map<String, EncodedAttribute> encoded = new HashMap<>();
		set.forEach((name, value) -> encoded.put(name, new EncodedAttribute(value.getBytes(), false)));
		Instant accessed = NOW.plusSeconds(second);
		Duration timeout = Duration.ofMinutes(30);
		return new SessionDelta(encoded, removed,
				new SessionTimes(NOW, accessed, accessed, timeout, accessed.plus(timeout), null), false, false);
	}

}
