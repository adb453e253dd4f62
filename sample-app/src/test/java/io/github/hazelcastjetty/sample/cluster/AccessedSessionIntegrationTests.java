package io.github.hazelcastjetty.sample.cluster;

import java.time.Duration;
import java.util.UUID;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Sessions that only something else than a usual request uses for longer than their
 * timeout.
 */
@Execution(ExecutionMode.CONCURRENT)
class AccessedSessionIntegrationTests {

	private static final int TIMEOUT_SECONDS = 10;

	private static final Duration LIMIT = Duration.ofSeconds(60);

	@ParameterizedTest
	@EnumSource
	void accessorKeepsASessionAliveForEveryNode(Topology topology) {
		SampleCluster cluster = topology.cluster();
		String access = "/rules/requests/accessor/";
		String key = UUID.randomUUID().toString();
		Browser browser = cluster.browserAt("a");
		browser.post(access + "keep?key=" + key).expectSuccess();
		browser.post("/api/timeout?seconds=" + TIMEOUT_SECONDS).expectSuccess();
		Browser nobody = cluster.browserAt("a");
		Awaitility.await()
			.during(Duration.ofSeconds(TIMEOUT_SECONDS + 2))
			.atMost(Duration.ofSeconds(40))
			.pollDelay(Duration.ZERO)
			.pollInterval(Duration.ofMillis(200))
			.failFast("the session has expired", () -> !cluster.contents().hasSession(browser.sessionId()))
			.until(() -> nobody.post(access + "read?key=" + key + "&name=list").body().equals("[kept]"));
		nobody.post(access + "set?key=" + key + "&name=late&value=change").expectSuccess();
		assertThat(browser.at(cluster.node("b")).session().attribute("late")).isEqualTo("change");
	}

	/**
	 * There is nothing at the path that the client asks for again and again, but the
	 * server looks for the session all the same.
	 */
	@ParameterizedTest
	@EnumSource
	void passiveRequestsKeepNoSessionAlive(Topology topology) {
		SampleCluster cluster = topology.cluster();
		String note = "polled-" + UUID.randomUUID();
		Browser browser = cluster.browserAt("a");
		browser.set("note", note);
		browser.post("/api/timeout?seconds=" + TIMEOUT_SECONDS).expectSuccess();
		Browser polling = browser.at(cluster.node("b"));
		Awaitility.await()
			.atMost(LIMIT)
			.pollInterval(Duration.ofMillis(200))
			.until(() -> polling.get("/polled").status() == 404 && !cluster.contents().hasSession(browser.sessionId()));
		cluster.awaitDestroyedOnce(note, 1, LIMIT);
	}

}
