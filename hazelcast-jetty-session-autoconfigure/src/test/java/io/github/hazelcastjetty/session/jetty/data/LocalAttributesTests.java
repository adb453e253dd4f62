package io.github.hazelcastjetty.session.jetty.data;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.junit.jupiter.api.Test;

import io.github.hazelcastjetty.session.store.EncodedAttribute;
import io.github.hazelcastjetty.session.store.StoredAttribute;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The attributes of a local copy, with a store that is a map.
 */
class LocalAttributesTests {

	private final LocalAttributes attributes = new LocalAttributes((value) -> value instanceof String);

	private final Map<String, StoredAttribute> stored = new HashMap<>();

	private long stamps;

	// REMOTE

	@Test
	void storedValueIsVisibleAndDecodedOnce() {
		store("n");
		assertThat(this.attributes.names()).containsExactly("n");
		assertThat(this.attributes.get("n")).isNull();
		decode("n", "1");
		assertThat(this.attributes.get("n")).isEqualTo("1");
		assertThat(this.attributes.undecoded("n")).isNull();
		decode("n", "2");
		assertThat(this.attributes.get("n")).isEqualTo("1");
	}

	@Test
	void valueThatWasReplacedWhileItWasDecodedIsNotTakenOver() {
		store("n");
		long before = stamp("n");
		store("n");
		this.attributes.decoded("n", before, "old", null);
		this.attributes.hide("n", before);
		assertThat(this.attributes.get("n")).isNull();
		assertThat(this.attributes.undecoded()).containsExactly("n");
	}

	@Test
	void bytesOfALargeValueAreKeptUntilItIsDecoded() {
		storeLarge("n");
		assertThat(this.attributes.unfetched()).containsExactly("n");
		this.attributes.fetched("n", stamp("n"), new byte[] { 7 });
		assertThat(this.attributes.unfetched()).isEmpty();
		assertThat(this.attributes.undecoded("n")).isInstanceOfSatisfying(StoredAttribute.Inline.class, (inline) -> {
			assertThat(inline.bytes()).containsExactly(7);
			assertThat(inline.stamp()).isEqualTo(stamp("n"));
		});
	}

	@Test
	void bytesOfAnOlderLargeValueAreNotTakenOver() {
		storeLarge("n");
		long before = stamp("n");
		storeLarge("n");
		this.attributes.fetched("n", before, new byte[] { 7 });
		assertThat(this.attributes.unfetched()).containsExactly("n");
	}

	// HIDDEN

	@Test
	void unreadableValueIsHiddenUntilTheStoreHasAnother() {
		store("n");
		this.attributes.hide("n", stamp("n"));
		assertThat(this.attributes.names()).isEmpty();
		assertThat(this.attributes.isPresent("n")).isTrue();
		this.attributes.begin();
		assertThat(this.attributes.undecoded("n")).isNull();
		assertThat(this.attributes.saves().take(true)).isEmpty();
		store("n");
		assertThat(this.attributes.undecoded("n")).isNotNull();
	}

	@Test
	void missingLargeValueIsAskedForAgainByTheNextRequest() {
		storeLarge("n");
		this.attributes.begin();
		this.attributes.hideMissing("n", stamp("n"));
		assertThat(this.attributes.undecoded("n")).isNull();
		this.attributes.begin();
		assertThat(this.attributes.unfetched()).containsExactly("n");
	}

	@Test
	void hiddenValueCanBeReplacedAndRemoved() {
		store("set");
		store("removed");
		this.attributes.hide("set", stamp("set"));
		this.attributes.hide("removed", stamp("removed"));
		assertThat(this.attributes.set("set", "1")).isTrue();
		assertThat(this.attributes.set("removed", null)).isTrue();
		save();
		assertThat(this.stored).containsOnlyKeys("set");
		assertThat(this.attributes.get("set")).isEqualTo("1");
		assertThat(this.attributes.isPresent("removed")).isFalse();
	}

	// DIRTY and SENT

	@Test
	void setValueIsStoredOnce() {
		assertThat(this.attributes.set("n", "1")).isTrue();
		assertThat(this.attributes.isChanged()).isTrue();
		List<Candidate> taken = this.attributes.saves().take(true);
		assertThat(taken).containsExactly(new Candidate("n", "1", null, false));
		assertThat(this.attributes.isChanged()).as("on its way").isTrue();
		assertThat(this.attributes.saves().take(true)).isEmpty();
		stored(encode(taken));
		assertThat(this.attributes.isChanged()).isFalse();
		assertThat(this.attributes.saves().take(true)).isEmpty();
		assertThat(this.attributes.get("n")).isEqualTo("1");
	}

	@Test
	void removedValueIsRemovedFromTheStore() {
		store("n");
		assertThat(this.attributes.set("n", null)).isTrue();
		assertThat(this.attributes.set("n", null)).isFalse();
		assertThat(this.attributes.isPresent("n")).isFalse();
		List<Candidate> taken = this.attributes.saves().take(false);
		assertThat(taken).containsExactly(new Candidate("n", null, null, true));
		stored(encode(taken));
		assertThat(this.stored).isEmpty();
		assertThat(this.attributes.isChanged()).isFalse();
	}

	@Test
	void whatWasNeverStoredNeedNotBeRemoved() {
		assertThat(this.attributes.set("n", null)).isFalse();
		this.attributes.set("n", "1");
		this.attributes.set("n", null);
		assertThat(this.attributes.isChanged()).isFalse();
		assertThat(this.attributes.saves().take(true)).isEmpty();
	}

	@Test
	void valueThatIsSetAgainOnItsWayIsStoredAgain() {
		this.attributes.set("n", "1");
		AttributeChange change = encode(this.attributes.saves().take(true));
		this.attributes.set("n", "2");
		stored(change);
		assertThat(this.attributes.get("n")).isEqualTo("2");
		assertThat(this.attributes.saves().take(true)).containsExactly(new Candidate("n", "2", null, true));
	}

	@Test
	void objectThatIsSetAgainOnItsWayIsStoredAgain() {
		List<String> list = new ArrayList<>();
		this.attributes.begin();
		this.attributes.set("list", list);
		AttributeChange change = encode(this.attributes.saves().take(true));
		list.add("late");
		this.attributes.set("list", list);
		stored(change);
		assertThat(this.attributes.saves().take(true)).extracting(Candidate::value).containsExactly(list);
	}

	@Test
	void valueThatIsRemovedOnItsWayIsRemovedFromTheStore() {
		this.attributes.set("n", "1");
		AttributeChange change = encode(this.attributes.saves().take(true));
		assertThat(this.attributes.set("n", null)).isTrue();
		stored(change);
		assertThat(this.stored).containsKey("n");
		assertThat(this.attributes.isPresent("n")).isFalse();
		save();
		assertThat(this.stored).isEmpty();
	}

	@Test
	void valueThatIsSetWhileItsRemovalIsOnItsWayIsStored() {
		store("n");
		this.attributes.set("n", null);
		AttributeChange change = encode(this.attributes.saves().take(true));
		this.attributes.set("n", "2");
		stored(change);
		assertThat(this.stored).isEmpty();
		assertThat(this.attributes.get("n")).isEqualTo("2");
		save();
		assertThat(this.stored).containsKey("n");
	}

	@Test
	void changeWhoseOutcomeIsUnknownIsStoredAgain() {
		this.attributes.set("n", "1");
		List<Candidate> taken = this.attributes.saves().take(true);
		AttributeChange change = encode(taken);
		apply(change);
		this.attributes.saves().notStored(taken, change);
		this.attributes.sync(Map.copyOf(this.stored));
		assertThat(this.attributes.get("n")).isEqualTo("1");
		assertThat(this.attributes.saves().take(true)).containsExactly(new Candidate("n", "1", null, true));
	}

	@Test
	void valueThatIsRemovedAfterAnUnknownOutcomeIsRemovedFromTheStore() {
		this.attributes.set("n", "1");
		List<Candidate> taken = this.attributes.saves().take(true);
		AttributeChange change = encode(taken);
		this.attributes.saves().notStored(taken, change);
		apply(change);
		assertThat(this.attributes.set("n", null)).isTrue();
		save();
		assertThat(this.stored).isEmpty();
	}

	@Test
	void changeThatCouldNotBeEncodedForTheMomentIsTakenAgain() {
		List<String> list = read("list", new ArrayList<>());
		this.attributes.set("n", "1");
		List<Candidate> taken = this.attributes.saves().take(true);
		this.attributes.saves().notStored(taken, null);
		assertThat(this.attributes.saves().take(true)).extracting(Candidate::value)
			.containsExactlyInAnyOrder("1", list);
	}

	@Test
	void changeOfAnotherNodeDoesNotReplaceTheOwnOne() {
		store("n");
		this.attributes.set("n", "ours");
		store("n");
		assertThat(this.attributes.get("n")).isEqualTo("ours");
		AttributeChange change = encode(this.attributes.saves().take(true));
		store("n");
		assertThat(this.attributes.get("n")).isEqualTo("ours");
		stored(change);
		assertThat(this.attributes.get("n")).isEqualTo("ours");
		assertThat(this.attributes.isChanged()).isFalse();
	}

	// Changes in place

	@Test
	void objectThatWasHandedOutIsTakenWithItsFingerprint() {
		List<String> list = read("list", new ArrayList<>());
		assertThat(this.attributes.isWatching()).isTrue();
		assertThat(this.attributes.saves().take(false)).isEmpty();
		assertThat(this.attributes.saves().take(true)).containsExactly(new Candidate("list", list, print(1), true));
		this.attributes.endUse(Map.copyOf(this.stored));
		assertThat(this.attributes.isWatching()).isFalse();
		assertThat(this.attributes.saves().take(true)).isEmpty();
	}

	@Test
	void changeInPlaceWhoseOutcomeIsUnknownIsStoredThoughNobodyHoldsTheObjectAnyMore() {
		List<String> list = read("list", new ArrayList<>());
		List<Candidate> taken = this.attributes.saves().take(true);
		AttributeChange change = encode(taken);
		this.attributes.saves().notStored(taken, change);
		this.attributes.endUse(Map.copyOf(this.stored));
		assertThat(this.attributes.saves().take(true)).containsExactly(new Candidate("list", list, null, true));
	}

	@Test
	void objectThatIsSetAgainIsComparedInsteadOfStored() {
		List<String> list = read("list", new ArrayList<>());
		assertThat(this.attributes.set("list", list)).isFalse();
		assertThat(this.attributes.set("list", new ArrayList<>())).isTrue();
	}

	// Held objects

	@Test
	void heldObjectIsReplacedWhenAllThatHoldItHaveBeenAnswered() {
		this.attributes.begin();
		this.attributes.begin();
		List<String> list = read("list", new ArrayList<>());
		store("list");
		assertThat(this.attributes.get("list")).isSameAs(list);
		this.attributes.answered(Map.copyOf(this.stored));
		assertThat(this.attributes.get("list")).isSameAs(list);
		this.attributes.answered(Map.copyOf(this.stored));
		assertThat(this.attributes.undecoded("list")).isNotNull();
	}

	@Test
	void heldObjectThatAnotherNodeHasRemovedStaysUntilTheRequestIsAnswered() {
		this.attributes.begin();
		List<String> list = read("list", new ArrayList<>());
		removeFromStore("list");
		assertThat(this.attributes.get("list")).isSameAs(list);
		this.attributes.answered(Map.copyOf(this.stored));
		assertThat(this.attributes.isPresent("list")).isFalse();
	}

	@Test
	void objectThatIsReadAfterTheAnswerIsReplaced() {
		this.attributes.begin();
		this.attributes.answered(Map.copyOf(this.stored));
		read("list", new ArrayList<>());
		store("list");
		assertThat(this.attributes.undecoded("list")).isNotNull();
	}

	@Test
	void objectThatIsHeldWhileItsBaseIsRemovedAndChangedInPlaceIsStored() {
		this.attributes.begin();
		read("list", new ArrayList<>());
		removeFromStore("list");
		save();
		assertThat(this.stored).containsKey("list");
	}

	// Values that are replaced while a late change of them is on its way

	@Test
	void valueThatReplacesAFreeObjectIsNotRemovedAlthoughTheObjectIsBusy() {
		AttributeChange change = new AttributeChange();
		List<String> list = takeFree();
		change.busy("list", list);
		store("list");
		this.attributes.saves().encoded(change);
		assertThat(this.attributes.isChanged()).isFalse();
		assertThat(this.attributes.undecoded("list")).isNotNull();
	}

	@Test
	void valueThatReplacesAFreeObjectIsReplacedByWhatWasStoredOfIt() {
		takeFree();
		AttributeChange change = encode(this.attributes.saves().take(true));
		store("list");
		decode("list", new ArrayList<>(List.of("theirs")));
		this.attributes.get("list");
		stored(change);
		assertThat(this.attributes.undecoded("list")).isNotNull();
		assertThat(this.attributes.undecoded("list").stamp()).isEqualTo(stamp("list"));
	}

	@Test
	void bytesOfAValueThatReplacesAFreeObjectAreNotTakenForWhatWasStored() {
		takeFree();
		AttributeChange change = encode(this.attributes.saves().take(true));
		storeLarge("list");
		this.attributes.fetched("list", stamp("list"), new byte[] { 7 });
		stored(change);
		assertThat(this.attributes.undecoded("list")).isSameAs(this.stored.get("list"));
	}

	@Test
	void unreadableValueThatReplacesAFreeObjectDoesNotHideWhatWasStored() {
		takeFree();
		AttributeChange change = encode(this.attributes.saves().take(true));
		store("list");
		this.attributes.hide("list", stamp("list"));
		stored(change);
		assertThat(this.attributes.undecoded("list")).isNotNull();
	}

	// LOCAL

	@Test
	void valueThatCannotBeStoredStaysHere() {
		Object value = new Object();
		this.attributes.set("n", value);
		keepHere("n", value);
		assertThat(this.attributes.hasLocalValues()).isTrue();
		assertThat(this.attributes.isChanged()).isFalse();
		this.attributes.endUse(Map.copyOf(this.stored));
		this.attributes.sync(Map.copyOf(this.stored));
		this.attributes.revert(Map.copyOf(this.stored));
		assertThat(this.attributes.saves().take(true)).isEmpty();
		assertThat(this.attributes.get("n")).isSameAs(value);
	}

	@Test
	void valueThatCannotBeStoredIsTriedAgainWhenItWasHandedOut() {
		Object value = new Object();
		this.attributes.set("n", value);
		keepHere("n", value);
		this.attributes.endUse(Map.copyOf(this.stored));
		this.attributes.get("n");
		assertThat(this.attributes.isWatching()).isTrue();
		List<Candidate> taken = this.attributes.saves().take(true);
		assertThat(taken).containsExactly(new Candidate("n", value, null, false));
		stored(encode(taken));
		assertThat(this.attributes.hasLocalValues()).isFalse();
		assertThat(this.stored).containsKey("n");
	}

	@Test
	void whatWasStoredInPlaceOfALocalValueIsRemoved() {
		store("n");
		Object value = new Object();
		this.attributes.set("n", value);
		AttributeChange change = keepHere("n", value);
		change.remove("n");
		stored(change);
		assertThat(this.stored).isEmpty();
		assertThat(this.attributes.get("n")).isSameAs(value);
		assertThat(this.attributes.isChanged()).isFalse();
	}

	@Test
	void removalOfWhatWasStoredInPlaceOfALocalValueIsTriedAgain() {
		store("n");
		Object value = new Object();
		this.attributes.set("n", value);
		List<Candidate> taken = List.of(new Candidate("n", value, null, true));
		AttributeChange change = keepHere("n", value);
		change.remove("n");
		this.attributes.saves().notStored(taken, change);
		this.attributes.endUse(Map.copyOf(this.stored));
		assertThat(this.attributes.isChanged()).isTrue();
		assertThat(this.attributes.saves().take(true)).containsExactly(new Candidate("n", null, null, true));
		change = new AttributeChange();
		change.remove("n");
		stored(change);
		assertThat(this.stored).isEmpty();
		assertThat(this.attributes.get("n")).isSameAs(value);
		assertThat(this.attributes.isChanged()).isFalse();
	}

	@Test
	void localValueGivesWayToOneThatAnotherNodeSets() {
		Object value = new Object();
		this.attributes.set("n", value);
		keepHere("n", value);
		store("n");
		assertThat(this.attributes.hasLocalValues()).isFalse();
		assertThat(this.attributes.undecoded("n")).isNotNull();
	}

	@Test
	void valueOfAnotherNodeStaysThoughTheRemovalOfAnOlderOneFails() {
		localValueWithAnOlderOneInTheStore();
		List<Candidate> taken = this.attributes.saves().take(true);
		AttributeChange change = new AttributeChange();
		change.remove("n");
		store("n");
		this.attributes.saves().notStored(taken, change);
		assertThat(this.attributes.isChanged()).isFalse();
		assertThat(this.attributes.undecoded("n")).isNotNull();
	}

	@Test
	void valueOfAnotherNodeThatIsRemovedAsAnOlderOneOfALocalValueIsNotVisible() {
		localValueWithAnOlderOneInTheStore();
		this.attributes.saves().take(true);
		AttributeChange change = new AttributeChange();
		change.remove("n");
		store("n");
		stored(change);
		assertThat(this.attributes.names()).isEmpty();
	}

	@Test
	void localValueIsRemovedAndReplaced() {
		Object value = new Object();
		this.attributes.set("removed", value);
		this.attributes.set("set", value);
		AttributeChange change = encodeNothing();
		change.unsavable("removed", value);
		change.unsavable("set", value);
		this.attributes.saves().encoded(change);
		assertThat(this.attributes.set("removed", null)).isTrue();
		assertThat(this.attributes.set("set", "1")).isTrue();
		assertThat(this.attributes.names()).containsExactly("set");
		save();
		assertThat(this.stored).containsOnlyKeys("set");
	}

	// Changes of several requests

	@Test
	void refusedChangeIsForgotten() {
		store("n");
		decode("n", "1");
		store("removed");
		List<String> list = read("list", new ArrayList<>());
		this.attributes.set("n", "2");
		this.attributes.set("created", "2");
		this.attributes.set("removed", null);
		this.attributes.revert(Map.copyOf(this.stored));
		assertThat(this.attributes.names()).containsExactlyInAnyOrder("n", "removed", "list");
		assertThat(this.attributes.undecoded()).contains("n", "removed");
		assertThat(this.attributes.get("list")).as("may have been changed in place").isNotSameAs(list);
		assertThat(this.attributes.isChanged()).isFalse();
	}

	@Test
	void changeThatWasLeftToAnotherRequestIsNotForgottenWhenThatOneIsRefused() {
		List<String> list = leftToAnother();
		assertThat(this.attributes.isChanged()).isTrue();
		List<Candidate> taken = this.attributes.saves().take(true);
		this.attributes.saves().notStored(taken, encode(taken));
		this.attributes.revert(Map.copyOf(this.stored));
		assertThat(this.attributes.saves().take(true)).extracting(Candidate::value).containsExactly(list);
	}

	@Test
	void changeThatWasLeftToAnotherRequestIsNotUndoneByARefusedOneThatReplacesIt() {
		leftToAnother();
		this.attributes.set("list", "refused");
		this.attributes.revert(Map.copyOf(this.stored));
		assertThat(this.attributes.isChanged()).isTrue();
		save();
		assertThat(this.stored).containsKey("list");
	}

	@Test
	void changeThatReplacesAStoredOneIsForgottenIfItIsRefused() {
		leftToAnother();
		AttributeChange change = encode(this.attributes.saves().take(true));
		this.attributes.set("list", "refused");
		stored(change);
		this.attributes.revert(Map.copyOf(this.stored));
		assertThat(this.attributes.isChanged()).isFalse();
	}

	// Late changes

	@Test
	void lateChangeIsStoredIfNobodyElseHasChangedTheAttribute() {
		store("n");
		this.attributes.set("n", "late");
		this.attributes.postpone();
		store("other");
		this.attributes.revert(Map.copyOf(this.stored));
		assertThat(this.attributes.saves().late()).isNotEmpty();
		assertThat(this.attributes.saves().take(true)).containsExactly(new Candidate("n", "late", null, true));
	}

	@Test
	void lateChangeGivesWayToThatOfAnotherNode() {
		store("set");
		store("removed");
		this.attributes.set("set", "late");
		this.attributes.set("removed", "late");
		this.attributes.set("created", "late");
		this.attributes.postpone();
		this.stored.remove("removed");
		store("set");
		store("created");
		assertThat(this.attributes.isChanged()).isFalse();
		assertThat(this.attributes.undecoded()).containsExactlyInAnyOrder("set", "created");
		assertThat(this.attributes.isPresent("removed")).isFalse();
		assertThat(this.attributes.saves().late()).isEmpty();
	}

	@Test
	void changeThatReplacesALateOneIsNotLate() {
		store("n");
		this.attributes.set("n", "late");
		this.attributes.postpone();
		this.attributes.set("n", "now");
		store("n");
		assertThat(this.attributes.get("n")).isEqualTo("now");
	}

	@Test
	void objectOfALateChangeThatARunningRequestHoldsIsNotReplaced() {
		List<String> list = leftToAnother();
		this.attributes.postpone();
		store("list");
		assertThat(this.attributes.get("list")).isSameAs(list);
	}

	@Test
	void objectOfALateChangeThatARequestIsGivenIsNotReplaced() {
		List<String> list = leftToAnother();
		this.attributes.endUse(Map.copyOf(this.stored));
		this.attributes.postpone();
		this.attributes.begin();
		assertThat(this.attributes.get("list")).isSameAs(list);
		store("list");
		assertThat(this.attributes.get("list")).isSameAs(list);
	}

	// The store goes back

	@Test
	void olderStateOfTheStoreIsTakenOver() {
		store("n");
		Map<String, StoredAttribute> older = Map.copyOf(this.stored);
		store("n");
		decode("n", "2");
		store("later");
		assertThat(this.attributes.sync(older)).isTrue();
		assertThat(this.attributes.names()).containsExactly("n");
		assertThat(this.attributes.undecoded("n")).isSameAs(older.get("n"));
		assertThat(this.attributes.sync(older)).isFalse();
	}

	@Test
	void anotherValueOfTheVersionThatIsKnownIsTakenOver() {
		this.stored.put("n", new StoredAttribute.Inline(1, 5, new byte[] { 1 }, false));
		this.attributes.sync(Map.copyOf(this.stored));
		this.attributes.decoded("n", 1, "1", null);
		this.stored.put("n", new StoredAttribute.Inline(2, 5, new byte[] { 2 }, false));
		assertThat(this.attributes.sync(Map.copyOf(this.stored))).isTrue();
		assertThat(this.attributes.undecoded("n")).isSameAs(this.stored.get("n"));
	}

	/**
	 * Let an object be left to a request that is at work.
	 */
	private List<String> leftToAnother() {
		this.attributes.begin();
		this.attributes.begin();
		List<String> list = new ArrayList<>(List.of("acknowledged"));
		this.attributes.set("list", list);
		AttributeChange change = encodeNothing();
		change.busy("list", list);
		this.attributes.saves().encoded(change);
		this.attributes.answered(Map.copyOf(this.stored));
		return list;
	}

	/**
	 * Let an object be free that a request still holds.
	 */
	private List<String> takeFree() {
		this.attributes.begin();
		List<String> list = read("list", new ArrayList<>());
		this.attributes.answered(Map.copyOf(this.stored));
		this.attributes.saves().take(true);
		return list;
	}

	private void localValueWithAnOlderOneInTheStore() {
		store("n");
		Object value = new Object();
		this.attributes.set("n", value);
		keepHere("n", value);
		this.attributes.endUse(Map.copyOf(this.stored));
	}

	private AttributeChange keepHere(String name, Object value) {
		AttributeChange change = encodeNothing();
		change.unsavable(name, value);
		this.attributes.saves().encoded(change);
		return change;
	}

	private AttributeChange encodeNothing() {
		this.attributes.saves().take(true);
		return new AttributeChange();
	}

	private <T> T read(String name, T value) {
		store(name);
		this.attributes.decoded(name, stamp(name), value, print(1));
		this.attributes.get(name);
		return value;
	}

	private void decode(String name, Object value) {
		this.attributes.decoded(name, stamp(name), value, (value instanceof String) ? null : print(1));
	}

	private void save() {
		stored(encode(this.attributes.saves().take(true)));
	}

	private AttributeChange encode(List<Candidate> taken) {
		AttributeChange change = new AttributeChange();
		for (Candidate candidate : taken) {
			Object value = candidate.value();
			if (value == null) {
				change.remove(candidate.name());
			}
			else {
				change.set(candidate.name(), value, new EncodedAttribute(new byte[] { 9 }, false), print(9));
			}
		}
		this.attributes.saves().encoded(change);
		return change;
	}

	private void stored(AttributeChange change) {
		apply(change);
		this.attributes.saves().stored(change, Map.copyOf(this.stored));
	}

	private void apply(AttributeChange change) {
		change.set().forEach((name, encoded) -> put(name, encoded.bytes()));
		this.stored.keySet().removeAll(Set.copyOf(change.removed()));
	}

	/**
	 * Another node stores a value.
	 */
	private void store(String name) {
		put(name, new byte[] { 1 });
		this.attributes.sync(Map.copyOf(this.stored));
	}

	private void storeLarge(String name) {
		long stamp = ++this.stamps;
		this.stored.put(name, new StoredAttribute.Apart(stamp, stamp, 5000, false));
		this.attributes.sync(Map.copyOf(this.stored));
	}

	private void removeFromStore(String name) {
		this.stored.remove(name);
		this.attributes.sync(Map.copyOf(this.stored));
	}

	private void put(String name, byte[] bytes) {
		long stamp = ++this.stamps;
		this.stored.put(name, new StoredAttribute.Inline(stamp, stamp, bytes, false));
	}

	private long stamp(String name) {
		return this.stored.get(name).stamp();
	}

	private static Fingerprint print(int value) {
		return Fingerprint.of(new byte[] { (byte) value });
	}

}
