package io.github.hazelcastjetty.session.hazelcast;

import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/**
 * The claims that this node has seen. A claim is a lease: if a session has been claimed
 * for a minute and is still there, the node that has claimed it must have died. Each node
 * measures that minute by itself, from when it saw the claim first, so that the clocks of
 * nodes need not agree.
 */
final class Claims {

	private static final long LEASE_NANOS = Duration.ofMinutes(1).toNanos();

	private final Map<String, Sighting> sightings = new ConcurrentHashMap<>();

	private final LongSupplier ticker;

	/**
	 * Create an instance.
	 * @param ticker returns nanoseconds of a clock that is never set
	 */
	Claims(LongSupplier ticker) {
		this.ticker = ticker;
	}

	/**
	 * Return whether this node has seen a claim for as long as a lease.
	 * @param key the key of the session
	 * @param stamp the stamp of the claimed head
	 */
	boolean isExpired(String key, long stamp) {
		long now = this.ticker.getAsLong();
		Sighting first = this.sightings.compute(key,
				(name, present) -> (present != null && present.stamp() == stamp) ? present : new Sighting(stamp, now));
		return now - first.nanos() >= LEASE_NANOS;
	}

	/**
	 * Forget the claims that are no more.
	 * @param claimed the keys of all sessions that are claimed
	 */
	void retain(Set<String> claimed) {
		this.sightings.keySet().retainAll(claimed);
	}

	private record Sighting(long stamp, long nanos) {

	}

}
