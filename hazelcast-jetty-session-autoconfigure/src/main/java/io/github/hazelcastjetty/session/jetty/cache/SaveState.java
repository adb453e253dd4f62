package io.github.hazelcastjetty.session.jetty.cache;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Sees to it that the saves of one session follow one another. Safe for use by several
 * threads.
 */
final class SaveState {

	private final ReentrantLock lock = new ReentrantLock();

	private final AtomicLong count = new AtomicLong();

	private final AtomicBoolean delayed = new AtomicBoolean();

	/**
	 * Begin a save, when others have finished theirs.
	 * @param timeout how long to wait for them
	 * @return whether they have finished in time
	 */
	boolean begin(Duration timeout) {
		try {
			return this.lock.tryLock(timeout.toNanos(), TimeUnit.NANOSECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return false;
		}
	}

	void end() {
		this.lock.unlock();
	}

	/**
	 * Return how often the changes have been stored, or found to be none.
	 */
	long count() {
		return this.count.get();
	}

	/**
	 * Note that nothing is left to store.
	 */
	void noteSaved() {
		this.count.incrementAndGet();
	}

	/**
	 * Note that a change is going to be stored later.
	 * @return whether that was not noted already
	 */
	boolean delay() {
		return this.delayed.compareAndSet(false, true);
	}

	boolean isDelayed() {
		return this.delayed.get();
	}

	void endDelay() {
		this.delayed.set(false);
	}

}
