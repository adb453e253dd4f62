package io.github.hazelcastjetty.sample.demo;

import java.time.Duration;

/**
 * Counts what the users of a load see. Safe for several threads.
 */
final class LoadCounts {

	private LoadTick current = new LoadTick(0, 0, 0, 0, 0, 0, 0);

	synchronized void answered(Duration time) {
		LoadTick now = this.current;
		this.current = new LoadTick(now.requests() + 1, now.failures(), now.lost(),
				Math.max(now.slowest(), time.toMillis()), now.totalRequests() + 1, now.totalFailures(),
				now.totalLost());
	}

	synchronized void failed() {
		LoadTick now = this.current;
		this.current = new LoadTick(now.requests(), now.failures() + 1, now.lost(), now.slowest(), now.totalRequests(),
				now.totalFailures() + 1, now.totalLost());
	}

	synchronized void lost() {
		LoadTick now = this.current;
		this.current = new LoadTick(now.requests(), now.failures(), now.lost() + 1, now.slowest(), now.totalRequests(),
				now.totalFailures(), now.totalLost() + 1);
	}

	/**
	 * Returns the counts and begins the next moment.
	 */
	synchronized LoadTick tick() {
		LoadTick now = this.current;
		this.current = new LoadTick(0, 0, 0, 0, now.totalRequests(), now.totalFailures(), now.totalLost());
		return now;
	}

}
