package io.github.hazelcastjetty.session.hazelcast;

import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import io.github.hazelcastjetty.session.store.SessionDelta;

/**
 * What a session has been through since the cluster lost a member, and so may have been
 * split: what is needed to tell, when the parts join again, what one of them has removed
 * from what the other one has added.
 *
 * @param since when the member was lost
 * @param base the version that the session had when it was first changed after that
 * @param removed the attributes that were removed since, with the version of the session
 * that did it, oldest first
 */
record SplitHistory(Instant since, long base, Map<String, Long> removed) {

	/**
	 * The parts of a cluster are not expected to join again after this.
	 */
	static final Duration KEPT = Duration.ofDays(1);

	/**
	 * The nodes of one part notice at different moments that they have lost a member.
	 */
	private static final Duration SAME_LOSS = Duration.ofMinutes(1);

	/**
	 * More than an application removes, unless it makes up a new name each time.
	 */
	private static final int MOST_REMOVED = 32;

	SplitHistory {
		removed = Collections.unmodifiableMap(removed);
	}

	/**
	 * Return the history that goes with the next head.
	 * @param base the present head
	 * @param delta how it is changed
	 * @param lost when this node has noticed the loss of a member, {@code null}: it has
	 * not, or long ago
	 */
	static @Nullable SplitHistory after(StoredHead base, SessionDelta delta, @Nullable Instant lost) {
		SplitHistory present = base.body().split();
		if (lost != null && (present == null || present.since().plus(SAME_LOSS).isBefore(lost))) {
			present = new SplitHistory(lost, base.head().version(), Map.of());
		}
		if (present == null || present.since().plus(KEPT).isBefore(delta.times().accessed())) {
			return null;
		}
		Map<String, Long> removed = new LinkedHashMap<>(present.removed());
		removed.keySet().removeAll(delta.set().keySet());
		for (String name : delta.removed()) {
			if (base.body().attributes().containsKey(name)) {
				removed.put(name, base.head().version() + 1);
			}
		}
		while (removed.size() > MOST_REMOVED) {
			removed.remove(removed.keySet().iterator().next());
		}
		return new SplitHistory(present.since(), present.base(), removed);
	}

}
