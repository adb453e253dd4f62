package io.github.hazelcastjetty.sample.cluster;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/**
 * The times of a session, on two nodes. The tests mostly wait, and do that side by side.
 */
@Execution(ExecutionMode.CONCURRENT)
class TimeoutIntegrationTests {

	private static final long GRACE = Duration.ofMinutes(10).toMillis();

	private static final long SECOND = 1_000;

	/**
	 * What Hazelcast says of an entry that lives for ever, or for more than 68 years.
	 */
	private static final long LONGEST_TIME_TO_LIVE = Long.MAX_VALUE;

	@ParameterizedTest
	@EnumSource
	void timeoutSetOnOneNodeHoldsOnBoth(Topology topology) {
		Browser browser = session(topology);
		for (int seconds : List.of(1234, 60, 30, 86_400)) {
			SampleNode setting = topology.cluster().nodes().get((seconds / 10) % 2);
			timeout(browser.at(setting), seconds);
			assertThat(interval(topology, browser)).containsExactly(seconds, seconds);
			assertThat(stored(topology, browser).expiry()).isCloseTo(Instant.now().toEpochMilli() + seconds * SECOND,
					within(20 * SECOND));
		}
	}

	@ParameterizedTest
	@EnumSource
	void longTimeoutsAreKept(Topology topology) {
		Browser browser = session(topology);
		browser.set("large", "green".repeat(2_000));
		// 24.8 days are as many milliseconds as a 32 bit number holds
		for (int seconds : List.of(2_147_484, 30 * 86_400, Integer.MAX_VALUE)) {
			timeout(browser, seconds);
			assertThat(interval(topology, browser)).containsExactly(seconds, seconds);
			assertThat(stored(topology, browser).expiry()).isCloseTo(Instant.now().toEpochMilli() + seconds * SECOND,
					within(20 * SECOND));
			// Each change resets the time to live to that of the map, and nobody waits
			// for it to be put right
			browser.at(topology.cluster().node("b")).set("changed", Integer.toString(seconds));
			awaitTimeToLive(topology, browser, (seconds < Integer.MAX_VALUE)
					? Math.max(seconds, 30 * 86_400) * SECOND + GRACE : LONGEST_TIME_TO_LIVE);
			assertThat(browser.session().attribute("large")).hasSize(10_000);
		}
	}

	@ParameterizedTest
	@EnumSource
	void sessionWithoutATimeoutNeverEnds(Topology topology) {
		for (int seconds : List.of(0, -1, Integer.MIN_VALUE)) {
			Browser browser = session(topology);
			timeout(browser, 5);
			timeout(browser.at(topology.cluster().node("b")), seconds);
			assertThat(interval(topology, browser)).allMatch((interval) -> interval <= 0);
			assertThat(stored(topology, browser).expiry()).isEqualTo(Long.MAX_VALUE);
			awaitTimeToLive(topology, browser, LONGEST_TIME_TO_LIVE);
			if (seconds == 0) {
				assertStays(topology, browser, Duration.ofSeconds(7));
			}
			timeout(browser, 1);
			awaitEnd(topology, browser);
		}
	}

	@ParameterizedTest
	@EnumSource
	void useOnEitherNodeKeepsTheSessionAliveAndNoUseEndsIt(Topology topology) {
		Browser browser = session(topology);
		timeout(browser, 10);
		List<SampleNode> nodes = topology.cluster().nodes();
		int[] round = { 0 };
		Awaitility.await()
			.pollInterval(Duration.ofMillis(700))
			.during(Duration.ofSeconds(16))
			.atMost(Duration.ofSeconds(50))
			.until(() -> browser.at(nodes.get(round[0]++ / 3 % 2)).session().exists());
		awaitEnd(topology, browser);
	}

	@ParameterizedTest
	@EnumSource
	void timeoutCanBecomeLonger(Topology topology) {
		Browser browser = session(topology);
		timeout(browser, 5);
		timeout(browser.at(topology.cluster().node("b")), 600);
		assertStays(topology, browser, Duration.ofSeconds(7));
		assertThat(browser.session().exists()).isTrue();
	}

	@ParameterizedTest
	@EnumSource
	void timeoutCanBecomeShorter(Topology topology) {
		Browser browser = session(topology);
		timeout(browser, 600);
		assertThat(browser.session().exists()).isTrue();
		timeout(browser.at(topology.cluster().node("b")), 1);
		awaitEnd(topology, browser);
	}

	@ParameterizedTest
	@EnumSource
	void timesAreTheSameOnBothNodes(Topology topology) {
		Instant start = now();
		Browser browser = topology.cluster().browserAt("a");
		JsonNode created = browser.post("/api/session").expectSuccess().json();
		assertThat(created.path("isNew").booleanValue()).isTrue();
		assertThat(created.path("lastAccessedTime").longValue()).isEqualTo(created.path("creationTime").longValue());
		assertThat(Instant.ofEpochMilli(created.path("creationTime").longValue())).isBetween(start, now());
		Instant before = start;
		for (String node : List.of("b", "a", "b", "b", "a", "a")) {
			Instant between = now();
			// A change, because use alone is told to the cluster from time to time only
			browser.at(topology.cluster().node(node)).set("changed", node);
			Instant after = now();
			JsonNode seen = browser.at(topology.cluster().node(node.equals("a") ? "b" : "a"))
				.get("/api/session")
				.json();
			assertThat(seen.path("isNew").booleanValue()).isFalse();
			assertThat(seen.path("creationTime")).isEqualTo(created.path("creationTime"));
			assertThat(Instant.ofEpochMilli(seen.path("lastAccessedTime").longValue())).isAfterOrEqualTo(before)
				.isBetween(between, after);
			before = between;
		}
	}

	private static void timeout(Browser browser, int seconds) {
		browser.post("/api/timeout?seconds=" + seconds).expectSuccess();
	}

	/**
	 * A session of which both nodes have a copy, and a browser at node a.
	 */
	private static Browser session(Topology topology) {
		Browser browser = topology.cluster().browserAt("a");
		browser.set("colour", "green");
		assertThat(browser.at(topology.cluster().node("b")).session().exists()).isTrue();
		return browser;
	}

	private static List<Integer> interval(Topology topology, Browser browser) {
		return topology.cluster()
			.nodes()
			.stream()
			.map((node) -> browser.at(node).get("/api/session").json())
			.peek((session) -> assertThat(session.path("id").isString()).isTrue())
			.map((session) -> session.path("maxInactiveInterval").intValue())
			.toList();
	}

	private static StoredSession stored(Topology topology, Browser browser) {
		return Objects.requireNonNull(topology.cluster().contents().stored(browser.sessionId()));
	}

	private static void awaitTimeToLive(Topology topology, Browser browser, long millis) {
		Awaitility.await("time to live")
			.untilAsserted(
					() -> assertThat(topology.cluster().contents().timeToLive(browser.sessionId())).isEqualTo(millis));
	}

	private static void assertStays(Topology topology, Browser browser, Duration time) {
		Awaitility.await("nobody ends the session")
			.during(time)
			.atMost(time.plusSeconds(20))
			.until(() -> topology.cluster().contents().hasSession(browser.sessionId()));
	}

	private static void awaitEnd(Topology topology, Browser browser) {
		Awaitility.await("the session ends")
			.atMost(Duration.ofSeconds(30))
			.until(() -> !topology.cluster().contents().hasSession(browser.sessionId()));
		assertThat(topology.cluster().nodes()).noneMatch((node) -> browser.at(node).session().exists());
	}

	private static Instant now() {
		return Instant.now().truncatedTo(ChronoUnit.MILLIS);
	}

}
