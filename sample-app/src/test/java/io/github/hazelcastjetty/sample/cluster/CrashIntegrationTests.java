package io.github.hazelcastjetty.sample.cluster;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.github.hazelcastjetty.rules.RulesApplication;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Two nodes, one of which dies without warning ({@code kill -9}).
 */
@OwnCluster
class CrashIntegrationTests {

	private static final int CUSTOMERS = 4;

	private static final int PROGRESS = 100;

	private static SampleCluster cluster;

	@BeforeAll
	static void startCluster() {
		cluster = SampleCluster.builder("crash")
			.program(Program.of(RulesApplication.class))
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
	 * whether it was served. What was acknowledged must be there, of sessions in use and
	 * of one that only the dead node served.
	 */
	@ParameterizedTest(name = "{0} dies")
	@ValueSource(strings = { "a", "b" })
	void nothingAcknowledgedIsLostWhenANodeDiesUnderWrites(String name) {
		SampleNode dying = cluster.node(name);
		SampleNode survivor = cluster.nodesBut(dying).get(0);
		Browser known = cluster.browserAt(name);
		known.set("small", "green");
		known.set("large", "green".repeat(2_000));
		known.post("/api/cart/tea?quantity=1").expectSuccess();
		known.post("/api/cart/tea/in-place?quantity=7").expectSuccess();
		try (Customers customers = Customers.start(cluster, CUSTOMERS)) {
			customers.awaitProgress(PROGRESS);
			Idler idler = Idler.at(name);
			dying.kill();
			assertThat(known.at(survivor).get("/api/attributes/small").body()).isEqualTo("green");
			assertThat(known.at(survivor).get("/api/attributes/large").body()).isEqualTo("green".repeat(2_000));
			assertThat(known.at(survivor).get("/api/cart").body()).isEqualTo("{\"tea\":7}");
			customers.awaitProgress(PROGRESS);
			customers.stop();
			customers.checkAt(survivor);
			assertThat(customers.losses()).isEmpty();
			assertThat(customers.failures()).hasSizeLessThanOrEqualTo(CUSTOMERS);
			idler.assertExpiresOnTimeAndOnceAt(survivor);
		}
	}

	/**
	 * A session that nobody uses any more.
	 *
	 * @param browser who had it
	 * @param note what is in it
	 * @param before a moment before its last use
	 * @param after a moment after its last use
	 */
	private record Idler(Browser browser, String note, Instant before, Instant after) {

		private static final Duration TIMEOUT = Duration.ofSeconds(10);

		// How often sessions are collected, and room for a busy machine
		private static final Duration TOLERANCE = Duration.ofSeconds(1).plusSeconds(14);

		static Idler at(String node) {
			String note = UUID.randomUUID().toString();
			Browser browser = cluster.browserAt(node);
			browser.set("note", note);
			browser.post("/api/counter").expectSuccess();
			Instant before = Instant.now();
			browser.post("/api/timeout?seconds=" + TIMEOUT.toSeconds()).expectSuccess();
			return new Idler(browser, note, before, Instant.now());
		}

		void assertExpiresOnTimeAndOnceAt(SampleNode node) {
			List<DestroyedSession> destroyed = cluster.awaitDestroyedOnce(this.note, 1,
					TIMEOUT.plus(TOLERANCE).plusSeconds(10));
			assertThat(destroyed.get(0).node()).isEqualTo(node.name());
			assertThat(destroyed.get(0).attributes()).isEqualTo(2);
			assertThat(destroyed.get(0).time()).isBetween(this.before.plus(TIMEOUT).minusMillis(1),
					this.after.plus(TIMEOUT).plus(TOLERANCE));
			assertThat(this.browser.at(node).session().exists()).isFalse();
			assertThat(cluster.contents().hasSession(this.browser.sessionId())).isFalse();
		}

	}

}
