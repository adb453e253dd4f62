package io.github.hazelcastjetty.sample.cluster;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The end of sessions on two nodes that both sweep. The tests mostly wait, and do that
 * side by side.
 */
@Execution(ExecutionMode.CONCURRENT)
class ExpiryIntegrationTests {

	private static final int MANY = 120;

	private static final int RACES = 40;

	/**
	 * The period of the sweeps, and what is promised on top of it.
	 */
	private static final Duration LATENESS = Duration.ofSeconds(1).plusSeconds(14);

	private static final String[] END = { "destroyed", "testament" };

	private static final Duration SHORT_TIMEOUT = Duration.ofSeconds(6);

	@ParameterizedTest
	@EnumSource
	void invalidatedSessionIsDestroyedOnceAndNothingIsLeft(Topology topology) {
		SampleCluster cluster = topology.cluster();
		for (int round = 0; round < 10; round++) {
			SampleNode ending = cluster.nodes().get(round % 2);
			Browser browser = session(topology, note());
			browser.at(ending).post("/api/invalidate").expectSuccess();
			assertThat(ToldEvents.of(cluster, browser.sessionId()).only(END).all()).containsExactlyInAnyOrder(
					ending.name() + ": destroyed", ending.name() + ": testament Bean[1[]] in place");
			assertNothingIsLeft(cluster, List.of(id(browser)));
		}
	}

	/**
	 * Also the cases D1 and D2 of the Hazelcast Jetty Session Manager for Jetty 7 to 9.
	 */
	@ParameterizedTest
	@EnumSource
	void unusedSessionIsDestroyedOnceInTimeAndNothingIsLeft(Topology topology) {
		SampleCluster cluster = topology.cluster();
		String note = note();
		Browser browser = session(topology, note);
		browser.post("/rules/life/listeners/small-one?value=1").expectSuccess();
		browser.post("/rules/life/listeners/large-one?value=2&ballast=5000").expectSuccess();
		Instant before = Instant.now();
		timeout(browser, 2);
		Instant lastUse = Instant.now();
		List<DestroyedSession> destroyed = cluster.awaitDestroyedOnce(note, 1, Duration.ofSeconds(30));
		assertThat(destroyed.get(0).time()).isBetween(before.plusSeconds(2).minusMillis(1),
				lastUse.plusSeconds(2).plus(LATENESS));
		assertThat(destroyed.get(0).attributes()).isEqualTo(5);
		assertThat(
				ToldEvents.of(cluster, browser.sessionId()).only("destroyed", "testament", "unbound", "removed").all())
			.containsExactlyInAnyOrderElementsOf(Stream
				.of("destroyed", "testament Bean[1[]] in place", "unbound 1", "unbound 2", "removed note",
						"removed large", "removed BEAN", "removed small-one", "removed large-one")
				.map((told) -> destroyed.get(0).node() + ": " + told)
				.toList());
		assertNothingIsLeft(cluster, List.of(id(browser)));
		assertThat(cluster.nodes()).noneMatch((node) -> browser.at(node).session().exists());
	}

	@ParameterizedTest
	@EnumSource
	void manySessionsThatExpireAtTheSameMomentAreDestroyedOnceEach(Topology topology) {
		SampleCluster cluster = topology.cluster();
		String note = note();
		List<Browser> browsers = IntStream.range(0, MANY)
			.mapToObj((i) -> cluster.browserAt((i % 2 == 0) ? "a" : "b"))
			.toList();
		all(browsers, (browser) -> browser.sendAsync("PUT", "/api/attributes/note", note));
		all(browsers, (browser) -> browser.sendAsync("POST", "/api/counter", null));
		all(browsers, (browser) -> browser.sendAsync("POST", "/api/timeout?seconds=3", null));
		Instant lastUse = Instant.now();
		List<DestroyedSession> destroyed = cluster.awaitDestroyedOnce(note, MANY, Duration.ofSeconds(40));
		assertThat(destroyed).allSatisfy((session) -> {
			assertThat(session.attributes()).isEqualTo(2);
			assertThat(session.time()).isBefore(lastUse.plusSeconds(3).plus(LATENESS));
		});
		assertNothingIsLeft(cluster, browsers.stream().map(ExpiryIntegrationTests::id).toList());
	}

	@ParameterizedTest
	@EnumSource
	void sessionUsedAtTheMomentOfItsTimeoutLivesOnEverywhereOrNowhere(Topology topology) {
		SampleCluster cluster = topology.cluster();
		String note = note();
		List<CompletableFuture<String>> races = new ArrayList<>();
		for (int i = 0; i < RACES; i++) {
			Browser browser = cluster.browserAt("a");
			browser.set("note", note);
			timeout(browser, 2);
			// From a little before to a little after the moment, on this node or that
			Instant moment = Instant.now().plusSeconds(2).plusMillis(10L * (i - RACES / 2));
			SampleNode node = cluster.nodes().get(i % 2);
			races.add(CompletableFuture.supplyAsync(() -> useAndCompare(cluster, browser, node), at(moment)));
		}
		List<String> outcomes = races.stream().map((race) -> race.orTimeout(60, TimeUnit.SECONDS).join()).toList();
		assertThat(outcomes).isSubsetOf("alive", "gone");
		assertThat(cluster.awaitDestroyedOnce(note, RACES, Duration.ofSeconds(30)))
			.allMatch((session) -> session.attributes() >= 1);
	}

	@ParameterizedTest
	@EnumSource
	void sessionOfALongRequestIsNotExpiredByTheOtherNode(Topology topology) {
		SampleCluster cluster = topology.cluster();
		SampleNode a = cluster.node("a");
		String note = note();
		List<Browser> browsers = List.of(session(topology, note), session(topology, note));
		browsers.forEach((browser) -> timeout(browser, (int) SHORT_TIMEOUT.toSeconds()));
		List<HeldRequest> requests = List.of(HeldRequest.blocking(browsers.get(0), a),
				HeldRequest.asynchronous(browsers.get(1), a));
		Awaitility.await("nobody ends the sessions, which would end soon")
			.during(SHORT_TIMEOUT.multipliedBy(2).plusSeconds(1))
			.atMost(SHORT_TIMEOUT.multipliedBy(2).plusSeconds(13))
			.until(() -> browsers.stream().allMatch((browser) -> isInUseForAShortTime(cluster, browser)));
		for (int i = 0; i < 2; i++) {
			assertThat(requests.get(i).release().status()).isEqualTo(204);
			assertThat(browsers.get(i).at(cluster.node("b")).session().attribute("after-a"))
				.isEqualTo(requests.get(i).value());
		}
		cluster.awaitDestroyedOnce(note, 2, Duration.ofSeconds(30));
	}

	/**
	 * Whether a session is in the cluster, and any node would end it if it were not used
	 * for its timeout.
	 */
	private static boolean isInUseForAShortTime(SampleCluster cluster, Browser browser) {
		StoredSession stored = cluster.contents().stored(browser.sessionId());
		return stored != null && stored.claim() == null
				&& stored.expiry() <= Instant.now().plus(SHORT_TIMEOUT).plusSeconds(1).toEpochMilli();
	}

	/**
	 * A session with a bean of the application and a large attribute, of which both nodes
	 * have a copy, and a browser at node a.
	 */
	private static Browser session(Topology topology, String note) {
		Browser browser = topology.cluster().browserAt("a");
		browser.set("note", note);
		browser.set("large", "green".repeat(2_000));
		browser.post("/rules/life/bean").expectSuccess();
		browser.at(topology.cluster().node("b")).post("/rules/life/things/BEAN/change?value=1").expectSuccess();
		assertThat(browser.session().attributes()).containsOnlyKeys("note", "large", "BEAN");
		return browser;
	}

	/**
	 * Uses a session, and says what became of it, which has to be the same everywhere. If
	 * looking takes longer than the timeout, it may have ended since it was used.
	 */
	private static String useAndCompare(SampleCluster cluster, Browser browser, SampleNode node) {
		Instant used = Instant.now();
		Reply reply = browser.at(node).post("/rules/life/use?name=used&value=" + node.name());
		List<String> seen = new ArrayList<>();
		for (SampleNode other : cluster.nodes()) {
			Instant asked = Instant.now();
			SessionState session = browser.at(other).session();
			if (session.exists()) {
				seen.add(Objects.requireNonNullElse(session.attribute("used"), "unused"));
				used = asked;
			}
			else {
				seen.add(Instant.now().isBefore(used.plusSeconds(2)) ? "gone" : "expired");
			}
		}
		boolean stored = cluster.contents().hasSession(browser.sessionId());
		boolean storedOrExpired = stored || !Instant.now().isBefore(used.plusSeconds(2));
		if (reply.status() == 204 && storedOrExpired && seen.stream().allMatch(node.name()::equals)) {
			return "alive";
		}
		if (reply.status() == 410 && List.of("gone", "expired").containsAll(seen)) {
			return "gone";
		}
		if (reply.status() == 204 && seen.get(seen.size() - 1).equals("expired")
				&& List.of(node.name(), "expired").containsAll(seen)) {
			return "gone";
		}
		return node.name() + " answered " + reply.status() + ", then " + seen + ", stored: " + stored;
	}

	private static void assertNothingIsLeft(SampleCluster cluster, List<String> ids) {
		// Nobody waits for what is removed besides the session
		Awaitility.await("nothing is left in the cluster and in the nodes")
			.untilAsserted(() -> assertThat(remains(cluster, ids)).isEmpty());
	}

	private static List<String> remains(SampleCluster cluster, List<String> ids) {
		List<String> remains = new ArrayList<>();
		for (SampleNode node : cluster.nodes()) {
			String copies = new Browser(node.uri()).post("/rules/life/copies", String.join(",", ids)).body();
			if (!copies.equals("0")) {
				remains.add(copies + " copies on " + node.name());
			}
		}
		for (String id : ids) {
			if (cluster.contents().hasSession(id) || cluster.contents().attributes(id) > 0) {
				remains.add(id);
			}
		}
		return remains;
	}

	private static void all(List<Browser> browsers, Function<Browser, CompletableFuture<Reply>> action) {
		List<CompletableFuture<Reply>> replies = browsers.stream().map(action).toList();
		replies.forEach((reply) -> reply.orTimeout(60, TimeUnit.SECONDS).join().expectSuccess());
	}

	private static Executor at(Instant moment) {
		return CompletableFuture.delayedExecutor(Duration.between(Instant.now(), moment).toMillis(),
				TimeUnit.MILLISECONDS);
	}

	private static void timeout(Browser browser, int seconds) {
		browser.post("/api/timeout?seconds=" + seconds).expectSuccess();
	}

	private static String id(Browser browser) {
		return Objects.requireNonNull(browser.sessionId());
	}

	private static String note() {
		return UUID.randomUUID().toString();
	}

}
