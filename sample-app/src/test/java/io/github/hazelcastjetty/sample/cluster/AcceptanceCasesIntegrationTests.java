package io.github.hazelcastjetty.sample.cluster;

import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The black-box cases of the Hazelcast Jetty Session Manager for Jetty 7 to 9, with the
 * results that they were meant to have, on nodes in Java virtual machines of their own.
 * Each sticky one (S) is played on one node, and each other one (N) on two. The cases in
 * which a server restarts are in NodeLossIntegrationTests, those in which a session
 * expires (D1, D2) in ExpiryIntegrationTests.
 */
@ParameterizedClass
@EnumSource
class AcceptanceCasesIntegrationTests {

	@Parameter
	Topology topology;

	/**
	 * S2 and N2.
	 */
	@ParameterizedTest
	@ValueSource(strings = { "a", "b" })
	void attributeIsReadAfterItIsWritten(String other) {
		Seed seed = new Seed();
		assertThat(seed.at("a", "read")).isEqualTo("null");
		assertThat(seed.at("a", "write")).isEqualTo("true");
		assertThat(seed.at(other, "read")).isEqualTo("value");
	}

	/**
	 * S3 and N3.
	 */
	@ParameterizedTest
	@ValueSource(strings = { "a", "b" })
	void firstRequestWritesAnAttribute(String other) {
		Seed seed = new Seed();
		seed.at("a", "write");
		assertThat(seed.at(other, "read")).isEqualTo("value");
	}

	/**
	 * S4 and N4.
	 */
	@ParameterizedTest
	@ValueSource(strings = { "a", "b" })
	void removedAttributeIsGone(String other) {
		Seed seed = new Seed();
		assertThat(seed.at("a", "write")).isEqualTo("true");
		assertThat(seed.at(other, "read")).isEqualTo("value");
		assertThat(seed.at(other, "remove")).isEqualTo("true");
		assertThat(seed.at("a", "read")).isEqualTo("null");
	}

	/**
	 * S5 and N5.
	 */
	@ParameterizedTest
	@ValueSource(strings = { "a", "b" })
	void attributeIsReplaced(String other) {
		Seed seed = new Seed();
		seed.at("a", "write");
		assertThat(seed.at(other, "read")).isEqualTo("value");
		assertThat(seed.at(other, "update")).isEqualTo("true");
		assertThat(seed.at("a", "read")).isEqualTo("value-updated");
	}

	/**
	 * S6 and N6, with a large attribute besides.
	 */
	@ParameterizedTest
	@ValueSource(strings = { "a", "b" })
	void nothingIsLeftOfAnInvalidatedSession(String other) {
		Seed seed = new Seed();
		seed.at("a", "write");
		seed.browser.post("/api/attributes/large/fill?bytes=5000").expectSuccess();
		assertThat(seed.at(other, "read")).isEqualTo("value");
		String id = seed.browser.sessionId();
		assertThat(contents().hasSession(id)).isTrue();
		assertThat(contents().attributes(id)).isOne();
		assertThat(seed.at(other, "invalidate")).isEqualTo("true");
		assertNothingIsLeft(id);
	}

	/**
	 * S7 and N7.
	 */
	@ParameterizedTest
	@ValueSource(strings = { "a", "b" })
	void namesOfAttributesAreKnown(String other) {
		Seed seed = new Seed();
		assertThat(seed.at("a", "read")).isEqualTo("null");
		assertThat(seed.at(other, "names")).isEmpty();
		seed.at(other, "write");
		assertThat(seed.at("a", "names")).isEqualTo("key");
	}

	/**
	 * S8 and N8.
	 */
	@ParameterizedTest
	@ValueSource(strings = { "a", "b" })
	void sessionIsNewOnce(String other) {
		Seed seed = new Seed();
		assertThat(seed.at("a", "isNew")).isEqualTo("true");
		assertThat(seed.at(other, "isNew")).isEqualTo("false");
	}

	/**
	 * S9 and N9.
	 */
	@ParameterizedTest
	@ValueSource(strings = { "a", "b" })
	void timeOfTheLastAccessMovesOn(String other) {
		Seed seed = new Seed();
		long first = Long.parseLong(seed.at("a", "lastAccessTime"));
		Awaitility.await()
			.pollDelay(Duration.ofMillis(5))
			.until(() -> Long.parseLong(seed.at(other, "lastAccessTime")) > first);
	}

	/**
	 * NS1, and what the other node makes of it.
	 */
	@Test
	void attributeThatIsNotSerializableHurtsNoOther() {
		Seed seed = new Seed();
		assertThat(seed.at("a", "putnonserializable")).isEqualTo("true");
		assertThat(seed.at("a", "verifynonserializable")).isEqualTo("value");
		assertThat(seed.at("a", "names").split(",")).containsExactlyInAnyOrder("key", "key-2");
		assertThat(seed.at("b", "verifynonserializable")).isEqualTo("value");
		assertThat(seed.at("b", "names")).isEqualTo("key-2");
	}

	/**
	 * SEC1, and the login that the old test never did, with another node at each step.
	 */
	@Test
	void loginOfTheContainerIsKnownToBothNodes() {
		String secure = "/rules/life/secure/page?of=1";
		Browser browser = cluster().browserAt("a");
		Browser onB = browser.at(cluster().node("b"));
		assertThat(onB.get(place(browser.get(secure))).body()).isEqualTo("redirected to LoginServlet");
		String anonymous = Objects.requireNonNull(browser.cookie());
		Reply login = onB.submit("/rules/life/j_security_check",
				Map.of("j_username", "someuser", "j_password", "somepass"));
		assertThat(place(login)).isEqualTo(secure);
		assertThat(browser.cookie()).isNotEqualTo(anonymous);
		for (Browser anywhere : new Browser[] { browser, onB, browser }) {
			assertThat(anywhere.get(secure).expectSuccess().body()).isEqualTo("someuser true");
		}
		Browser thief = cluster().browserAt("a");
		thief.forgeCookie(anonymous);
		assertThat(thief.get(secure).status()).isBetween(302, 303);
		browser.post("/api/invalidate").expectSuccess();
		assertThat(onB.get(secure).status()).isBetween(302, 303);
	}

	private void assertNothingIsLeft(String id) {
		assertThat(contents().hasSession(id)).isFalse();
		// Nobody waits for the removal of the large attributes
		Awaitility.await().until(() -> contents().attributes(id) == 0);
	}

	private ClusterContents contents() {
		return cluster().contents();
	}

	private SampleCluster cluster() {
		return this.topology.cluster();
	}

	private static String place(Reply redirection) {
		assertThat(redirection.status()).isBetween(302, 303);
		URI location = URI.create(Objects.requireNonNull(redirection.header("Location")));
		return location.getPath() + ((location.getQuery() != null) ? "?" + location.getQuery() : "");
	}

	/**
	 * A client of the old end points.
	 */
	private final class Seed {

		private final Browser browser = cluster().browserAt("a");

		private String at(String node, String action) {
			return this.browser.at(cluster().node(node)).get("/rules/life/seed/" + action).expectSuccess().body();
		}

	}

}
