package io.github.hazelcastjetty.sample.cluster;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Takes how long somebody waits for a node or for the cluster. What does not count is a
 * time in which the machine stood still: nobody can answer then.
 */
final class ChaosWatch {

	private static final Clock CLOCK = new Clock();

	private final long start = CLOCK.read();

	private ChaosWatch() {
	}

	static ChaosWatch start() {
		return new ChaosWatch();
	}

	Duration elapsed() {
		return Duration.ofNanos(CLOCK.read() - this.start);
	}

	/**
	 * A clock that stands still when the machine does: if nobody has looked at it for too
	 * long, not even the thread that does nothing else. It is guarded by its own lock.
	 */
	private static final class Clock {

		private static final long PERIOD = TimeUnit.MILLISECONDS.toNanos(20);

		// More than a thread has to wait for a processor that is busy
		private static final long STAND_STILL = TimeUnit.MILLISECONDS.toNanos(200);

		private long last = System.nanoTime();

		private long stoodStill;

		private Clock() {
			Thread thread = new Thread(this::run, "chaos-clock");
			thread.setDaemon(true);
			thread.start();
		}

		private void run() {
			while (!Thread.currentThread().isInterrupted()) {
				LockSupport.parkNanos(PERIOD);
				read();
			}
		}

		private synchronized long read() {
			long now = System.nanoTime();
			if (now - this.last > STAND_STILL) {
				this.stoodStill += now - this.last;
			}
			this.last = now;
			return now - this.stoodStill;
		}

	}

}
