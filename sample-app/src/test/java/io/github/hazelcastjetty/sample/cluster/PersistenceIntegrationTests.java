package io.github.hazelcastjetty.sample.cluster;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import io.github.hazelcastjetty.rules.RulesApplication;
import io.github.hazelcastjetty.sample.cluster.Browser.Request;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Sessions that are kept in a database, and a cluster that dies as a whole.
 */
@OwnCluster
class PersistenceIntegrationTests {

	private static final String SESSIONS = "jetty-sessions-sample-app";

	private static final String ATTRIBUTES = SESSIONS + "-attributes";

	private static final String LARGE = "large".repeat(2_000);

	private static final Duration SHORT = Duration.ofSeconds(5);

	private static final int MONTH = (int) Duration.ofDays(30).toSeconds();

	@TempDir
	private Path directory;

	@ParameterizedTest
	@EnumSource
	void sessionsOutliveTheWholeCluster(SessionDatabase.Kind kind) {
		try (SessionDatabase database = new SessionDatabase(kind, this.directory);
				SampleCluster cluster = SampleCluster.builder("persistence")
					.program(Program.of(RulesApplication.class))
					.property("rules.grid.database", database.url())
					.property("hazelcast.jetty.session.persistence", "jdbc")
					.property("hazelcast.jetty.session.jdbc.initialize-schema", "always")
					.property("hazelcast.jetty.session.clean-up-period", "1s")
					.nodes("a", "b")
					.start()) {
			Browser shopper = shopper(cluster);
			String renamedFrom = shopper.sessionId();
			shopper.post("/api/change-id").expectSuccess();
			Browser patient = shopper(cluster);
			patient.post("/api/timeout?seconds=" + MONTH).expectSuccess();
			Browser leaver = shopper(cluster);
			leaver.post("/api/invalidate").expectSuccess();
			awaitDatabase(database, cluster, shopper, patient);
			long shoppersExpiry = cluster.contents().expiry(shopper.sessionId());

			// It times out while nobody is there to notice
			String note = UUID.randomUUID().toString();
			Browser idler = shopper(cluster);
			idler.set("note", note);
			Instant lastUse = Instant.now();
			idler.post("/api/timeout?seconds=" + SHORT.toSeconds()).expectSuccess();
			cluster.contents().close();
			cluster.nodes().forEach(SampleNode::kill);
			Awaitility.await().atMost(Duration.ofSeconds(15)).until(() -> Instant.now().isAfter(lastUse.plus(SHORT)));
			cluster.startMissing();

			List<DestroyedSession> destroyed = cluster.awaitDestroyedOnce(note, 1, Duration.ofSeconds(15));
			assertThat(destroyed.get(0).attributes()).as("readable, the large one too").isEqualTo(3);
			assertThat(idler.session().exists()).isFalse();
			assertThat(leaver.session().exists()).isFalse();
			assertThat(cluster.contents().expiry(shopper.sessionId())).as("the timeout goes on")
				.isEqualTo(shoppersExpiry);
			assertThat(cluster.contents().sessions()).isEqualTo(2);
			assertTimesToLive(cluster, shopper, patient);
			for (SampleNode node : cluster.nodes()) {
				assertIntact(shopper.at(node));
				assertIntact(patient.at(node));
				Browser fixated = new Browser(node.uri());
				fixated.forgeCookie(renamedFrom);
				assertThat(fixated.session().exists()).isFalse();
			}
			assertThat(database.entries(SESSIONS)).containsOnlyKeys(shopper.sessionName(), patient.sessionName());
			assertOutage(database, shopper);
		}
	}

	private static Browser shopper(SampleCluster cluster) {
		Browser browser = cluster.browserAt("a");
		browser.set("small", "green");
		browser.at(cluster.node("b")).set("large", LARGE);
		return browser;
	}

	private static void assertIntact(Browser browser) {
		assertThat(browser.session().attributes()).containsEntry("small", "green").containsEntry("large", LARGE);
	}

	/**
	 * What is committed is in the database already; the longer time to live follows in
	 * the background, and so does the removal of what nobody needs.
	 */
	private static void awaitDatabase(SessionDatabase database, SampleCluster cluster, Browser shopper,
			Browser patient) {
		Map<String, Long> sessions = database.entries(SESSIONS);
		assertThat(sessions).containsOnlyKeys(shopper.sessionName(), patient.sessionName());
		assertThat(sessions.get(shopper.sessionName())).isBetween(in(Duration.ofDays(29)), in(Duration.ofDays(31)));
		Awaitility.await().atMost(Duration.ofSeconds(10)).untilAsserted(() -> {
			assertThat(database.entries(SESSIONS).get(patient.sessionName())).isGreaterThan(in(Duration.ofDays(29)));
			assertThat(database.entries(ATTRIBUTES).values()).filteredOn((expires) -> expires > in(Duration.ofDays(59)))
				.as("the large attribute of the patient one")
				.hasSize(1);
			assertThat(database.entries(ATTRIBUTES)).as("the large attributes").hasSize(2);
			assertThat(cluster.contents().attributes()).isEqualTo(2);
		});
	}

	private static void assertTimesToLive(SampleCluster cluster, Browser shopper, Browser patient) {
		assertThat(cluster.contents().expirationTime(shopper.sessionId())).isBetween(in(Duration.ofDays(29)),
				in(Duration.ofDays(31)));
		assertThat(cluster.contents().expirationTime(patient.sessionId())).isBetween(in(Duration.ofDays(29)),
				in(Duration.ofDays(31)));
	}

	/**
	 * A change that the database does not take is not acknowledged. All that needs no
	 * change goes on.
	 */
	private static void assertOutage(SessionDatabase database, Browser browser) {
		database.stop();
		Reply refused = browser.await(Request.of("PUT", "/api/attributes/small", "lost"));
		assertThat(refused.status()).isEqualTo(503);
		assertIntact(browser);
		database.startAgain();
		// Not more often: HikariCP gives a connection of H2 out unchecked if it was in
		// use half
		// a second ago, although it is broken
		Awaitility.await()
			.pollInterval(Duration.ofSeconds(1))
			.atMost(Duration.ofSeconds(60))
			.until(() -> browser.await(Request.of("PUT", "/api/attributes/small", "blue")).status() < 300);
		assertThat(browser.session().attribute("small")).isEqualTo("blue");
	}

	private static long in(Duration time) {
		return Instant.now().plus(time).toEpochMilli();
	}

}
