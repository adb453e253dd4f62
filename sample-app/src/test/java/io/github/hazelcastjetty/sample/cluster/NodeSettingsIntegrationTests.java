package io.github.hazelcastjetty.sample.cluster;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

import io.github.hazelcastjetty.rules.RulesApplication;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/**
 * Nodes that give their sessions other timeouts than the others do, one of which soon
 * drops copies that it does not use.
 */
@OwnCluster
class NodeSettingsIntegrationTests {

	private static final String TIMEOUT = "server.servlet.session.timeout";

	private static final Duration MONTH = Duration.ofDays(30);

	/**
	 * Longer than a copy is kept, and some sweeps.
	 */
	private static final Duration QUIET = Duration.ofSeconds(3);

	private static final Duration LIMIT = Duration.ofSeconds(15);

	private static SampleCluster cluster;

	@BeforeAll
	static void startCluster() {
		cluster = Topology.CLIENT.builder("settings")
			.program(Program.local(RulesApplication.class))
			.node("zero", Map.of(TIMEOUT, "0"))
			.node("negative", Map.of(TIMEOUT, "-1"))
			.node("month", Map.of(TIMEOUT, "30d", "hazelcast.jetty.session.cache.max-idle", "1s"))
			.start();
	}

	@AfterAll
	static void stopCluster() {
		if (cluster != null) {
			cluster.close();
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "zero", "negative" })
	void sessionOfANodeWithoutATimeoutNeverEnds(String node) {
		Browser browser = cluster.browserAt(node);
		browser.post("/api/session").expectSuccess();
		assertThat(useEverywhere(browser)).allMatch((interval) -> interval <= 0);
		Awaitility.await("nobody ends the session")
			.during(QUIET)
			.atMost(LIMIT)
			.until(() -> stored(browser).expiry() == Long.MAX_VALUE
					&& cluster.contents().timeToLive(browser.sessionId()) == Long.MAX_VALUE);
		assertThat(cluster.nodes()).allMatch((other) -> browser.at(other).session().exists());
	}

	@Test
	void longTimeoutOfANodeHoldsEverywhere() {
		Browser browser = cluster.browserAt("month");
		browser.post("/api/session").expectSuccess();
		assertThat(useEverywhere(browser)).containsOnly((int) MONTH.toSeconds());
		assertThat(stored(browser).expiry()).isCloseTo(Instant.now().plus(MONTH).toEpochMilli(), within(20_000L));
	}

	@Test
	void attributesAreToldOnceWhenTheirCopyIsDroppedAndWhenItIsBack() {
		String listener = UUID.randomUUID().toString();
		Browser browser = cluster.browserAt("month");
		browser.post("/rules/life/listeners/listener?value=" + listener).expectSuccess();
		browser.post("/rules/life/travellers/traveller").expectSuccess();
		List<String> expected = new ArrayList<>();
		for (int journey = 1; journey <= 3; journey++) {
			expected.add("month: passivated " + listener);
			Awaitility.await("the copy is dropped, once")
				.during(QUIET)
				.atMost(LIMIT)
				.until(() -> told(browser).equals(expected));
			assertThat(browser.at(cluster.node("zero")).session().attribute("traveller"))
				.isEqualTo(journey + " journeys");
			SessionState back = browser.session();
			assertThat(back.origin()).isEqualTo("LOADED");
			assertThat(back.attribute("traveller")).isEqualTo(journey + " journeys");
			expected.add("month: activated " + listener);
			// By now it may have been dropped again
			assertThat(told(browser)).startsWith(expected.toArray(String[]::new));
		}
	}

	private static List<String> told(Browser browser) {
		return ToldEvents.of(cluster, browser.sessionId())
			.only("activated", "passivated")
			.all()
			.stream()
			.filter((event) -> event.startsWith("month:"))
			.toList();
	}

	/**
	 * Changes the session on each node.
	 * @return its timeout as each node sees it, in seconds
	 */
	private static List<Integer> useEverywhere(Browser browser) {
		return cluster.nodes().stream().map(browser::at).map((onNode) -> {
			onNode.set("changed", UUID.randomUUID().toString());
			JsonNode session = onNode.get("/api/session").expectSuccess().json();
			assertThat(session.path("id").asString()).isEqualTo(browser.sessionId());
			return session.path("maxInactiveInterval").intValue();
		}).toList();
	}

	private static StoredSession stored(Browser browser) {
		return Objects.requireNonNull(cluster.contents().stored(browser.sessionId()));
	}

}
