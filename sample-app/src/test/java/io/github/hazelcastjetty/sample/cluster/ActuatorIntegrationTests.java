package io.github.hazelcastjetty.sample.cluster;

import java.time.Duration;
import java.util.Map;
import java.util.UUID;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What an operator sees of sessions on one node, and does with them, while their users
 * are on the other, in P2P and on a cluster of servers.
 */
@ParameterizedClass
@EnumSource(names = { "ROUND_ROBIN", "CLIENT" })
class ActuatorIntegrationTests {

	private static final String SESSIONS = "/actuator/jettysessions";

	private static final Duration LIMIT = Duration.ofSeconds(30);

	private final SampleCluster cluster;

	private final Browser operator;

	// One for each test, because the cluster is shared
	private final String user = "user-" + UUID.randomUUID();

	ActuatorIntegrationTests(Topology topology) {
		this.cluster = topology.cluster();
		this.operator = this.cluster.browserAt("b");
	}

	@Test
	void userIsLoggedOutEverywhere() {
		Browser first = logIn("a");
		Browser second = logIn("b");
		assertThat(found("principal=" + this.user).valueStream().map((session) -> session.path("name").asString()))
			.containsExactlyInAnyOrder(name(first), name(second));
		assertThat(this.operator.delete(SESSIONS + "?principal=" + this.user).expectSuccess().body())
			.isEqualTo("{\"ended\":2}");
		for (SampleNode node : this.cluster.nodes()) {
			assertThat(first.at(node).get("/secured/page").status()).isEqualTo(302);
			assertThat(second.at(node).get("/secured/page").status()).isEqualTo(302);
		}
		assertThat(this.cluster.awaitDestroyedOnce(this.user, 2, LIMIT))
			.allMatch((destroyed) -> destroyed.attributes() > 0);
		assertThat(found("principal=" + this.user)).isEmpty();
	}

	@Test
	void sessionIsShownAndEndedByItsName() {
		Browser browser = this.cluster.browserAt("a");
		browser.set("note", this.user);
		browser.set("large", "confidential".repeat(1000));
		Reply shown = this.operator.get(SESSIONS + "/" + name(browser)).expectSuccess();
		JsonNode large = shown.json()
			.path("attributes")
			.valueStream()
			.filter((attribute) -> attribute.path("name").asString().equals("large"))
			.findFirst()
			.orElseThrow();
		assertThat(large.path("type").asString()).isEqualTo("java.lang.String");
		assertThat(large.path("size").asInt()).isEqualTo(12_001);
		assertThat(shown.body()).doesNotContain("confidential").doesNotContain(browser.sessionId());
		assertThat(this.operator.get(SESSIONS + "/" + browser.sessionId()).status()).isEqualTo(404);
		assertThat(this.operator.delete(SESSIONS + "/" + name(browser)).expectSuccess().body())
			.isEqualTo("{\"ended\":1}");
		assertThat(browser.session().exists()).isFalse();
		this.cluster.awaitDestroyedOnce(this.user, 1, LIMIT);
	}

	@Test
	void endpointOfSpringBootShowsAndEndsSessions() {
		Browser browser = logIn("a");
		JsonNode sessions = this.operator.get("/actuator/sessions?username=" + this.user)
			.expectSuccess()
			.json()
			.path("sessions");
		assertThat(sessions.size()).isOne();
		assertThat(sessions.get(0).path("id").asString()).isEqualTo(name(browser));
		assertThat(sessions.get(0).path("attributeNames").valueStream().map(JsonNode::asString)).contains("note",
				"SPRING_SECURITY_CONTEXT");
		assertThat(this.operator.delete("/actuator/sessions/" + name(browser)).status()).isEqualTo(204);
		for (SampleNode node : this.cluster.nodes()) {
			assertThat(browser.at(node).get("/secured/page").status()).isEqualTo(302);
		}
		this.cluster.awaitDestroyedOnce(this.user, 1, LIMIT);
	}

	@Test
	void sessionsAreCountedAndListedPageByPage() {
		this.cluster.browserAt("a").set("note", this.user);
		this.cluster.browserAt("a").set("note", this.user);
		JsonNode first = this.operator.get(SESSIONS + "?limit=1").expectSuccess().json();
		assertThat(first.path("count").asInt()).isGreaterThan(1);
		assertThat(first.path("sessions").size()).isOne();
		JsonNode second = this.operator.get(SESSIONS + "?limit=1&after=" + first.path("next").asString())
			.expectSuccess()
			.json();
		assertThat(second.path("sessions").get(0).path("name").asString())
			.isGreaterThan(first.path("sessions").get(0).path("name").asString());
	}

	@Test
	void nodeIsHealthyAndSaysWhereTheSessionsAre() {
		JsonNode health = this.operator.get("/actuator/health").expectSuccess().json();
		JsonNode details = health.path("components").path("jettySessions").path("details");
		assertThat(details.path("availability").asString()).isEqualTo("full");
		assertThat(details.path("members").asInt()).isPositive();
		JsonNode info = this.operator.get("/actuator/info").expectSuccess().json().path("jettySessions");
		assertThat(info.path("map").asString()).isEqualTo(details.path("map").asString());
		assertThat(info.path("cluster").asString()).isEqualTo(details.path("cluster").asString());
	}

	@Test
	void callsAndSessionsAreMeasured() {
		Browser browser = this.cluster.browserAt("b");
		browser.set("note", this.user);
		assertThat(metric("jetty.sessions.created")).isPositive();
		assertThat(metric("jetty.sessions.call?tag=operation:insert")).isPositive();
		assertThat(metric("jetty.sessions.availability?tag=state:full")).isOne();
		Awaitility.await("the size of the cluster, counted in the background")
			.atMost(LIMIT)
			.ignoreExceptions()
			.untilAsserted(() -> assertThat(metric("jetty.sessions.active.current")).isPositive());
	}

	private double metric(String name) {
		return this.operator.get("/actuator/metrics/" + name)
			.expectSuccess()
			.json()
			.path("measurements")
			.get(0)
			.path("value")
			.asDouble();
	}

	private JsonNode found(String query) {
		return this.operator.get(SESSIONS + "?" + query).expectSuccess().json().path("sessions");
	}

	private Browser logIn(String node) {
		Browser browser = this.cluster.browserAt(node);
		browser.set("note", this.user);
		String csrf = browser.get("/secured/login").expectSuccess().json().path("csrf").asString();
		Reply accepted = browser.submit("/secured/login",
				Map.of("username", this.user, "password", "secret", "_csrf", csrf));
		assertThat(accepted.status()).isEqualTo(302);
		for (SampleNode each : this.cluster.nodes()) {
			browser.at(each).get("/secured/page").expectSuccess();
		}
		return browser;
	}

	private static String name(Browser browser) {
		return browser.sessionId().substring(0, 16);
	}

}
