package io.github.hazelcastjetty.session.hazelcast;

import java.time.Instant;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;

import org.jspecify.annotations.Nullable;

import io.github.hazelcastjetty.session.store.SessionTimes;
import io.github.hazelcastjetty.session.store.StoredAttribute;
import io.github.hazelcastjetty.session.store.StoredAttribute.Apart;
import io.github.hazelcastjetty.session.store.StoredAttribute.Inline;

/**
 * Makes one head of the two that a session has when the parts of a split cluster join. A
 * part that has not changed the session since has nothing to say. Else each attribute is
 * decided for itself: who has removed it wins over who has changed it, and of two changes
 * the one of the higher version. A claimed session stays claimed. What only keeps a name
 * from being used gives way to the session that got it in the other part.
 *
 * @param head the head of the session from now on
 * @param conflicts how many changes of one part were given up for one of the other
 */
record HeadReunion(SessionHead head, int conflicts) {

	static HeadReunion of(SessionHead one, SessionHead other) {
		if (one.stamp() == other.stamp()) {
			return new HeadReunion(one, 0);
		}
		StoredHead left = StoredHead.of(one);
		StoredHead right = StoredHead.of(other);
		if (isUnchangedSince(left, right)) {
			return new HeadReunion(other, 0);
		}
		if (isUnchangedSince(right, left)) {
			return new HeadReunion(one, 0);
		}
		if (Claims.isPlaceholder(one) != Claims.isPlaceholder(other)) {
			return new HeadReunion(Claims.isPlaceholder(one) ? other : one, 0);
		}
		if (left.isClaimed() || right.isClaimed()) {
			return claimed(left.isClaimed() ? left : right, left.isClaimed() ? right : left);
		}
		boolean leftIsLater = right.body().times().accessed().isBefore(left.body().times().accessed());
		return new Union(leftIsLater ? left : right, leftIsLater ? right : left).toReunion();
	}

	private static boolean isUnchangedSince(StoredHead head, StoredHead other) {
		SplitHistory history = other.body().split();
		return head.body().split() == null && history != null && head.head().version() <= history.base();
	}

	private static HeadReunion claimed(StoredHead claimed, StoredHead other) {
		SessionHead head = claimed.head();
		return new HeadReunion(new SessionHead(nextVersion(claimed, other), head.expiry(), newStamp(), head.node(),
				head.principal(), head.claim(), head.body()), other.isClaimed() ? 0 : 1);
	}

	private static long nextVersion(StoredHead one, StoredHead other) {
		return Math.max(one.head().version(), other.head().version()) + 1;
	}

	private static long newStamp() {
		return ThreadLocalRandom.current().nextLong();
	}

	/**
	 * Two heads that were both changed.
	 */
	private static final class Union {

		private final StoredHead later;

		private final StoredHead earlier;

		private final long version;

		private final long split;

		private final Map<String, StoredAttribute> attributes = new LinkedHashMap<>();

		private int conflicts;

		private Union(StoredHead later, StoredHead earlier) {
			this.later = later;
			this.earlier = earlier;
			this.version = nextVersion(later, earlier);
			this.split = Math.min(base(later), base(earlier));
		}

		private static long base(StoredHead head) {
			SplitHistory history = head.body().split();
			return (history != null) ? history.base() : head.head().version();
		}

		private HeadReunion toReunion() {
			Set<String> names = new LinkedHashSet<>(this.later.body().attributes().keySet());
			names.addAll(this.earlier.body().attributes().keySet());
			names.forEach(this::decide);
			HeadBody last = this.later.body();
			SessionTimes times = last.times().merge(this.earlier.body().times(), false);
			Instant renewed = earliest(last.renewed(), this.earlier.body().renewed());
			HeadBody body = new HeadBody(times, false, last.home(), renewed, null, former(), last.seal(),
					Collections.unmodifiableMap(this.attributes), null, last.unknown());
			SessionHead head = this.later.head();
			return new HeadReunion(new SessionHead(this.version, SessionHead.expiry(times), newStamp(), head.node(),
					head.principal(), null, HeadBodyFormat.write(body)), this.conflicts);
		}

		/**
		 * A part that knows that the former name is gone only knows it of itself.
		 */
		private @Nullable String former() {
			String former = this.later.body().former();
			return (former != null) ? former : this.earlier.body().former();
		}

		private void decide(String name) {
			StoredAttribute here = this.later.body().attributes().get(name);
			StoredAttribute there = this.earlier.body().attributes().get(name);
			if (here != null && there != null) {
				put(name, here, there);
			}
			else if (here != null) {
				putUnlessRemoved(name, here, this.earlier);
			}
			else if (there != null) {
				putUnlessRemoved(name, there, this.later);
			}
		}

		private void put(String name, StoredAttribute here, StoredAttribute there) {
			StoredAttribute winner = (there.version() > here.version()) ? there : here;
			if (isSame(here, there)) {
				this.attributes.put(name, winner);
				return;
			}
			if (Math.min(here.version(), there.version()) > this.split) {
				this.conflicts++;
			}
			this.attributes.put(name, withVersion(winner));
		}

		private void putUnlessRemoved(String name, StoredAttribute attribute, StoredHead other) {
			SplitHistory history = other.body().split();
			Long removed = (history != null) ? history.removed().get(name) : null;
			if (removed == null || removed <= this.split) {
				this.attributes.put(name, withVersion(attribute));
			}
			else if (attribute.version() > this.split) {
				this.conflicts++;
			}
		}

		private static boolean isSame(StoredAttribute one, StoredAttribute other) {
			if (one instanceof Apart here && other instanceof Apart there) {
				return here.stamp() == there.stamp();
			}
			return one instanceof Inline here && other instanceof Inline there
					&& Arrays.equals(here.bytes(), there.bytes());
		}

		/**
		 * The version by which the copies of both parts see that they may have another
		 * value.
		 */
		private StoredAttribute withVersion(StoredAttribute attribute) {
			if (attribute instanceof Apart apart) {
				return new Apart(this.version, apart.size(), apart.stamp(), apart.listening());
			}
			return new Inline(this.version, ((Inline) attribute).bytes(), attribute.listening());
		}

		private static Instant earliest(Instant one, Instant other) {
			return one.isBefore(other) ? one : other;
		}

	}

}
