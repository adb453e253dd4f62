package io.github.hazelcastjetty.sample.cluster;

import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

/**
 * Somebody who counts in the session, each time on the next node, and knows what the
 * session may contain: the last number that was acknowledged, or one after it that was
 * refused or not answered, since that may have been stored all the same.
 */
final class ChaosUser implements Runnable {

	private static final Duration PACE = Duration.ofMillis(20);

	private final Browser browser;

	private final List<SampleNode> nodes;

	private final ChaosReport report;

	private final CountDownLatch stop;

	private final Set<String> possible = ConcurrentHashMap.newKeySet();

	private @Nullable String sessionId;

	private int next;

	private int turn;

	private volatile int successes;

	ChaosUser(SampleCluster cluster, int number, ChaosReport report, CountDownLatch stop) {
		this.turn = number;
		this.browser = cluster.browser();
		this.nodes = new ArrayList<>(cluster.nodes());
		this.report = report;
		this.stop = stop;
		begin();
	}

	/**
	 * Starts anew, with another session.
	 */
	private void begin() {
		this.browser.forgeCookie(null);
		this.possible.clear();
		this.next = 1;
		this.sessionId = null;
	}

	@Override
	public void run() {
		while (!isStopped()) {
			count();
			look();
		}
	}

	/**
	 * How many requests have succeeded since the last that did not.
	 */
	int successes() {
		return this.successes;
	}

	void forgetSuccesses() {
		this.successes = 0;
	}

	private void count() {
		String number = Integer.toString(this.next++);
		Reply reply = send(() -> at().put("/api/counter?value=" + number));
		if (reply == null || reply.status() != 200) {
			this.possible.add(number);
			return;
		}
		if (this.sessionId == null) {
			this.sessionId = this.browser.sessionId();
		}
		else if (!this.sessionId.equals(this.browser.sessionId())) {
			lost("has another session");
			return;
		}
		else if (!this.possible.contains(reply.body())) {
			this.report.lost("found " + reply.body() + " instead of one of " + this.possible);
		}
		this.possible.clear();
		this.possible.add(number);
	}

	private void look() {
		Reply reply = (this.sessionId != null) ? send(() -> at().get("/api/session")) : null;
		if (reply == null || reply.status() != 200) {
			return;
		}
		SessionState session = SessionState.of(reply);
		if (!this.sessionId.equals(session.id())) {
			lost("has session " + ((session.id() != null) ? "of another id" : "no more"));
		}
		else if (!this.possible.contains(session.attribute("counter"))) {
			this.report.lost("has " + session.attribute("counter") + " instead of one of " + this.possible + " on "
					+ reply.node());
		}
	}

	/**
	 * The session is not there any more. If nothing under its id is, and the cluster has
	 * lost all of its data, that is how it has to be.
	 */
	private void lost(String how) {
		this.report.sessionGone(how);
		begin();
	}

	private @Nullable Reply send(Supplier<Reply> request) {
		long start = System.nanoTime();
		try {
			Reply reply = request.get();
			this.report.answered(reply.status(), Duration.ofNanos(System.nanoTime() - start));
			this.successes = (reply.status() == 200) ? this.successes + 1 : 0;
			return reply;
		}
		catch (UncheckedIOException ex) {
			this.report.unanswered(ex.getCause(), Duration.ofNanos(System.nanoTime() - start));
			this.successes = 0;
			return null;
		}
	}

	private Browser at() {
		List<SampleNode> alive = this.nodes.stream().filter(SampleNode::isServing).toList();
		return this.browser.at(alive.get(this.turn++ % alive.size()));
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
