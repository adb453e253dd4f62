package io.github.hazelcastjetty.session.hazelcast.call;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * A moment by which an operation and all its repetitions have to be done.
 */
public final class Deadline {

	private final LongSupplier ticker;

	private final Duration timeout;

	private final long end;

	private Deadline(Duration timeout, LongSupplier ticker) {
		this.timeout = timeout;
		this.ticker = ticker;
		this.end = ticker.getAsLong() + timeout.toNanos();
	}

	/**
	 * Create a deadline.
	 * @param timeout the time until then
	 * @return the deadline
	 */
	public static Deadline in(Duration timeout) {
		return in(timeout, System::nanoTime);
	}

	/**
	 * Create a deadline.
	 * @param timeout the time until then
	 * @param ticker returns the time in nanoseconds, as {@link System#nanoTime()} does
	 * @return the deadline
	 */
	public static Deadline in(Duration timeout, LongSupplier ticker) {
		return new Deadline(timeout, ticker);
	}

	/**
	 * Return a deadline for a part of the operation.
	 * @param timeout the longest time that the part may take
	 * @return the earlier one of this deadline and the end of that time
	 */
	public Deadline atMost(Duration timeout) {
		return in(Duration.ofNanos(Math.min(timeout.toNanos(), remainingNanos())), this.ticker);
	}

	/**
	 * Return the time that is left.
	 * @return the nanoseconds, zero if the deadline has passed
	 */
	public long remainingNanos() {
		return Math.max(0, this.end - this.ticker.getAsLong());
	}

	/**
	 * Return whether no time is left.
	 * @return whether the deadline has passed
	 */
	public boolean hasPassed() {
		return remainingNanos() == 0;
	}

	@Override
	public String toString() {
		return this.timeout.toMillis() + " ms";
	}

}
