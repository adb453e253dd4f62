package io.github.hazelcastjetty.session.jetty.cache;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.LongSupplier;

/**
 * The clocks of a node. Sessions expire by the wall clock, which all nodes have to share;
 * how long something has taken is told by a monotonic clock, which never steps back.
 *
 * @param wall the wall clock
 * @param ticker the monotonic clock, in nanoseconds
 * @since 1.0.0
 */
public record Clocks(InstantSource wall, LongSupplier ticker) {

	/**
	 * Return the clocks of the system.
	 * @return the clocks
	 */
	public static Clocks system() {
		return new Clocks(InstantSource.system(), System::nanoTime);
	}

	/**
	 * Return the time of day.
	 * @return the time
	 */
	public Instant now() {
		return this.wall.instant();
	}

	/**
	 * Return whether a span of time has passed.
	 * @param start the reading of the ticker at its start
	 * @param span the span
	 * @return {@code true} if the span is over
	 */
	boolean hasPassed(long start, Duration span) {
		return this.ticker.getAsLong() - start >= span.toNanos();
	}

	long nanos() {
		return this.ticker.getAsLong();
	}

}
