package io.github.hazelcastjetty.sample;

import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import org.springframework.stereotype.Component;

/**
 * Holds requests back until another request to the same node lets them go. A latch is
 * there from the moment its request waits until it goes on, so it can be asked for.
 */
@Component
class Latches {

	private static final Duration LONGEST_WAIT = Duration.ofSeconds(20);

	private final ConcurrentMap<String, CountDownLatch> latches = new ConcurrentHashMap<>();

	/**
	 * Waits for a release.
	 * @param name the latch, used by one request at a time
	 * @return whether it was released in time
	 */
	boolean await(String name) throws InterruptedException {
		CountDownLatch latch = new CountDownLatch(1);
		this.latches.put(name, latch);
		try {
			return latch.await(LONGEST_WAIT.toMillis(), TimeUnit.MILLISECONDS);
		}
		finally {
			this.latches.remove(name, latch);
		}
	}

	boolean isWaiting(String name) {
		return this.latches.containsKey(name);
	}

	/**
	 * Lets the waiting request go on.
	 * @param name the latch
	 * @return whether a request was waiting
	 */
	boolean release(String name) {
		CountDownLatch latch = this.latches.get(name);
		if (latch == null) {
			return false;
		}
		latch.countDown();
		return true;
	}

}
