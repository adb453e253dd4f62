package io.github.hazelcastjetty.session.jetty.cache;

import java.time.Duration;
import java.util.Set;

/**
 * How a node treats its sessions.
 *
 * @param workerName appended to the cookie as {@code .name}, empty: nothing is appended
 * @param sticky whether the balancer keeps a session on one node, so that this node may
 * trust its copy of a session that no other node has changed
 * @param stalePeriod how long a copy is trusted: zero: never, negative: for ever
 * @param savePeriod when changes are stored: -2 at each change of an attribute, -1 when
 * the node stops, 0 at the end of each request, changes within attributes included, 1 at
 * the end of each request that set or removed an attribute, from 2 that many seconds
 * after the first change at the latest. New sessions are stored at the end of the request
 * in any case
 * @param cleanUpPeriod how often expired sessions are collected, greater than zero
 * @param operationTimeout how long the cluster may take, greater than zero
 * @param cacheMaxIdle after how long an unused local copy is dropped, greater than zero
 * @param cacheMaxSessions how many local copies are kept, zero: as many as there are
 * @param immutableTypes names of classes whose objects never change once they are in a
 * session, besides the value types of the JDK and records and enums made of them
 * @param warnSize the size in bytes from which an attribute is worth a warning, zero:
 * none
 * @param keepsWrites whether a change of a stored session that the store does not take is
 * kept by this node and stored later, instead of failing the request
 * @since 1.0.0
 */
public record SessionSettings(String workerName, boolean sticky, Duration stalePeriod, int savePeriod,
		Duration cleanUpPeriod, Duration operationTimeout, Duration cacheMaxIdle, int cacheMaxSessions,
		Set<String> immutableTypes, long warnSize, boolean keepsWrites) {

	private static final Duration LONGEST_TOUCH_PERIOD = Duration.ofSeconds(60);

	/**
	 * After how long it is tried again to store or remove what the store did not let.
	 */
	static final Duration RETRY_PERIOD = Duration.ofSeconds(1);

	/**
	 * Create settings under which all attributes are treated alike.
	 * @param workerName see above
	 * @param sticky see above
	 * @param stalePeriod see above
	 * @param savePeriod see above
	 * @param cleanUpPeriod see above
	 * @param operationTimeout see above
	 * @param cacheMaxIdle see above
	 * @param cacheMaxSessions see above
	 */
	public SessionSettings(String workerName, boolean sticky, Duration stalePeriod, int savePeriod,
			Duration cleanUpPeriod, Duration operationTimeout, Duration cacheMaxIdle, int cacheMaxSessions) {
		this(workerName, sticky, stalePeriod, savePeriod, cleanUpPeriod, operationTimeout, cacheMaxIdle,
				cacheMaxSessions, Set.of(), 0, false);
	}

	/**
	 * Return whether a copy may be used without asking the store.
	 * @param checked when it was last checked, by the monotonic clock
	 */
	boolean isTrusted(long checked, Clocks clocks) {
		if (this.stalePeriod.isZero()) {
			return false;
		}
		return this.stalePeriod.isNegative() || !clocks.hasPassed(checked, this.stalePeriod);
	}

	/**
	 * Return whether copies are used without asking the store.
	 */
	boolean trustsCopies() {
		return !this.stalePeriod.isZero();
	}

	boolean savesAtEachChange() {
		return this.savePeriod == -2;
	}

	boolean savesAtRequestEnd() {
		return this.savePeriod == 0 || this.savePeriod == 1 || this.savePeriod == -2;
	}

	/**
	 * Return whether changes within attributes are stored.
	 * @return {@code true} if attributes that were read are compared with what they were
	 */
	public boolean savesInPlaceChanges() {
		return this.savePeriod == 0;
	}

	/**
	 * Return by when a change has to be stored that is not stored at the end of the
	 * request.
	 * @return the time from the first change, zero: not before the node stops
	 */
	Duration saveDelay() {
		return (this.savePeriod >= 2) ? Duration.ofSeconds(this.savePeriod) : Duration.ZERO;
	}

	/**
	 * Return how long an access may go unrecorded in the store.
	 * @param maxInactive the timeout of the session
	 * @return a tenth of the timeout, a minute at the most
	 */
	static Duration touchPeriod(Duration maxInactive) {
		Duration tenth = maxInactive.dividedBy(10);
		boolean immortal = maxInactive.isZero() || maxInactive.isNegative();
		return (immortal || tenth.compareTo(LONGEST_TOUCH_PERIOD) > 0) ? LONGEST_TOUCH_PERIOD : tenth;
	}

}
