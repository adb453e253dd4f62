package io.github.hazelcastjetty.session.hazelcast;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The way to one member. It is open while the member does not answer: nobody is made to
 * wait for it then. A member counts as silent when calls wait for it and none has been
 * answered for a while, so one that is slow is not taken for dead. All who wait notice
 * that by themselves, at the same moment.
 * <p>
 * Safe for use by several threads, without a lock: what is read may be a moment old,
 * which makes somebody wait a little longer or go a little earlier.
 */
final class Circuit {

	/**
	 * How many blocking calls may be under way to one member. While it is silent they
	 * hold their workers, of which some have to be left for the others.
	 */
	private static final int BLOCKING_CALLS = 32;

	private final Semaphore blocking = new Semaphore(BLOCKING_CALLS);

	private final AtomicInteger waiting = new AtomicInteger();

	private final AtomicBoolean open = new AtomicBoolean();

	private final String member;

	private final long patienceNanos;

	private volatile long lastSign = System.nanoTime();

	Circuit(String member, Duration patience) {
		this.member = member;
		this.patienceNanos = patience.toNanos();
	}

	/**
	 * Begin to wait for an answer. To be followed by {@link #leave}.
	 */
	void enter() {
		if (this.waiting.getAndIncrement() == 0) {
			this.lastSign = System.nanoTime();
		}
	}

	void leave() {
		this.waiting.decrementAndGet();
	}

	/**
	 * The member has answered somebody.
	 */
	void answered() {
		this.lastSign = System.nanoTime();
	}

	/**
	 * How long it may stay silent yet.
	 */
	long remainingNanos() {
		return Math.max(0, this.lastSign + this.patienceNanos - System.nanoTime());
	}

	boolean isOpen() {
		return this.open.get();
	}

	/**
	 * Open the circuit.
	 * @return whether it was closed
	 */
	boolean open() {
		return this.open.compareAndSet(false, true);
	}

	void close() {
		this.lastSign = System.nanoTime();
		this.open.set(false);
	}

	boolean beginBlocking(long nanos) throws InterruptedException {
		return this.blocking.tryAcquire(nanos, TimeUnit.NANOSECONDS);
	}

	void endBlocking() {
		this.blocking.release();
	}

	@Override
	public String toString() {
		return this.member;
	}

}
