package io.github.hazelcastjetty.sample.cluster;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import org.awaitility.Awaitility;

/**
 * Lets one thing after the other go wrong in a cluster under load, and says what users,
 * who came in a storm besides, should not have seen of it.
 */
final class ChaosTrial {

	static final Duration OPERATION_TIMEOUT = Duration.ofSeconds(2);

	private static final Duration LIMIT = Duration.ofSeconds(120);

	// Two processors for all nodes, all members and those who ask
	private static final Duration SLACK = Duration.ofSeconds(4);

	// Once the members are together again
	private static final Duration RECOVERY = Duration.ofSeconds(20);

	// Clients have to find them first, and members that are new are slow
	private static final Duration RECOVERY_FROM_NOTHING = Duration.ofSeconds(30);

	private static final int REQUESTS = 400;

	// Members of their own miss a silent one after 60 seconds, and then look for it after
	// five minutes
	private static final Duration REQUESTS_LIMIT = Duration.ofSeconds(15);

	private final List<String> problems = new ArrayList<>();

	private final SampleCluster cluster;

	private final ChaosLoad load;

	private final Duration longestRefusal;

	ChaosTrial(SampleCluster cluster, ChaosLoad load) {
		this(cluster, load, OPERATION_TIMEOUT);
	}

	/**
	 * Creates a trial.
	 * @param longestRefusal how long it may take until a 503
	 */
	ChaosTrial(SampleCluster cluster, ChaosLoad load, Duration longestRefusal) {
		this.cluster = cluster;
		this.load = load;
		this.longestRefusal = longestRefusal;
	}

	/**
	 * What should not have happened.
	 */
	List<String> problems() {
		return this.problems;
	}

	/**
	 * A fault that ends no session.
	 * @param begin lets it begin
	 * @param during what is done in the middle of it
	 * @param end lets it end
	 */
	void fault(String name, Runnable begin, Runnable during, Runnable end) {
		play(name, begin, during, end, RECOVERY);
		this.load.report().gone().forEach((gone) -> problem(name, gone));
	}

	void faultThatEndsSessions(String name, Runnable begin, Runnable during, Runnable end) {
		play(name, begin, during, end, RECOVERY_FROM_NOTHING);
	}

	private void play(String name, Runnable begin, Runnable during, Runnable end, Duration longestRecovery) {
		ChaosReport report = this.load.report();
		ChaosStorm storm = new ChaosStorm(this.cluster, report);
		ChaosLogs logs = new ChaosLogs(this.cluster.nodes());
		report.clear();
		begin.run();
		storm.breakLoose();
		storm.awaitFreeThreads(OPERATION_TIMEOUT.plus(SLACK));
		this.load.awaitRequests(REQUESTS, REQUESTS_LIMIT);
		during.run();
		this.load.awaitRequests(REQUESTS, REQUESTS_LIMIT);
		end.run();
		awaitTogether();
		Duration recovery = this.load.awaitCalm();
		awaitSafe();
		storm.lookBack();
		this.load.lookBack();
		logs.problems(report).forEach((problem) -> problem(name, problem));
		ChaosTable.add(report.row(name, recovery));
		check(name, report);
		atMost(longestRecovery, recovery, name, "recovery");
	}

	private void check(String name, ChaosReport report) {
		report.losses().forEach((loss) -> problem(name, loss));
		report.bystanderFailures().forEach((failure) -> problem(name, "without a session " + failure));
		atMost(OPERATION_TIMEOUT.dividedBy(2), report.withoutSession(90), name, "one of ten without a session");
		atMost(OPERATION_TIMEOUT.plus(SLACK), report.withoutSession(100), name, "a request without a session");
		atMost(this.longestRefusal.plus(SLACK), report.longestRefusal(), name, "a 503");
		// A request calls the store when it comes and when it is answered
		atMost(OPERATION_TIMEOUT.multipliedBy(2).plus(SLACK), report.longest(), name, "a request");
		if (report.withoutRetryAfter() > 0) {
			problem(name, report.withoutRetryAfter() + " times 503 without Retry-After");
		}
	}

	private void atMost(Duration limit, Duration time, String fault, String what) {
		if (time.compareTo(limit) > 0) {
			problem(fault, what + " took " + time);
		}
	}

	private void problem(String fault, String what) {
		this.problems.add(fault + ": " + what);
	}

	/**
	 * Waits until the members that are there are one cluster.
	 */
	private void awaitTogether() {
		List<StockMember> members = alive();
		List<SampleNode> nodes = members.isEmpty() ? serving() : List.of();
		Awaitility.await("one cluster")
			.atMost(LIMIT)
			.pollDelay(Duration.ZERO)
			.until(() -> members.stream().allMatch((member) -> member.isOneOf(members.size()))
					&& nodes.stream().allMatch((node) -> asks(node, "cluster-size", Integer.toString(nodes.size()))));
	}

	/**
	 * Waits until each entry has its backup.
	 */
	void awaitSafe() {
		Awaitility.await("each entry has its backup")
			.atMost(LIMIT)
			.until(() -> alive().stream().allMatch(StockMember::isClusterSafe)
					&& serving().stream().allMatch((node) -> asks(node, "cluster-safe", "true")));
	}

	private static boolean asks(SampleNode node, String what, String answer) {
		return new Browser(node.uri()).get("/rules/" + what).body().equals(answer);
	}

	private List<StockMember> alive() {
		return this.cluster.stockMembers().stream().filter(StockMember::isAlive).toList();
	}

	private List<SampleNode> serving() {
		return this.cluster.nodes().stream().filter(SampleNode::isServing).toList();
	}

}
