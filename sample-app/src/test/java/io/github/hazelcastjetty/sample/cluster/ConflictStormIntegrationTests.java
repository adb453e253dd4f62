package io.github.hazelcastjetty.sample.cluster;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;

import io.github.hazelcastjetty.rules.RulesApplication;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Everybody changes one session at the same moment, on four nodes.
 */
@OwnCluster
@ParameterizedClass
@EnumSource(names = { "ROUND_ROBIN", "CLIENT" })
@Timeout(300)
class ConflictStormIntegrationTests {

	private static final int PARALLEL = 16;

	private static final int ROUNDS = Integer.getInteger("storm.rounds", 100);

	private static final Duration OPERATION_TIMEOUT = Duration.ofSeconds(10);

	/**
	 * At most three other nodes can be first, and each pause makes that less likely.
	 */
	private static final int CONFLICTS_PER_CHANGE = 3;

	private static final int MOST_CONFLICTS = 30;

	/**
	 * Some stay in the head of the session, others are kept apart.
	 */
	private static final List<Integer> SIZES = List.of(20_000, 500, 3_000, 2_000, 60_000);

	private static SampleCluster cluster;

	ConflictStormIntegrationTests(Topology topology) {
	}

	@BeforeParameterizedClassInvocation
	static void startCluster(Topology topology) {
		cluster = topology.builder("storm")
			.program(Program.local(RulesApplication.class))
			.nodes("a", "b", "c", "d")
			.property("hazelcast.jetty.session.operation-timeout", OPERATION_TIMEOUT.toSeconds() + "s")
			.start();
	}

	@AfterParameterizedClassInvocation
	static void stopCluster() {
		if (cluster != null) {
			cluster.close();
		}
	}

	@Test
	void changesOfOneSessionOnAllNodesAtOnceAreKeptAndConflictsAreFew() throws Exception {
		Browser browser = cluster.browserAt("a");
		browser.set("first", "1");
		Counts before = Counts.of(cluster);
		AtomicLong slowest = new AtomicLong();
		List<Callable<Void>> users = new ArrayList<>();
		for (int user = 0; user < PARALLEL; user++) {
			users.add(new Counter(browser, user, slowest));
		}
		inParallel(users);
		for (SampleNode node : cluster.nodes()) {
			SessionState session = browser.at(node).session();
			assertThat(session.attributes()).hasSize(PARALLEL + 1);
			for (int user = 0; user < PARALLEL; user++) {
				assertThat(session.attribute(Counter.name(user))).isEqualTo(Integer.toString(ROUNDS));
			}
		}
		Counts counts = Counts.of(cluster).since(before);
		assertThat(counts.conflicts()).as("%s", counts)
			.isPositive()
			.isLessThanOrEqualTo(CONFLICTS_PER_CHANGE * counts.changes());
		assertThat(counts.mostConflicts()).as("%s", counts).isLessThanOrEqualTo(MOST_CONFLICTS);
		assertThat(Duration.ofNanos(slowest.get())).isLessThan(OPERATION_TIMEOUT);
	}

	@Test
	void nobodyEverSeesALargeValueMissingOrMixedAndNoneIsLeftBehind() throws Exception {
		Browser browser = cluster.browserAt("a");
		put(browser, "left,right", 1, SIZES.get(0));
		AtomicLong acknowledged = new AtomicLong(1);
		AtomicBoolean done = new AtomicBoolean();
		List<Callable<Void>> users = new ArrayList<>();
		users.add(() -> {
			Browser writer = browser.at(cluster.node("a"));
			for (int number = 2; number <= ROUNDS; number++) {
				put(writer, "left,right", number, SIZES.get(number % SIZES.size()));
				acknowledged.set(number);
			}
			done.set(true);
			return null;
		});
		users.add(() -> {
			Browser writer = browser.at(cluster.node("b"));
			for (int number = 1; !done.get(); number++) {
				put(writer, "guest", number, SIZES.get(number % SIZES.size()));
				writer.delete("/rules/storm/parcels?names=guest").expectSuccess();
			}
			return null;
		});
		for (String node : List.of("c", "d")) {
			Browser reader = browser.at(cluster.node(node));
			users.add(() -> {
				while (!done.get()) {
					long least = acknowledged.get();
					List<Long> numbers = numbers(reader);
					assertThat(numbers.get(0)).as("%s", numbers).isGreaterThanOrEqualTo(least);
					assertThat(numbers.get(1)).as("%s", numbers).isEqualTo(numbers.get(0));
					assertThat(numbers.get(2)).as("%s", numbers).isNotNegative();
				}
				return null;
			});
		}
		inParallel(users);
		put(browser, "left,right", ROUNDS + 1, SIZES.get(0));
		for (SampleNode node : cluster.nodes()) {
			assertThat(numbers(browser.at(node))).containsExactly(ROUNDS + 1L, ROUNDS + 1L, 0L);
		}
		// As many entries as the session refers to, and all of those can be read
		awaitLargeAttributes(2);
		browser.post("/api/invalidate").expectSuccess();
		awaitLargeAttributes(0);
	}

	private static void awaitLargeAttributes(int count) {
		Awaitility.await().untilAsserted(() -> assertThat(cluster.contents().attributes()).isEqualTo(count));
	}

	private static void put(Browser browser, String names, int number, int size) {
		browser.put("/rules/storm/parcels?names=%s&number=%d&size=%d".formatted(names, number, size)).expectSuccess();
	}

	private static List<Long> numbers(Browser browser) {
		return browser.get("/rules/storm/parcels?names=left,right,guest")
			.expectSuccess()
			.json()
			.valueStream()
			.map(JsonNode::longValue)
			.toList();
	}

	private static void inParallel(List<Callable<Void>> users) throws Exception {
		ExecutorService executor = Executors.newFixedThreadPool(users.size());
		try {
			for (Future<Void> user : executor.invokeAll(users, 240, TimeUnit.SECONDS)) {
				user.get();
			}
		}
		finally {
			executor.shutdownNow();
		}
	}

	/**
	 * Changes an attribute that nobody else changes, on one node after the other.
	 *
	 * @param browser who has the session
	 * @param user says which attribute
	 * @param slowest how long the slowest request of all took
	 */
	private record Counter(Browser browser, int user, AtomicLong slowest) implements Callable<Void> {

		static String name(int user) {
			return "number-" + user;
		}

		@Override
		public Void call() {
			List<SampleNode> nodes = cluster.nodes();
			for (int round = 1; round <= ROUNDS; round++) {
				Browser there = this.browser.at(nodes.get((this.user + round) % nodes.size()));
				long start = System.nanoTime();
				Reply reply = there.post("/rules/storm/numbers?name=%s&value=%d".formatted(name(this.user), round));
				this.slowest.accumulateAndGet(System.nanoTime() - start, Math::max);
				assertThat(reply.expectSuccess().body()).isEqualTo(Integer.toString(round - 1));
			}
			return null;
		}

	}

	/**
	 * What the nodes have counted.
	 *
	 * @param changes the changes of sessions
	 * @param conflicts how often one was repeated
	 * @param mostConflicts how often a single one was repeated at most
	 */
	private record Counts(long changes, long conflicts, long mostConflicts) {

		static Counts of(SampleCluster cluster) {
			Counts sum = new Counts(0, 0, 0);
			for (SampleNode node : cluster.nodes()) {
				JsonNode json = new Browser(node.uri()).get("/rules/storm/statistics").expectSuccess().json();
				sum = new Counts(sum.changes + json.path("changes").longValue(),
						sum.conflicts + json.path("conflicts").longValue(),
						Math.max(sum.mostConflicts, json.path("mostConflicts").longValue()));
			}
			return sum;
		}

		Counts since(Counts earlier) {
			return new Counts(this.changes - earlier.changes, this.conflicts - earlier.conflicts, this.mostConflicts);
		}

	}

}
