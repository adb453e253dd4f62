package io.github.hazelcastjetty.session.hazelcast;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

import io.github.hazelcastjetty.session.hazelcast.SessionHeads.Swap;
import io.github.hazelcastjetty.session.hazelcast.call.Deadline;
import io.github.hazelcastjetty.session.hazelcast.format.AttributeKey;
import io.github.hazelcastjetty.session.hazelcast.format.StoredHead;
import io.github.hazelcastjetty.session.hazelcast.format.TimeToLive;
import io.github.hazelcastjetty.session.store.SessionKey;
import io.github.hazelcastjetty.session.store.SessionTimes;

/**
 * Values that are too large to travel with the head at each change. An entry is written
 * before the head that refers to it and deleted after the head that no longer does. What
 * a crash leaves behind, its time to live removes.
 */
final class LargeAttributes {

	private final Grid grid;

	LargeAttributes(Grid grid) {
		this.grid = grid;
	}

	void write(SessionKey key, Map<AttributeKey, byte[]> values, SessionTimes times, Deadline deadline) {
		if (!values.isEmpty()) {
			this.grid.putLarge(key.value(), values, TimeToLive.ofLarge(times), deadline);
		}
	}

	/**
	 * Read values.
	 * @return those that are there. One that was not stored by this library is empty
	 */
	Map<String, byte[]> read(SessionKey key, StoredHead head, Collection<String> names, Deadline deadline) {
		Set<AttributeKey> keys = head.large(key);
		keys.removeIf((attribute) -> !names.contains(attribute.name()));
		Map<String, byte[]> values = new HashMap<>();
		if (!keys.isEmpty()) {
			this.grid.getLarge(key.value(), keys, deadline)
				.forEach((attribute, value) -> values.put(attribute.name(), value));
		}
		return values;
	}

	/**
	 * Extend the time to live before a head says that the session lasts longer.
	 */
	void prolong(SessionKey key, StoredHead head, SessionTimes times, Deadline deadline) {
		Set<AttributeKey> keys = head.large(key);
		if (!keys.isEmpty() && isLonger(times, head.times())) {
			this.grid.keepLarge(key.value(), keys, TimeToLive.ofLarge(times), deadline);
		}
	}

	/**
	 * Delete what a change has left without a head, and extend the time to live of the
	 * others if it is time for that.
	 * @param written what was written with the change
	 * @param times the clock readings by which its time to live was chosen
	 */
	void settle(SessionKey key, Swap swap, Set<AttributeKey> written, SessionTimes times) {
		Set<AttributeKey> used = swap.after().large(key);
		Set<AttributeKey> unused = swap.before().large(key);
		// A change that has given way to another one
		unused.addAll(written);
		unused.removeAll(used);
		delete(unused);
		SessionTimes present = swap.after().times();
		if (swap.after().isRenewedSince(swap.before())) {
			renew(used, present);
		}
		else if (isLonger(present, times)) {
			// Another node has given the session a longer timeout while this one wrote
			renew(written, present);
		}
	}

	private void renew(Collection<AttributeKey> keys, SessionTimes times) {
		if (!keys.isEmpty()) {
			this.grid.keepLargeLater(keys, TimeToLive.ofLarge(times));
		}
	}

	void delete(Collection<AttributeKey> keys) {
		if (!keys.isEmpty()) {
			this.grid.deleteLarge(keys);
		}
	}

	private static boolean isLonger(SessionTimes times, SessionTimes other) {
		return TimeToLive.ofLarge(times).compareTo(TimeToLive.ofLarge(other)) > 0;
	}

}
