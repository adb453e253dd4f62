package io.github.hazelcastjetty.sample.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import io.github.hazelcastjetty.rules.RulesApplication;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A real load balancer in front of two nodes, with the very text of
 * {@code docs/load-balancers.md}.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class AbstractBalancerIntegrationTests {

	private static final int REQUESTS = 20;

	/**
	 * HAProxy closes the connection, if it was used before, where others answer 502.
	 */
	private static final int NO_ANSWER = 0;

	private static final Duration LIMIT = Duration.ofSeconds(60);

	private static final List<String> NODES = List.of("node1", "node2");

	private final Map<BalancerRecipe, BalancerProcess> balancers = new EnumMap<>(BalancerRecipe.class);

	private final List<AutoCloseable> ofOneTest = new ArrayList<>();

	private SampleCluster cluster;

	/**
	 * The name of the program, which is also how its recipes are labelled.
	 */
	abstract String program();

	/**
	 * The whole configuration.
	 * @param recipe the recipe
	 * @param snippet gives the snippet of a recipe, with real addresses
	 */
	abstract String configuration(BalancerRecipe recipe, Map<BalancerRecipe, String> snippet);

	abstract List<String> command(Path binary, Path file);

	@BeforeAll
	void start() throws Exception {
		Assumptions.assumeTrue(BalancerProcess.find(program()) != null,
				() -> program() + " is not installed, so its recipes in docs/load-balancers.md are not tested");
		SampleClusterBuilder builder = SampleCluster.builder(program())
			.program(Program.of(RulesApplication.class))
			.property("hazelcast.jetty.session.operation-timeout", "10s");
		// They do not trust their copies: behind a balancer that is not sticky that would
		// be a mistake
		NODES.forEach((node) -> builder.node(node, Map.of("hazelcast.jetty.session.worker-name", node)));
		this.cluster = builder.start();
		for (BalancerRecipe recipe : BalancerRecipe.values()) {
			this.balancers.put(recipe, start(recipe, port("node1"), port("node2")));
		}
	}

	@AfterAll
	void stop() {
		this.balancers.values().forEach(BalancerProcess::close);
		if (this.cluster != null) {
			this.cluster.close();
		}
	}

	@BeforeEach
	void bothNodesServe() {
		this.cluster.startMissing();
		for (BalancerProcess balancer : this.balancers.values()) {
			Set<String> seen = new HashSet<>();
			Awaitility.await("both nodes are used").atMost(LIMIT).pollInterval(Duration.ofMillis(50)).until(() -> {
				seen.add(new Browser(balancer.uri()).get("/api/none").node());
				return seen.containsAll(NODES);
			});
		}
	}

	@AfterEach
	void stopWhatATestHasStarted() throws Exception {
		for (AutoCloseable closeable : this.ofOneTest) {
			closeable.close();
		}
		this.ofOneTest.clear();
	}

	@Test
	void requestsOfASessionGoToAnyNodeAndCountOn() {
		Browser browser = browser(BalancerRecipe.NON_STICKY);
		Set<String> nodes = new HashSet<>();
		for (int request = 1; request <= REQUESTS; request++) {
			Reply reply = browser.post("/api/counter").expectSuccess();
			assertThat(reply.body()).isEqualTo(Integer.toString(request));
			nodes.add(reply.node());
		}
		assertThat(nodes).containsExactlyInAnyOrderElementsOf(NODES);
	}

	@Test
	void workerNameKeepsASessionOnItsNodeFromTheFirstRequestOn() {
		Set<String> used = new HashSet<>();
		for (int user = 0; user < 6; user++) {
			Browser browser = browser(BalancerRecipe.STICKY);
			String node = browser.post("/api/counter").expectSuccess().node();
			assertThat(nodes(browser)).containsExactly(node);
			browser.post("/api/change-id").expectSuccess();
			assertThat(nodes(browser)).containsExactly(node);
			used.add(node);
		}
		assertThat(used).containsExactlyInAnyOrderElementsOf(NODES);
	}

	@Test
	void firstCharactersKeepASessionOnANodeThroughAChangeOfItsId() {
		Set<String> used = new HashSet<>();
		for (int user = 0; user < 16; user++) {
			Browser browser = browser(BalancerRecipe.HASH);
			browser.post("/api/counter").expectSuccess();
			String node = browser.post("/api/counter").expectSuccess().node();
			String id = browser.sessionId();
			browser.post("/api/change-id").expectSuccess();
			assertThat(browser.sessionId()).isNotEqualTo(id);
			assertThat(nodes(browser)).containsExactly(node);
			used.add(node);
		}
		assertThat(used).containsExactlyInAnyOrderElementsOf(NODES);
	}

	@Test
	void deathOfANodeIsNotSeenByThoseWhoReadAndRepeatsNoPost() throws Exception {
		ExecutorService users = Executors.newCachedThreadPool();
		try {
			List<BalancedUser> all = new ArrayList<>();
			List<Future<?>> ends = new ArrayList<>();
			for (BalancerRecipe recipe : BalancerRecipe.values()) {
				for (int user = 0; user < 2; user++) {
					all.add(new BalancedUser(recipe, browserAt("node1", recipe)));
				}
			}
			all.forEach((user) -> ends.add(users.submit(user)));
			Awaitility.await("all are busy")
				.atMost(LIMIT)
				.until(() -> all.stream().allMatch((user) -> user.rounds() > 3));
			this.cluster.node("node1").kill();
			Map<BalancedUser, Integer> rounds = new HashMap<>();
			all.forEach((user) -> rounds.put(user, user.rounds()));
			Awaitility.await("all have gone on")
				.atMost(LIMIT)
				.until(() -> all.stream().allMatch((user) -> user.rounds() > rounds.get(user) + REQUESTS));
			all.forEach(BalancedUser::stop);
			for (Future<?> end : ends) {
				end.get(LIMIT.toSeconds(), TimeUnit.SECONDS);
			}
			assertThat(all).allSatisfy(BalancedUser::assertThatNothingWasLostOrRepeated);
		}
		finally {
			users.shutdownNow();
		}
	}

	@ParameterizedTest
	@EnumSource
	void whatItsNodeDidNotAnswerIsRepeatedOnlyIfItReads(BalancerRecipe recipe) throws IOException {
		UselessNode dying = closeLater(UselessNode.thatDies());
		BalancerProcess balancer = closeLater(start(recipe, dying.port(), port("node2")));
		for (int request = 0; request < REQUESTS; request++) {
			assertThat(new Browser(balancer.uri()).get("/api/none").status()).isEqualTo(200);
		}
		assertThat(dying.count("GET")).isPositive();
		long refused = statuses(balancer, "POST").stream()
			.filter((status) -> status == 502 || status == NO_ANSWER)
			.count();
		assertThat(refused).isPositive().isEqualTo(dying.count("POST"));
	}

	@ParameterizedTest
	@EnumSource
	void refusalOfANodeIsRepeatedOnlyIfItReads(BalancerRecipe recipe) throws IOException {
		UselessNode refusing = closeLater(UselessNode.thatRefuses());
		BalancerProcess balancer = closeLater(start(recipe, refusing.port(), port("node2")));
		assertThat(statuses(balancer, "GET")).containsOnly(200);
		assertThat(refusing.count("GET")).isPositive();
		long refused = statuses(balancer, "POST").stream().filter((status) -> status == 503).count();
		assertThat(refused).isPositive().isEqualTo(refusing.count("POST"));
	}

	@ParameterizedTest
	@EnumSource
	void refusalOfAllNodesIsHandedOver(BalancerRecipe recipe) throws IOException {
		UselessNode one = closeLater(UselessNode.thatRefuses());
		UselessNode other = closeLater(UselessNode.thatRefuses());
		BalancerProcess balancer = closeLater(start(recipe, one.port(), other.port()));
		for (int request = 0; request < REQUESTS; request++) {
			Reply reply = new Browser(balancer.uri()).get("/api/none");
			assertThat(reply.status()).isEqualTo(503);
			assertThat(reply.header("Retry-After")).isEqualTo("1");
		}
	}

	private List<Integer> statuses(BalancerProcess balancer, String method) {
		return IntStream.range(0, REQUESTS)
			.mapToObj((request) -> new Browser(balancer.uri()))
			.map((browser) -> status(browser, method))
			.toList();
	}

	private static int status(Browser browser, String method) {
		try {
			return (method.equals("GET") ? browser.get("/api/none") : browser.post("/api/counter")).status();
		}
		catch (UncheckedIOException ex) {
			return NO_ANSWER;
		}
	}

	/**
	 * The nodes that serve the requests of a session from now on.
	 */
	private static Set<String> nodes(Browser browser) {
		Set<String> nodes = new HashSet<>();
		for (int request = 0; request < REQUESTS / 2; request++) {
			nodes.add(browser.post("/api/counter").expectSuccess().node());
		}
		return nodes;
	}

	private Browser browser(BalancerRecipe recipe) {
		return new Browser(this.balancers.get(recipe).uri());
	}

	/**
	 * A browser whose session is on a node, if the recipe keeps it on one.
	 */
	private Browser browserAt(String node, BalancerRecipe recipe) {
		for (int attempt = 0; attempt < 100; attempt++) {
			Browser browser = browser(recipe);
			browser.post("/api/counter").expectSuccess();
			String present = browser.get("/api/session").expectSuccess().node();
			if (recipe == BalancerRecipe.NON_STICKY || present.equals(node)) {
				return browser;
			}
		}
		throw new AssertionError("No session of " + recipe + " is on " + node);
	}

	private int port(String node) {
		return this.cluster.node(node).uri().getPort();
	}

	private <T extends AutoCloseable> T closeLater(T closeable) {
		this.ofOneTest.add(0, closeable);
		return closeable;
	}

	private BalancerProcess start(BalancerRecipe recipe, int first, int second) throws IOException {
		int port = FreePorts.inARow(1).get(0);
		Path all = Files.createDirectories(Program.buildDirectory().resolve("balancers"));
		Path own = Files.createTempDirectory(all, program());
		Path file = own.resolve("balancer.conf");
		Files.writeString(file, configuration(recipe, BalancerRecipe.snippets(program(), port, first, second)));
		return BalancerProcess.start(command(BalancerProcess.find(program()), file), own, port);
	}

}
