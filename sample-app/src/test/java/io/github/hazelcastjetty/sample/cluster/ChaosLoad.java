package io.github.hazelcastjetty.sample.cluster;

import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;

import org.awaitility.Awaitility;

/**
 * Users who go on while things break, and somebody without a session beside them.
 */
final class ChaosLoad implements AutoCloseable {

	private static final Duration PACE = Duration.ofMillis(50);

	private static final Duration LIMIT = Duration.ofSeconds(120);

	private static final int SUCCESSES = 10;

	private final CountDownLatch stop = new CountDownLatch(1);

	private final ChaosReport report = new ChaosReport();

	private final SampleCluster cluster;

	private final List<ChaosUser> users;

	private final ExecutorService threads;

	private ChaosLoad(SampleCluster cluster, int users) {
		this.cluster = cluster;
		this.users = IntStream.range(0, users)
			.mapToObj((i) -> new ChaosUser(cluster, i, this.report, this.stop))
			.toList();
		this.threads = Executors.newFixedThreadPool(users + 1);
		this.users.forEach(this.threads::execute);
		this.threads.execute(this::standBy);
	}

	static ChaosLoad start(SampleCluster cluster, int users) {
		ChaosLoad load = new ChaosLoad(cluster, users);
		load.awaitCalm();
		return load;
	}

	ChaosReport report() {
		return this.report;
	}

	/**
	 * Waits until requests of every user succeed one after the other.
	 * @return how long that took
	 */
	Duration awaitCalm() {
		ChaosWatch watch = ChaosWatch.start();
		this.users.forEach(ChaosUser::forgetSuccesses);
		Awaitility.await("requests succeed again; failures " + this.report.failures())
			.atMost(LIMIT)
			.pollDelay(Duration.ZERO)
			.pollInterval(Duration.ofMillis(20))
			.until(() -> this.users.stream().allMatch((user) -> user.successes() >= SUCCESSES));
		return watch.elapsed();
	}

	/**
	 * Waits until users have sent some more requests, whatever came of them, or for so
	 * long if they have to wait for each.
	 */
	void awaitRequests(int count, Duration longest) {
		int goal = this.report.requests() + count;
		long start = System.nanoTime();
		Awaitility.await(count + " more requests")
			.atMost(LIMIT)
			.until(() -> this.report.requests() >= goal || System.nanoTime() - start >= longest.toNanos());
	}

	/**
	 * Lets each user use one node only, or all again.
	 */
	void stayAtOneNode(boolean atOne) {
		this.users.forEach((user) -> user.stayAtOneNode(atOne));
	}

	/**
	 * Finds ids that have ended and can be used on a node nevertheless.
	 */
	List<String> comeBack() {
		List<SampleNode> serving = this.cluster.nodes().stream().filter(SampleNode::isServing).toList();
		return this.users.stream().flatMap((user) -> serving.stream().flatMap(user::comeBack)).toList();
	}

	/**
	 * Tries the ids of all sessions that have ended, on all nodes.
	 */
	void lookBack() {
		List<SampleNode> serving = this.cluster.nodes().stream().filter(SampleNode::isServing).toList();
		this.users.forEach((user) -> serving.forEach(user::lookBack));
	}

	private void standBy() {
		try {
			for (int turn = 0; !this.stop.await(PACE.toMillis(), TimeUnit.MILLISECONDS); turn++) {
				List<SampleNode> serving = this.cluster.nodes().stream().filter(SampleNode::isServing).toList();
				ask(serving.get(turn % serving.size()));
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	private void ask(SampleNode node) {
		BooleanSupplier there = node.watch();
		ChaosWatch watch = ChaosWatch.start();
		try {
			int status = new Browser(node.uri()).get("/api/none").status();
			if (there.getAsBoolean()) {
				this.report.bystanderAnswered(status, watch.elapsed());
			}
		}
		catch (UncheckedIOException ex) {
			if (there.getAsBoolean()) {
				this.report.bystanderUnanswered(ex);
			}
		}
	}

	@Override
	public void close() {
		this.stop.countDown();
		this.threads.shutdown();
		try {
			if (!this.threads.awaitTermination(LIMIT.toSeconds(), TimeUnit.SECONDS)) {
				this.threads.shutdownNow();
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

}
