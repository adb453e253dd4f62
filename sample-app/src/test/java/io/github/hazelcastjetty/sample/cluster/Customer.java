package io.github.hazelcastjetty.sample.cluster;

import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;

/**
 * Somebody who counts in the session, one request after the other, and watches. Each
 * request sets the next number and learns the one before it, so a balancer may repeat it,
 * and a change that was acknowledged and then lost is seen.
 */
final class Customer implements Runnable {

	private static final Duration PACE = Duration.ofMillis(20);

	private static final int MOST_ROUNDS = 100_000;

	private static final int OK = 200;

	private final Browser browser;

	private final CountDownLatch stop;

	private final List<String> failures = new CopyOnWriteArrayList<>();

	private final List<String> losses = new CopyOnWriteArrayList<>();

	private final @Nullable String sessionId;

	private volatile int acknowledged;

	/**
	 * Creates a customer with a session.
	 * @param browser where the customer sends requests
	 * @param stop ends the customer's work
	 */
	Customer(Browser browser, CountDownLatch stop) {
		this.browser = browser;
		this.stop = stop;
		count(1);
		String id = browser.sessionId();
		if (id == null || !this.failures.isEmpty()) {
			throw new IllegalStateException("No session to begin with: " + this.failures);
		}
		this.sessionId = id;
	}

	@Override
	public void run() {
		for (int round = 0; round < MOST_ROUNDS && !isStopped(); round++) {
			try {
				count(this.acknowledged + 1);
			}
			catch (UncheckedIOException ex) {
				this.failures.add("setting " + (this.acknowledged + 1) + ": " + ex.getCause());
			}
		}
	}

	/**
	 * The last number of which the customer knows that it was stored.
	 */
	int acknowledged() {
		return this.acknowledged;
	}

	/**
	 * Requests that did not succeed.
	 */
	List<String> failures() {
		return this.failures;
	}

	/**
	 * What was acknowledged and then not there.
	 */
	List<String> losses() {
		return this.losses;
	}

	/**
	 * Looks once more at a node, when the customer has stopped.
	 */
	void checkAt(SampleNode node) {
		check("at the end", this.browser.at(node).session());
	}

	private void count(int number) {
		Reply reply = this.browser.put("/api/counter?value=" + number);
		if (reply.status() != OK) {
			this.failures.add("setting " + number + ": " + reply);
			return;
		}
		int before = Integer.parseInt(reply.body());
		// The number itself is there when the first attempt was served but not answered
		if (before != number - 1 && before != number) {
			this.losses.add("setting " + number + " on " + reply.node() + " found " + before);
		}
		this.acknowledged = number;
		Reply session = this.browser.get("/api/session");
		if (session.status() != OK) {
			this.failures.add("reading after " + number + ": " + session);
			return;
		}
		check("after " + number, SessionState.of(session));
	}

	private void check(String when, SessionState session) {
		int acknowledgedNow = this.acknowledged;
		String counter = session.attribute("counter");
		// One more than acknowledged: served, but the answer did not arrive
		if (!Objects.equals(counter, Integer.toString(acknowledgedNow))
				&& !Objects.equals(counter, Integer.toString(acknowledgedNow + 1))) {
			this.losses.add(when + " " + session.node() + " has " + counter + " instead of " + acknowledgedNow);
		}
		if (this.sessionId != null && !this.sessionId.equals(session.id())) {
			this.losses.add(when + " " + session.node() + " has another session");
		}
	}

	private boolean isStopped() {
		try {
			return this.stop.await(PACE.toMillis(), TimeUnit.MILLISECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return true;
		}
	}

}
