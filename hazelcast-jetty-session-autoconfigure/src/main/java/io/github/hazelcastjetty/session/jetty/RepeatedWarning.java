package io.github.hazelcastjetty.session.jetty;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

import org.slf4j.Logger;

/**
 * A warning about something that goes wrong for one request after the other once it goes
 * wrong. It is logged at most once in a while, and tells how often it was not. Safe for
 * use by several threads.
 */
final class RepeatedWarning {

	private static final Duration PERIOD = Duration.ofMinutes(1);

	private final AtomicLong last = new AtomicLong(System.nanoTime() - PERIOD.toNanos());

	private final AtomicLong suppressed = new AtomicLong();

	private final Logger logger;

	private final String message;

	RepeatedWarning(Logger logger, String message) {
		this.logger = logger;
		this.message = message;
	}

	void log(Exception cause) {
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
