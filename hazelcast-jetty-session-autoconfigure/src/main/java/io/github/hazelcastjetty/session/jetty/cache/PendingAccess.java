package io.github.hazelcastjetty.session.jetty.cache;

import java.time.Duration;
import java.time.Instant;

import org.jspecify.annotations.Nullable;

import io.github.hazelcastjetty.session.store.SessionRecord;

/**
 * The last access of a session, as far as it is not stored: accesses that change nothing
 * are stored now and then. Guarded by the session's lock.
 */
final class PendingAccess {

	private static final Duration LONGEST_MARGIN = Duration.ofSeconds(2);

	private final ClusteredSessionData data;

	private Instant tried = Instant.EPOCH;

	private boolean queued;

	PendingAccess(ClusteredSessionData data) {
		this.data = data;
	}

	/**
	 * Return whether the session is so near its end that storing the access later could
	 * be too late.
	 */
	boolean isUrgent(Instant now) {
		SessionRecord record = this.data.record();
		if (record == null || record.times().isImmortal()) {
			return false;
		}
		Duration quarter = record.times().maxInactive().dividedBy(4);
		Duration margin = (quarter.compareTo(LONGEST_MARGIN) < 0) ? quarter : LONGEST_MARGIN;
		return record.times().isExpiredAt(now.plus(margin));
	}

	/**
	 * Return whether there is an access that is not stored.
	 * @param inUse whether a request uses the session
	 */
	boolean exists(boolean inUse) {
		SessionRecord record = this.data.record();
		return record != null && (inUse || this.data.times().accessed().isAfter(record.times().accessed()));
	}

	/**
	 * Forget the last attempt, so that one that failed need not wait for the next time.
	 */
	void retry() {
		this.tried = Instant.EPOCH;
	}

	/**
	 * Return how long until the access has to be stored.
	 * @param inUse whether a request uses the session
	 * @return the time, {@code null}: there is nothing to store, or it is being stored
	 */
	@Nullable Duration untilDue(Instant now, boolean inUse) {
		SessionRecord record = this.data.record();
		if (record == null || this.queued || !exists(inUse)) {
			return null;
		}
		Instant stored = record.times().accessed();
		Instant last = stored.isAfter(this.tried) ? stored : this.tried;
		Duration left = Duration.between(now, last.plus(SessionSettings.touchPeriod(this.data.times().maxInactive())));
		return left.isNegative() ? Duration.ZERO : left;
	}

	/**
	 * Take on the task of storing the access, if that is due. Nobody else does so before
	 * {@link #end()}.
	 */
	boolean beginIfDue(Instant now, boolean inUse) {
		Duration left = untilDue(now, inUse);
		if (left == null || !left.isZero()) {
			return false;
		}
		this.queued = true;
		return true;
	}

	void end() {
		this.queued = false;
	}

	/**
	 * Note an attempt. A cluster that does not answer is not asked again at once.
	 */
	void noteAttempt(Instant now, boolean inUse) {
		this.tried = now;
		if (inUse) {
			this.data.calcAndSetExpiry(now.toEpochMilli());
		}
	}

}
