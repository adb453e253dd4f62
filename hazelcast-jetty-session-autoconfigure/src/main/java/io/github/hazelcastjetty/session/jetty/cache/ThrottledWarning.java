package io.github.hazelcastjetty.session.jetty.cache;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

import org.slf4j.Logger;

/**
 * A warning about something that goes wrong for one request after the other once it goes
 * wrong. It is logged at most once a minute, and tells how often it was left out. Safe
 * for use by several threads.
 *
 * @since 1.0.0
 */
public final class ThrottledWarning {

	private static final Duration PERIOD = Duration.ofMinutes(1);

	private final AtomicLong last = new AtomicLong(System.nanoTime() - PERIOD.toNanos());

	private final AtomicLong suppressed = new AtomicLong();

	private final Logger logger;

	private final String message;

	/**
	 * Create a warning.
	 * @param logger where it is logged
	 * @param message what goes wrong
	 */
	public ThrottledWarning(Logger logger, String message) {
		this.logger = logger;
		this.message = message;
	}

	/**
	 * Log that it has happened, unless that was logged a short while ago.
	 * @param cause why it has happened
	 */
	public void log(Exception cause) {
		long before = this.last.get();
		long now = System.nanoTime();
		if (now - before >= PERIOD.toNanos() && this.last.compareAndSet(before, now)) {
			long count = this.suppressed.getAndSet(0);
			this.logger.warn("{} ({} more since the last time): {}", this.message, count, cause.getMessage());
		}
		else {
			this.suppressed.incrementAndGet();
			this.logger.debug("{}: {}", this.message, cause.getMessage());
		}
	}

}
