package io.github.hazelcastjetty.session.hazelcast.call;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Circuit breaker of one member, or of the whole cluster. While it is open, calls fail at
 * once.
 * <p>
 * The member is silent when calls have waited for it for a while, the patience, and none
 * was answered. {@link #check} measures that: it is called for each call after every
 * small step of waiting. At half of the patience the member is asked for something small,
 * since calls may take long for other reasons. An answer to that shows that it is only
 * slow.
 */
final class Circuit {

	/**
	 * The number of blocking calls to one member at a time. A silent member holds their
	 * threads, and some have to be left for other members.
	 */
	static final int BLOCKING_CALLS = 32;

	private static final int STEPS = 16;

	/**
	 * How late a thread may be at the end of a step.
	 */
	private static final long LATE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

	private final String name;

	private final long patienceNanos;

	private final Semaphore blockingCalls = new Semaphore(BLOCKING_CALLS);

	private final AtomicBoolean open = new AtomicBoolean();

	private volatile boolean answered = true;

	private boolean asked;

	private long silentNanos;

	private long lastCheck;

	/**
	 * Create a closed circuit.
	 * @param name the name of the member for messages
	 * @param patience how long the member may be silent
	 */
	Circuit(String name, Duration patience) {
		this.name = name;
		this.patienceNanos = patience.toNanos();
	}

	Semaphore blockingCalls() {
		return this.blockingCalls;
	}

	/**
	 * The member has answered a call.
	 */
	void answered() {
		if (!this.answered) {
			this.answered = true;
		}
	}

	/**
	 * Return how long a call waits between two checks.
	 */
	long stepNanos() {
		return Math.max(1, this.patienceNanos / STEPS);
	}

	/**
	 * Measure for how long the member has been silent. A pause between two checks shows
	 * that no call waited for it, or that this process was stopped and answers may have
	 * arrived meanwhile. In both cases the silence begins anew.
	 * @param now the time in nanoseconds
	 * @return what the call that has waited does
	 */
	synchronized Verdict check(long now) {
		long passed = now - this.lastCheck;
		this.lastCheck = now;
		if (this.answered || passed > stepNanos() + LATE_NANOS) {
			this.answered = false;
			this.asked = false;
			this.silentNanos = 0;
			return Verdict.WAIT;
		}
		this.silentNanos += passed;
		if (!this.asked && this.silentNanos >= this.patienceNanos / 2) {
			this.asked = true;
			this.silentNanos = this.patienceNanos / 2;
			return Verdict.ASK;
		}
		return (this.silentNanos >= this.patienceNanos) ? Verdict.SILENT : Verdict.WAIT;
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

	@Override
	public String toString() {
		return this.name;
	}

	/**
	 * What a call does that has waited for a step.
	 */
	enum Verdict {

		/**
		 * Wait for another step.
		 */
		WAIT,

		/**
		 * Ask the member for something small.
		 */
		ASK,

		/**
		 * Open the circuit.
		 */
		SILENT

	}

}
