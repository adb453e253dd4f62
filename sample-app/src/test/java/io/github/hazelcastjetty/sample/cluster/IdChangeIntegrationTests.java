package io.github.hazelcastjetty.sample.cluster;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * {@code changeSessionId} on two nodes. What becomes of it if a part of the cluster fails
 * is in NodeLossIntegrationTests.
 */
@ParameterizedClass
@EnumSource
class IdChangeIntegrationTests {

	private static final int ROUNDS = 30;

	private static final int PARALLEL_ROUNDS = 100;

	@Parameter
	Topology topology;

	@Test
	void attributesStayAndTheOldIdIsDeadEverywhereAtOnce() {
		Browser browser = session();
		String large = "green".repeat(2_000);
		browser.set("large", large);
		List<String> ids = new ArrayList<>();
		for (int round = 0; round < ROUNDS; round++) {
			Browser changing = browser.at(nodes().get(round % 2));
			ids.add(0, Objects.requireNonNull(browser.sessionId()));
			changing.set("round", Integer.toString(round));
			String cookie = browser.cookie();
			changing.post("/rules/life/rename").expectSuccess();
			assertThat(browser.sessionId()).isNotEqualTo(ids.get(0));
			for (SampleNode node : nodes()) {
				Browser late = new Browser(node.uri());
				late.forgeCookie(cookie);
				assertThat(late.session().exists()).isFalse();
				assertThat(browser.at(node).session().attributes()).containsOnly(Map.entry("colour", "green"),
						Map.entry("large", large), Map.entry("round", Integer.toString(round)));
			}
			assertThat(contents().sessionIds()).contains(browser.sessionId()).doesNotContain(ids.get(0));
			assertThat(ToldEvents.of(cluster(), browser.sessionId()).only("renamed", "destroyed", "created").all())
				.containsExactly(nodes().get(round % 2).name() + ": renamed " + ids.get(0));
		}
		assertThat(contents().attributes(browser.sessionId())).isOne();
		browser.post("/api/invalidate").expectSuccess();
		Stream<String> all = Stream.concat(ids.stream(), Stream.of(browser.sessionId()));
		assertThat(ToldEvents.of(cluster(), all.toArray(String[]::new)).only("destroyed").all()).hasSize(1);
	}

	@Test
	void requestsUnderWayOnBothNodesNeitherFailNorLoseTheirChanges() {
		for (int round = 0; round < ROUNDS; round++) {
			Browser browser = session();
			// A browser that does not listen to those requests, which still bear the old
			// id
			Browser old = copy(browser);
			HeldRequest onA = HeldRequest.blocking(old, nodes().get(0));
			HeldRequest onB = HeldRequest.blocking(old, nodes().get(1));
			browser.at(nodes().get(round % 2)).post("/rules/life/rename").expectSuccess();
			assertThat(onA.release().status()).isEqualTo(204);
			assertThat(onB.release().status()).isEqualTo(204);
			for (SampleNode node : nodes()) {
				assertThat(browser.at(node).session().attributes()).containsOnly(Map.entry("colour", "green"),
						Map.entry("before-a", onA.value()), Map.entry("after-a", onA.value()),
						Map.entry("before-b", onB.value()), Map.entry("after-b", onB.value()));
			}
		}
	}

	/**
	 * A request that comes with the old id while it is changed finds the session or none,
	 * and if it finds it keeps what it changed.
	 */
	@Test
	void requestsThatComeDuringTheChangeLoseNoChangesAndAreNotRefused() {
		Browser browser = session();
		List<String> wrong = new ArrayList<>();
		for (int round = 0; round < PARALLEL_ROUNDS; round++) {
			Browser old = copy(browser);
			SampleNode changing = nodes().get(round % 2);
			CompletableFuture<Reply> onA = old.at(nodes().get(0)).sendAsync("POST", use("a", round), null);
			CompletableFuture<Reply> onB = old.at(nodes().get(1)).sendAsync("POST", use("b", round), null);
			CompletableFuture<Reply> change = browser.at(changing).sendAsync("POST", "/rules/life/rename", null);
			await(change).expectSuccess();
			Map<String, Reply> replies = Map.of("a", await(onA), "b", await(onB));
			for (SampleNode node : nodes()) {
				SessionState session = browser.at(node).session();
				replies.forEach((name, reply) -> {
					boolean kept = session.attributes().getOrDefault(name, "").equals(reply.header("X-Value"));
					if (!(reply.status() == 204 && kept) && reply.status() != 410) {
						wrong.add(name + " answered " + reply + ", then " + session);
					}
				});
			}
		}
		assertThat(wrong).isEmpty();
	}

	/**
	 * The later one of two takes over the id that the first one has given, unless it has
	 * come so late that it finds no session with the old one.
	 */
	@Test
	void changesOnBothNodesAtOnceGiveBothTheSameIdAndItWorks() {
		int both = 0;
		for (int round = 0; round < ROUNDS; round++) {
			Browser first = session();
			Browser second = copy(first);
			String old = first.sessionId();
			List<CompletableFuture<Reply>> replies = List.of(
					first.at(nodes().get(0)).sendAsync("POST", "/rules/life/rename", null),
					second.at(nodes().get(1)).sendAsync("POST", "/rules/life/rename", null));
			List<Integer> statuses = replies.stream().map(IdChangeIntegrationTests::await).map(Reply::status).toList();
			assertThat(statuses).contains(200).isSubsetOf(200, 410);
			if (statuses.equals(List.of(200, 200))) {
				both++;
				assertThat(first.sessionId()).isEqualTo(second.sessionId());
			}
			String usable = (statuses.get(0) == 200) ? first.sessionId() : second.sessionId();
			assertThat(nodes()).allMatch((node) -> isUsable(node, Objects.requireNonNull(usable)));
			assertThat(nodes()).noneMatch((node) -> isUsable(node, Objects.requireNonNull(old)));
			assertThat(contents().sessionIds()).contains(usable).doesNotContain(old);
		}
		assertThat(both).as("rounds in which both requests had come with the old id").isPositive();
	}

	private static boolean isUsable(SampleNode node, String id) {
		Browser browser = new Browser(node.uri());
		browser.forgeCookie(id);
		return "green".equals(browser.session().attribute("colour"));
	}

	private static String use(String name, int round) {
		return "/rules/life/use?name=" + name + "&value=" + round;
	}

	private static Reply await(CompletableFuture<Reply> reply) {
		return reply.orTimeout(40, TimeUnit.SECONDS).join();
	}

	/**
	 * A session of which both nodes have a copy, and a browser at node a.
	 */
	private Browser session() {
		Browser browser = cluster().browserAt("a");
		browser.set("colour", "green");
		assertThat(browser.at(nodes().get(1)).session().attribute("colour")).isEqualTo("green");
		return browser;
	}

	/**
	 * Another browser with the same cookie as of now.
	 */
	private Browser copy(Browser browser) {
		Browser copy = cluster().browserAt("a");
		copy.forgeCookie(browser.cookie());
		return copy;
	}

	private List<SampleNode> nodes() {
		return cluster().nodes();
	}

	private ClusterContents contents() {
		return cluster().contents();
	}

	private SampleCluster cluster() {
		return this.topology.cluster();
	}

}
