package io.github.hazelcastjetty.sample.cluster;

import java.util.concurrent.TimeUnit;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Writes that another node, which trusts its copy, is told of. The writer waits for that
 * node no longer than a second, and then not again before it has heard of it. So what
 * follows a slow write can be stale, and so can what follows the next one.
 */
final class ToldWrites {

	private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(1);

	private boolean slow;

	private int judged;

	/**
	 * Writes.
	 * @param write the write
	 * @return whether the other node has to know of it now
	 */
	boolean areKnownAfter(Runnable write) {
		boolean slowBefore = this.slow;
		long start = System.nanoTime();
		write.run();
		this.slow = System.nanoTime() - start >= PATIENCE_NANOS;
		boolean known = !this.slow && !slowBefore;
		this.judged += known ? 1 : 0;
		return known;
	}

	void assertThatSomeWereJudged() {
		assertThat(this.judged).as("writes that were not too slow to be judged").isPositive();
	}

}
