package io.github.hazelcastjetty.session.store;

import java.time.Duration;
import java.time.Instant;

import org.jspecify.annotations.Nullable;

/**
 * The clock readings of a session, to the millisecond.
 *
 * @param created when the session was created
 * @param accessed when the current or the last request entered it
 * @param lastAccessed when the request before that one entered it
 * @param maxInactive how long it may stay unused; zero or negative: for ever (Servlet
 * 6.1, {@code HttpSession.setMaxInactiveInterval})
 * @param expiry when it expires unless it is used again; {@link Instant#MAX}: never
 * @param cookieSet when its cookie was last sent, {@code null}: not known
 * @since 1.0.0
 */
public record SessionTimes(Instant created, Instant accessed, Instant lastAccessed, Duration maxInactive,
		Instant expiry, @Nullable Instant cookieSet) {

	/**
	 * Return whether the session never expires.
	 * @return {@code true} if it has no timeout
	 */
	public boolean isImmortal() {
		return this.maxInactive.isZero() || this.maxInactive.isNegative();
	}

	/**
	 * Return whether the session has timed out.
	 * @param now the time to compare with
	 * @return {@code true} if it expired at or before that time
	 */
	public boolean isExpiredAt(Instant now) {
		return !isImmortal() && !this.expiry.isAfter(now);
	}

	/**
	 * Return these times brought up to date with those of another user of the session:
	 * whatever is later wins, and the timeout is the other's where it was changed there.
	 * @param other the other readings
	 * @param timeoutChanged whether the other set the timeout
	 * @return the union of both
	 */
	public SessionTimes merge(SessionTimes other, boolean timeoutChanged) {
		SessionTimes later = other.accessed.isBefore(this.accessed) ? this : other;
		Duration timeout = timeoutChanged ? other.maxInactive : this.maxInactive;
		return new SessionTimes(this.created, later.accessed, later.lastAccessed, timeout,
				expiry(other, timeout, timeoutChanged), latest(this.cookieSet, other.cookieSet));
	}

	private Instant expiry(SessionTimes other, Duration timeout, boolean timeoutChanged) {
		if (timeout.isZero() || timeout.isNegative()) {
			return Instant.MAX;
		}
		if (timeoutChanged) {
			return other.expiry;
		}
		if (this.maxInactive.equals(other.maxInactive)) {
			return other.expiry.isAfter(this.expiry) ? other.expiry : this.expiry;
		}
		// The other still counts with a timeout that has been changed since
		Instant moved = other.accessed.plus(timeout);
		return moved.isAfter(this.expiry) ? moved : this.expiry;
	}

	private static @Nullable Instant latest(@Nullable Instant one, @Nullable Instant other) {
		if (one == null || other == null) {
			return (one != null) ? one : other;
		}
		return one.isAfter(other) ? one : other;
	}

}
