package io.github.hazelcastjetty.sample.cluster;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Two nodes, one of which dies without warning ({@code kill -9}).
 */
class CrashIntegrationTests {

	private static final int CUSTOMERS = 4;

	private static final int PROGRESS = 100;

	private static SampleCluster cluster;

	@BeforeAll
	static void startCluster() {
		cluster = SampleCluster.builder("crash")
			.nodes("a", "b")
			.property("hazelcast.jetty.session.backup-count", "1")
			.property("hazelcast.jetty.session.clean-up-period", "1s")
			.property("hazelcast.jetty.session.operation-timeout", "10s")
			.start();
	}

	@AfterAll
	static void stopCluster() {
		if (cluster != null) {
			cluster.close();
		}
	}

	@BeforeEach
	void startNodesThatATestHasKilled() {
		cluster.startMissing();
	}

	/**
	 * A request that is under way in the dying node may fail, because nobody can know
	 * whether it was served. What was acknowledged must be there.
	 */
	@ParameterizedTest(name = "{0} dies")
	@ValueSource(strings = { "a", "b" })
	void nothingAcknowledgedIsLostWhenANodeDiesUnderWrites(String name) {
		SampleNode dying = cluster.node(name);
		try (Customers customers = Customers.start(cluster, CUSTOMERS)) {
			customers.awaitProgress(PROGRESS);
			dying.kill();
			customers.awaitProgress(PROGRESS);
			customers.stop();
			cluster.nodesBut(dying).forEach(customers::checkAt);
			assertThat(customers.losses()).isEmpty();
			assertThat(customers.failures()).hasSizeLessThanOrEqualTo(CUSTOMERS);
		}
	}

	@Test
	void sessionThatOnlyTheDeadNodeServedIsOnTheSurvivor() {
		SampleNode dying = cluster.node("b");
		Browser browser = cluster.browserAt("b");
		browser.set("small", "green");
		browser.set("large", "green".repeat(2_000));
		browser.post("/api/cart/tea?quantity=1").expectSuccess();
		browser.post("/api/cart/tea/in-place?quantity=7").expectSuccess();
		dying.kill();
		Browser survivor = browser.at(cluster.node("a"));
		assertThat(survivor.get("/api/attributes/small").body()).isEqualTo("green");
		assertThat(survivor.get("/api/attributes/large").body()).isEqualTo("green".repeat(2_000));
		assertThat(survivor.get("/api/cart").body()).isEqualTo("{\"tea\":7}");
	}

	@Test
	void sessionOfADeadNodeExpiresOnTimeAndOnce() {
		String note = UUID.randomUUID().toString();
		Duration timeout = Duration.ofSeconds(10);
		// How often sessions are collected, and room for a busy machine
		Duration tolerance = Duration.ofSeconds(1).plusSeconds(14);
		Browser browser = cluster.browserAt("b");
		browser.set("note", note);
		browser.post("/api/counter").expectSuccess();
		Instant before = Instant.now();
		browser.post("/api/timeout?seconds=" + timeout.toSeconds()).expectSuccess();
		Instant lastUse = Instant.now();
		cluster.node("b").kill();
		assertThat(cluster.contents().hasSession(browser.sessionId())).isTrue();
		List<DestroyedSession> destroyed = cluster.awaitDestroyedOnce(note, 1, timeout.plus(tolerance).plusSeconds(10));
		assertThat(destroyed.get(0).node()).isEqualTo("a");
		assertThat(destroyed.get(0).attributes()).isEqualTo(2);
		assertThat(destroyed.get(0).time()).isBetween(before.plus(timeout).minusMillis(1),
				lastUse.plus(timeout).plus(tolerance));
		assertThat(browser.at(cluster.node("a")).session().exists()).isFalse();
		assertThat(cluster.contents().hasSession(browser.sessionId())).isFalse();
	}

}
