package io.github.hazelcastjetty.sample.cluster;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.IntStream;

import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/**
 * Many users with a session each, who all come at the same moment, over all nodes. Every
 * other one changes something. Some without a session come in between.
 */
final class ChaosStorm {

	private static final int USERS = 200;

	// For so many users there is one bystander
	private static final int FEW = 5;

	private static final Duration LIMIT = Duration.ofSeconds(60);

	// The load goes on
	private static final int FREE = 20;

	private final SampleCluster cluster;

	private final ChaosReport report;

	private final List<Browser> users;

	private final List<PossibleValues> counters = new ArrayList<>();

	/**
	 * Lets users begin their sessions.
	 */
	ChaosStorm(SampleCluster cluster, ChaosReport report) {
		this.cluster = cluster;
		this.report = report;
		this.users = IntStream.range(0, USERS).mapToObj((i) -> cluster.browser()).toList();
		for (int i = 0; i < USERS; i++) {
			Browser user = this.users.get(i).at(node(i));
			untilDone(() -> user.put("/api/counter?value=1"));
			PossibleValues counter = new PossibleValues();
			counter.acknowledged("1");
			this.counters.add(counter);
		}
	}

	/**
	 * Lets all come, and waits until all are answered.
	 */
	void breakLoose() {
		List<CompletableFuture<Void>> all = new ArrayList<>();
		for (int i = 0; i < USERS; i++) {
			all.add((i % 2 == 0) ? change(i) : look(i));
			if (i % FEW == 0) {
				all.add(standBy(node(i / FEW)));
			}
		}
		CompletableFuture.allOf(all.toArray(new CompletableFuture<?>[0]))
			.orTimeout(LIMIT.toSeconds(), TimeUnit.SECONDS)
			.join();
	}

	/**
	 * Waits until the threads of all nodes are free again.
	 */
	void awaitFreeThreads(Duration limit) {
		for (SampleNode node : serving()) {
			Browser browser = new Browser(node.uri());
			Awaitility.await("free threads of " + node)
				.atMost(limit)
				.until(() -> Integer.parseInt(browser.get("/rules/busy-threads").body()), (busy) -> busy <= FREE);
		}
	}

	/**
	 * Looks what has become of the sessions when all is well again.
	 */
	void lookBack() {
		for (int i = 0; i < USERS; i++) {
			Browser user = this.users.get(i).at(node(i + 1));
			SessionState session = SessionState.of(untilDone(() -> user.get("/api/session")));
			String counter = session.attribute("counter");
			if (!session.exists()) {
				this.report.sessionGone("has no more session after a storm");
			}
			else if (!this.counters.get(i).allow(counter)) {
				this.report.lost(this.counters.get(i).insteadOf("counter", counter) + " after a storm");
			}
		}
	}

	/**
	 * Does something that can be repeated, as the machine itself may stand still for so
	 * long that a member is not waited for.
	 */
	static Reply untilDone(Supplier<Reply> request) {
		return Awaitility.await()
			.pollDelay(Duration.ZERO)
			.atMost(LIMIT)
			.until(request::get, (reply) -> reply.status() != 503)
			.expectSuccess();
	}

	private CompletableFuture<Void> change(int user) {
		PossibleValues counter = this.counters.get(user);
		counter.refused("2");
		return send(user, "PUT", "/api/counter?value=2").thenAccept((reply) -> {
			if (reply != null && reply.isSuccess()) {
				counter.acknowledged("2");
			}
		});
	}

	private CompletableFuture<Void> look(int user) {
		return send(user, "GET", "/api/session").thenAccept((reply) -> {
			if (reply != null && reply.isSuccess() && !"1".equals(SessionState.of(reply).attribute("counter"))) {
				this.report.lost("a counter was not found in a storm");
			}
		});
	}

	private CompletableFuture<@Nullable Reply> send(int user, String method, String path) {
		ChaosWatch watch = ChaosWatch.start();
		return this.users.get(user).at(node(user)).sendAsync(method, path, null).handle((reply, failure) -> {
			Duration time = watch.elapsed();
			if (reply != null) {
				this.report.answered(reply, time);
			}
			else {
				this.report.unanswered(failure, time);
			}
			return reply;
		});
	}

	private CompletableFuture<Void> standBy(SampleNode node) {
		ChaosWatch watch = ChaosWatch.start();
		return new Browser(node.uri()).sendAsync("GET", "/api/none", null)
			.thenAccept((reply) -> this.report.bystanderAnswered(reply.status(), watch.elapsed()));
	}

	private SampleNode node(int number) {
		List<SampleNode> serving = serving();
		return serving.get(number % serving.size());
	}

	private List<SampleNode> serving() {
		return this.cluster.nodes().stream().filter(SampleNode::isServing).toList();
	}

}
