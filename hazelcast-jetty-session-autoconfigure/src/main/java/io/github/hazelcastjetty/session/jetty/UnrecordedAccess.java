package io.github.hazelcastjetty.session.jetty;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicBoolean;

import org.eclipse.jetty.util.thread.AutoLock;

import io.github.hazelcastjetty.session.store.SessionRecord;

/**
 * What this node knows of the last access of a session and the store does not: accesses
 * that change nothing are recorded now and then. Guarded by the session's lock.
 */
final class UnrecordedAccess {

	private static final Duration LONGEST_MARGIN = Duration.ofSeconds(2);

	private final ClusteredSession session;

	private final AtomicBoolean recording = new AtomicBoolean();

	private Instant tried = Instant.EPOCH;

	UnrecordedAccess(ClusteredSession session) {
		this.session = session;
	}

	/**
	 * Return whether it has to be recorded in the store.
	 */
	boolean isDue(Instant now) {
		return untilRecord(now).isZero();
	}

	/**
	 * Return whether the session is so near its end that the next record of an access
	 * could come too late.
	 */
	boolean isUrgent(Instant now) {
		try (AutoLock lock = this.session.lock()) {
			SessionRecord record = this.session.getSessionData().getRecord();
			if (record == null || record.times().isImmortal()) {
				return false;
			}
			Duration quarter = record.times().maxInactive().dividedBy(4);
			Duration margin = (quarter.compareTo(LONGEST_MARGIN) < 0) ? quarter : LONGEST_MARGIN;
			return record.times().isExpiredAt(now.plus(margin));
		}
	}

	/**
	 * Return whether there is one.
	 */
	boolean exists() {
		try (AutoLock lock = this.session.lock()) {
			SessionRecord record = this.session.getSessionData().getRecord();
			Instant accessed = this.session.getSessionData().times().accessed();
			return record != null && (this.session.getRequests() > 0 || accessed.isAfter(record.times().accessed()));
		}
	}

	/**
	 * Return whether an access that is not recorded keeps the session alive. The store
	 * may take it for expired if it has not answered for long.
	 */
	boolean keepsAlive(Instant now) {
		try (AutoLock lock = this.session.lock()) {
			return exists() && (this.session.getRequests() > 0 || !this.session.isExpiredAt(now.toEpochMilli()));
		}
	}

	/**
	 * Forget that an access was to be recorded: if that has failed, it need not wait for
	 * the next time.
	 */
	void retry() {
		try (AutoLock lock = this.session.lock()) {
			this.tried = Instant.EPOCH;
		}
	}

	/**
	 * Return when the session expires as it is stored.
	 */
	Instant storedExpiry() {
		try (AutoLock lock = this.session.lock()) {
			SessionRecord record = this.session.getSessionData().getRecord();
			return (record != null) ? record.times().expiry() : Instant.MAX;
		}
	}

	/**
	 * Return how long until an access has to be recorded.
	 * @return the time, negative: nothing to record
	 */
	Duration untilRecord(Instant now) {
		try (AutoLock lock = this.session.lock()) {
			SessionRecord record = this.session.getSessionData().getRecord();
			if (record == null || !exists()) {
				return Duration.ofMillis(-1);
			}
			Instant last = latest(record.times().accessed(), this.tried);
			Duration left = Duration.between(now,
					last.plus(SessionSettings.touchPeriod(this.session.getSessionData().times().maxInactive())));
			return left.isNegative() ? Duration.ZERO : left;
		}
	}

	/**
	 * Note that an access is being recorded, so that a cluster that does not answer is
	 * not asked again at once.
	 * @return whether it is not being recorded already
	 */
	boolean beginRecord(Instant now) {
		if (!this.recording.compareAndSet(false, true)) {
			return false;
		}
		note(now);
		return true;
	}

	/**
	 * Note that an access is being recorded, whoever else may be doing that.
	 */
	void note(Instant now) {
		try (AutoLock lock = this.session.lock()) {
			this.tried = now;
			if (this.session.getRequests() > 0) {
				this.session.getSessionData().calcAndSetExpiry(now.toEpochMilli());
			}
		}
	}

	void endRecord() {
		this.recording.set(false);
	}

	private static Instant latest(Instant one, Instant other) {
		return one.isAfter(other) ? one : other;
	}

}
