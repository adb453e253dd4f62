package io.github.hazelcastjetty.session.hazelcast.format;

import java.time.Duration;

import io.github.hazelcastjetty.session.store.SessionTimes;

/**
 * How long Hazelcast keeps entries that no node removes. A safety net for the day on
 * which all nodes are dead: sessions end by their own timeout.
 */
public final class TimeToLive {

	/**
	 * Added to the timeout of a session: long enough for the sweeps to come first, so
	 * that a head goes silently only if no node was left to sweep.
	 */
	private static final Duration HEAD_GRACE = Duration.ofMinutes(10);

	/**
	 * Heads outlive all nodes for as long as this at least. Nodes that return in time
	 * still tell the listeners; and sessions with a longer timeout than usual hardly ever
	 * need a time to live of their own, which is another operation after each change.
	 */
	private static final Duration SHORTEST_OF_HEAD = Duration.ofDays(30);

	private static final Duration ATTRIBUTE_GRACE = Duration.ofHours(1);

	/**
	 * A session that never expires counts as one with this timeout: values that no head
	 * refers to must not stay for ever.
	 */
	private static final Duration NEVER = Duration.ofDays(365);

	private TimeToLive() {
	}

	/**
	 * Return the time to live of a head.
	 * @param timeout the timeout of the session, zero or negative: never
	 * @return the time to live, zero: for ever
	 */
	public static Duration ofHead(Duration timeout) {
		if (timeout.isZero() || timeout.isNegative()) {
			return Duration.ZERO;
		}
		return ((timeout.compareTo(SHORTEST_OF_HEAD) < 0) ? SHORTEST_OF_HEAD : timeout).plus(HEAD_GRACE);
	}

	/**
	 * Return the time to live of a large attribute. It is extended at the first access
	 * after half of the timeout. A session that is rarely used comes to that after one
	 * and a half timeouts, so the entry is there for the next time too, should the node
	 * die in between.
	 * @param times the clock readings of the session
	 * @return the time to live
	 */
	public static Duration ofLarge(SessionTimes times) {
		return timeout(times).multipliedBy(3).plus(ATTRIBUTE_GRACE);
	}

	/**
	 * Return after how long the time to live of large attributes has to be extended.
	 */
	static Duration renewalPeriod(SessionTimes times) {
		return timeout(times).dividedBy(2);
	}

	private static Duration timeout(SessionTimes times) {
		return times.isImmortal() ? NEVER : times.maxInactive();
	}

}
