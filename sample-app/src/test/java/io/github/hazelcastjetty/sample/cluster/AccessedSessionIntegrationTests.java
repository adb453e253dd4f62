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
 * A session whose only user is an {@code HttpSession.Accessor} for longer than its
 * timeout.
 */
@Execution(ExecutionMode.CONCURRENT)
class AccessedSessionIntegrationTests {

	private static final int TIMEOUT_SECONDS = 10;

	@ParameterizedTest
	@EnumSource
	void livesOnForEveryNode(Topology topology) {
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

}
