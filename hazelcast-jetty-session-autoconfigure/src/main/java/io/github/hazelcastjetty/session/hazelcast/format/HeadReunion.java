package io.github.hazelcastjetty.session.hazelcast.format;

import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;

import io.github.hazelcastjetty.session.store.SessionTimes;
import io.github.hazelcastjetty.session.store.StoredAttribute;

/**
 * Makes one head of the two that a session has when the parts of a split cluster join. It
 * has the attributes of both: what only one of them has is kept, whether the other part
 * has removed it or never had it, and of two values of an attribute that of the higher
 * version. Of two secrets it has that which was changed more often, or else that of the
 * part that was used last. A session that is claimed in one part stays claimed.
 */
public final class HeadReunion {

	private HeadReunion() {
	}

	/**
	 * Return the head that a session has from now on.
	 * @param key the key of the session
	 * @param one its head in one part
	 * @param other its head in the other part
	 * @return the head
	 */
	public static SessionHead of(String key, SessionHead one, SessionHead other) {
		if (one.stamp() == other.stamp()) {
			return one;
		}
		if (one.isClaimed() || other.isClaimed()) {
			// Unchanged, for the node that has claimed it still has to remove it
			return one.isClaimed() ? one : other;
		}
		StoredHead left = StoredHead.of(key, one);
		StoredHead right = StoredHead.of(key, other);
		boolean leftIsLater = right.times().accessed().isBefore(left.times().accessed());
		return union(leftIsLater ? left : right, leftIsLater ? right : left);
	}

	private static SessionHead union(StoredHead later, StoredHead earlier) {
		HeadBody last = later.body();
		SessionTimes times = last.times().merge(earlier.times(), false);
		Map<String, StoredAttribute> attributes = new LinkedHashMap<>(earlier.attributes());
		later.attributes().forEach((name, attribute) -> attributes.merge(name, attribute, HeadReunion::newer));
		// A former secret must not come back because it was used in the other part
		HeadBody secret = (earlier.body().secretVersion() > last.secretVersion()) ? earlier.body() : last;
		HeadBody body = new HeadBody(times, false, earliest(last.renewed(), earlier.body().renewed()), secret.secret(),
				secret.secretVersion(), Collections.unmodifiableMap(attributes), last.unknown());
		return new SessionHead(Math.max(later.version(), earlier.version()) + 1, SessionHead.expiry(times),
				ThreadLocalRandom.current().nextLong(), later.node(), later.principal(), null,
				HeadBodyFormat.write(body).bytes());
	}

	private static StoredAttribute newer(StoredAttribute one, StoredAttribute other) {
		if (one.version() != other.version()) {
			return (one.version() > other.version()) ? one : other;
		}
		return (one.stamp() > other.stamp()) ? one : other;
	}

	private static Instant earliest(Instant one, Instant other) {
		return one.isBefore(other) ? one : other;
	}

}
