package io.github.hazelcastjetty.session.hazelcast;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The way to one member. It is open while the member does not answer: nobody is made to
 * wait for it then. A member counts as silent when calls wait for it and none has been
 * answered for a while, not even a small one that is made in doubt: so one that is slow,
 * or waits for another member itself, is not taken for dead. All who wait notice that by
 * themselves, at the same moment.
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

	/**
	 * Threads are woken up in time, give or take this, unless the process was stopped.
	 */
	private static final long LATE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

	private final Semaphore blocking = new Semaphore(BLOCKING_CALLS);

	private final AtomicInteger waiting = new AtomicInteger();

	private final AtomicBoolean asked = new AtomicBoolean();

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
			answered();
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
		this.asked.set(false);
	}

	/**
	 * How long to wait before something happens: doubt, or the end of patience.
	 */
	long nextNanos() {
		long remaining = remainingNanos();
		return this.asked.get() ? remaining : Math.max(0, remaining - this.patienceNanos / 2);
	}

	/**
	 * Begin to doubt, when half of the patience is used up.
	 * @return whether to ask the member for something small
	 */
	boolean beginDoubt() {
		if (this.asked.get() || remainingNanos() > this.patienceNanos / 2) {
			return false;
		}
		// Before it counts as asked, or others take it for silent
		grant();
		return this.asked.compareAndSet(false, true);
	}

	/**
	 * Whether the member was asked and has been silent for too long. Somebody always
	 * waits for the very moment at which that is so. If it is found much later, this
	 * process was stopped meanwhile, and the answer may be here but not read yet.
	 */
	boolean isSilent() {
		long overdue = System.nanoTime() - this.lastSign - this.patienceNanos;
		if (overdue > LATE_NANOS) {
			grant();
			return false;
		}
		return overdue >= 0 && this.asked.get();
	}

	/**
	 * Give the member a quarter of the patience from now on, unless it has more.
	 */
	private void grant() {
		long needed = System.nanoTime() - this.patienceNanos + this.patienceNanos / 4;
		if (needed - this.lastSign > 0) {
			this.lastSign = needed;
		}
	}

	/**
	 * How long it may stay silent yet.
	 */
	private long remainingNanos() {
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
		answered();
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
