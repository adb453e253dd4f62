package io.github.hazelcastjetty.session.hazelcast;

import java.time.Duration;

/**
 * A moment until which an operation and all its repetitions have to be done.
 */
final class Deadline {

	private final long nanoTime;

	private Deadline(long nanoTime) {
		this.nanoTime = nanoTime;
	}

	static Deadline in(Duration timeout) {
		return new Deadline(System.nanoTime() + timeout.toNanos());
	}

	long remainingNanos() {
		return Math.max(0, this.nanoTime - System.nanoTime());
	}

	boolean hasPassed() {
		return remainingNanos() == 0;
	}

}
