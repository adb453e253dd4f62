package io.github.hazelcastjetty.sample.cluster;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.CsvSource;

import io.github.hazelcastjetty.rules.RulesApplication;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Applications whose sessions are on members that others run, in every version of
 * Hazelcast that we support: processes with nothing but Hazelcast's jar, that know
 * neither our classes nor those of the application. Whatever version the applications are
 * built with, both versions of members are tried.
 */
@OwnCluster
@ParameterizedClass(name = "members of {0}, {1} and {2}, applications killed: {3}")
@CsvSource({ "5.5.0, PROPERTIES, XML, false", "5.7.0, YAML, BEAN, true" })
class UntouchedClusterIntegrationTests {

	private static final String LARGE = "large value ".repeat(1000);

	private static final int SESSIONS = 5;

	/**
	 * How often expired sessions are collected, and room for a busy machine.
	 */
	private static final Duration TOLERANCE = Duration.ofSeconds(15);

	private static SampleCluster cluster;

	private final String version;

	private final boolean killed;

	UntouchedClusterIntegrationTests(String version, ClientConnection one, ClientConnection other, boolean killed) {
		this.version = version;
		this.killed = killed;
	}

	@BeforeParameterizedClassInvocation
	static void startCluster(String version, ClientConnection one, ClientConnection other, boolean killed) {
		cluster = SampleCluster.builder("untouched-" + version.replace('.', '-'))
			.program(killed ? Program.of(RulesApplication.class) : Program.local(RulesApplication.class))
			.clientOf(2, version)
			.node("a", one::to)
			.node("b", other::to)
			.property("hazelcast.jetty.session.clean-up-period", "1s")
			.start();
	}

	@AfterParameterizedClassInvocation
	static void stopCluster() {
		if (cluster != null) {
			cluster.close();
		}
	}

	@Test
	void membersAreOfTheVersionAskedFor() {
		assertThat(cluster.contents().versions()).containsOnly(this.version);
		assertThat(cluster.stockMembers()).hasSize(2);
	}

	@Test
	void sessionGoesFromNodeToNode() {
		Browser atA = cluster.browserAt("a");
		Browser atB = atA.at(cluster.node("b"));
		atA.set("small", "green");
		atA.set("large", LARGE);
		atA.post("/api/cart/tea?quantity=1").expectSuccess();
		atB.post("/api/cart/tea/in-place?quantity=7").expectSuccess();
		assertThat(atA.get("/api/cart").body()).isEqualTo("{\"tea\":7}");
		assertThat(atB.session().attributes()).containsEntry("small", "green").containsEntry("large", LARGE);
		String before = atB.sessionId();
		atB.post("/api/change-id").expectSuccess();
		assertThat(atA.sessionId()).isNotEqualTo(before);
		assertThat(atA.session().attributes()).containsEntry("small", "green").containsEntry("large", LARGE);
		assertThat(cluster.contents().hasSession(before)).isFalse();
		atA.post("/api/invalidate").expectSuccess();
		assertThat(atB.session().exists()).isFalse();
		assertThat(cluster.contents().hasSession(atA.sessionId())).isFalse();
	}

	@Test
	void allApplicationsStopAndStartWithoutLosingASession() {
		List<Visit> visits = new ArrayList<>();
		for (int i = 0; i < SESSIONS; i++) {
			visits.add(Visit.begin(cluster.browserAt((i % 2 == 0) ? "a" : "b"), 1000 + i));
		}
		// Not before the last node has stopped
		Duration shortTimeout = Duration.ofSeconds(10);
		Visit endsMeanwhile = Visit.begin(cluster.browserAt("a"), (int) shortTimeout.toSeconds());
		Duration timeout = Duration.ofSeconds(20);
		Visit endsLater = Visit.begin(cluster.browserAt("b"), (int) timeout.toSeconds());
		Instant lastUse = Instant.now();
		for (SampleNode node : cluster.nodes()) {
			if (this.killed) {
				node.kill();
			}
			else {
				node.stopGracefully();
			}
		}
		assertThat(cluster.nodes()).noneMatch(SampleNode::isAlive);
		assertThat(cluster.contents().members()).isEqualTo(2);
		Awaitility.await()
			.atMost(shortTimeout.plus(TOLERANCE))
			.until(() -> Instant.now().isAfter(lastUse.plus(shortTimeout)));
		cluster.startMissing();
		Instant started = Instant.now();
		for (SampleNode node : cluster.nodes()) {
			assertThat(visits).allSatisfy((visit) -> visit.checkAt(node));
		}
		cluster.awaitDestroyedOnce(endsMeanwhile.note(), 1, TOLERANCE);
		assertThat(endsMeanwhile.browser().session().exists()).isFalse();
		DestroyedSession destroyed = cluster.awaitDestroyedOnce(endsLater.note(), 1, timeout.plus(TOLERANCE)).get(0);
		// It is not given its whole timeout again
		assertThat(destroyed.time()).isBefore(latest(lastUse.plus(timeout), started).plus(TOLERANCE));
		assertThat(destroyed.attributes()).isEqualTo(2);
	}

	private static Instant latest(Instant one, Instant other) {
		return one.isAfter(other) ? one : other;
	}

	/**
	 * A session with one small attribute and one that is kept apart.
	 *
	 * @param browser who has it
	 * @param note what is in it
	 * @param timeout its own timeout in seconds
	 * @param created when it was created, in milliseconds
	 * @param id its id
	 */
	private record Visit(Browser browser, String note, int timeout, long created, @Nullable String id) {

		static Visit begin(Browser browser, int timeout) {
			String note = UUID.randomUUID().toString();
			browser.set("note", note);
			browser.set("large", note.repeat(500));
			browser.post("/api/timeout?seconds=" + timeout).expectSuccess();
			long created = browser.get("/api/session").expectSuccess().json().path("creationTime").longValue();
			return new Visit(browser, note, timeout, created, browser.sessionId());
		}

		void checkAt(SampleNode node) {
			Browser there = this.browser.at(node);
			Reply reply = there.get("/api/session").expectSuccess();
			assertThat(SessionState.of(reply).id()).isEqualTo(this.id);
			assertThat(SessionState.of(reply).attributes()).containsEntry("note", this.note)
				.containsEntry("large", this.note.repeat(500));
			assertThat(reply.json().path("maxInactiveInterval").intValue()).isEqualTo(this.timeout);
			assertThat(reply.json().path("creationTime").longValue()).isEqualTo(this.created);
		}

	}

}
