package io.github.hazelcastjetty.sample.cluster;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What Spring Security keeps in sessions, with each request on another node than the one
 * before.
 */
@ParameterizedClass
@EnumSource
class SpringSecurityIntegrationTests {

	private static final Duration EXPIRY_LIMIT = Duration.ofSeconds(20);

	private static final Duration SECOND_EVENT_LIMIT = Duration.ofSeconds(2);

	private final SampleCluster cluster;

	private final Browser a;

	private final Browser b;

	// One for each test, because the cluster is shared
	private final String user = "user-" + UUID.randomUUID();

	SpringSecurityIntegrationTests(Topology topology) {
		this.cluster = topology.cluster();
		this.a = this.cluster.browserAt("a");
		this.b = this.a.at(this.cluster.node("b"));
	}

	@Test
	void eachStepOfAFormLoginIsOnAnotherNode() {
		Reply refused = this.a.get("/secured/page?step=1");
		assertThat(target(refused)).isEqualTo("/secured/login");
		String anonymous = this.a.sessionId();
		String csrf = this.b.get("/secured/login").expectSuccess().json().path("csrf").asString();
		Reply accepted = this.a.submit("/secured/login", credentials("secret", csrf));
		assertThat(target(accepted)).startsWith("/secured/page?step=1");
		JsonNode page = this.b.get(target(accepted)).expectSuccess().json();
		assertThat(page.path("user").asString()).isEqualTo(this.user);
		assertThat(page.path("session").asString()).isEqualTo(this.a.sessionId()).isNotEqualTo(anonymous);
		assertThat(this.cluster.contents().hasSession(anonymous)).isFalse();
		assertThat(this.a.get("/secured/page").expectSuccess().json()).isEqualTo(page);
	}

	@Test
	void wrongPasswordIsRefusedAndTheRightOneAccepted() {
		String csrf = csrf(this.a, "/secured/login");
		assertThat(target(this.b.submit("/secured/login", credentials("wrong", csrf))))
			.isEqualTo("/secured/login?error");
		assertThat(target(this.a.get("/secured/page"))).isEqualTo("/secured/login");
		assertThat(this.a.submit("/secured/login", credentials("secret", csrf)).status()).isEqualTo(302);
		assertThat(this.b.get("/secured/page").expectSuccess().json().path("user").asString()).isEqualTo(this.user);
	}

	@Test
	void csrfTokenIsGoodOnAllNodesUntilTheUserLogsOut() {
		login(this.a, "/secured");
		String csrf = csrf(this.a, "/secured/csrf");
		assertThat(this.b.submit("/secured/note", Map.of("text", "one", "_csrf", csrf)).status()).isEqualTo(200);
		assertThat(this.a.submit("/secured/note", Map.of("text", "two", "_csrf", csrf)).status()).isEqualTo(200);
		assertThat(this.b.get("/secured/page").expectSuccess().json().path("note").asString()).isEqualTo("two");
		assertThat(this.b.submit("/secured/note", Map.of("text", "three")).status()).isEqualTo(403);
		assertThat(this.b.submit("/secured/note", Map.of("text", "three", "_csrf", "wrong")).status()).isEqualTo(403);
		logout(this.a, "/secured");
		login(this.a, "/secured");
		assertThat(this.b.submit("/secured/note", Map.of("text", "three", "_csrf", csrf)).status()).isEqualTo(403);
		assertThat(this.a.get("/secured/page").expectSuccess().json().path("note").isNull()).isTrue();
	}

	@Test
	void loginChangesTheIdAndKeepsTheRest() {
		this.a.set("note", "from before");
		String fixed = this.a.cookie();
		String id = this.a.sessionId();
		login(this.b, "/secured");
		assertThat(this.a.sessionId()).isNotEqualTo(id);
		assertThat(this.a.get("/secured/page").expectSuccess().json().path("note").asString()).isEqualTo("from before");
		assertThat(this.cluster.contents().hasSession(id)).isFalse();
		for (SampleNode node : this.cluster.nodes()) {
			Browser attacker = new Browser(node.uri());
			attacker.forgeCookie(fixed);
			assertThat(attacker.session().exists()).isFalse();
			assertThat(target(attacker.get("/secured/page"))).isEqualTo("/secured/login");
		}
	}

	@Test
	void logoutIsSeenByTheNextRequestOnTheOtherNode() {
		for (int round = 0; round < 5; round++) {
			login(this.a, "/secured");
			this.b.get("/secured/page").expectSuccess();
			String cookie = this.a.cookie();
			String id = this.a.sessionId();
			logout(this.a, "/secured");
			this.b.forgeCookie(cookie);
			assertThat(this.b.session().exists()).isFalse();
			assertThat(target(this.b.get("/secured/page"))).isEqualTo("/secured/login");
			assertThat(this.cluster.contents().hasSession(id)).isFalse();
		}
	}

	@Test
	void userWhoIsRememberedIsBackOnTheOtherNodeWithANewSession() {
		Map<String, String> fields = credentials("secret", csrf(this.a, "/secured/login"));
		fields.put("remember-me", "on");
		this.b.submit("/secured/login", fields);
		assertThat(this.a.get("/secured/page").expectSuccess().json().path("remembered").asBoolean()).isFalse();
		String id = this.a.sessionId();
		this.a.post("/api/invalidate").expectSuccess();
		JsonNode page = this.b.get("/secured/page").expectSuccess().json();
		assertThat(page.path("user").asString()).isEqualTo(this.user);
		assertThat(page.path("remembered").asBoolean()).isTrue();
		assertThat(page.path("session").asString()).isNotEqualTo(id);
		assertThat(this.a.get("/secured/page").expectSuccess().json()).isEqualTo(page);
		logout(this.a, "/secured");
		assertThat(target(this.b.get("/secured/page"))).isEqualTo("/secured/login");
	}

	@Test
	void springsEventsArePublishedOnceInTheCluster() {
		String csrf = csrf(this.a, "/secured/login");
		String before = this.a.sessionId();
		this.b.submit("/secured/login", credentials("secret", csrf));
		String after = this.b.sessionId();
		this.a.get("/secured/page").expectSuccess();
		logout(this.a, "/secured");
		assertThat(events(before)).containsExactly("created");
		assertThat(events(after)).containsExactlyInAnyOrder("renamed " + before, "destroyed " + this.user);
	}

	@Test
	void springsEventIsPublishedOnceWhenASessionExpires() {
		login(this.a, "/secured");
		this.b.post("/api/timeout?seconds=1").expectSuccess();
		String id = this.a.sessionId();
		Awaitility.await()
			.during(SECOND_EVENT_LIMIT)
			.atMost(EXPIRY_LIMIT)
			.until(() -> events(id).stream().filter(("destroyed " + this.user)::equals).count() == 1);
	}

	@Test
	void lastLoginOfAUserEndsTheSessionOnTheOtherNode() {
		login(this.a, "/secured/last");
		String id = this.a.sessionId();
		this.b.get("/secured/last/page").expectSuccess();
		Browser elsewhere = this.cluster.browserAt("b");
		login(elsewhere, "/secured/last");
		assertThat(this.a.get("/secured/last/page").body()).startsWith("This session has been expired");
		assertThat(target(this.b.get("/secured/last/page"))).isEqualTo("/secured/last/login");
		assertThat(events(id)).endsWith("destroyed " + this.user);
		assertThat(this.cluster.contents().hasSession(id)).isFalse();
		for (SampleNode node : this.cluster.nodes()) {
			elsewhere.at(node).get("/secured/last/page").expectSuccess();
		}
	}

	@Test
	void firstLoginOfAUserKeepsOthersOutUntilItsSessionEnds() {
		login(this.a, "/secured/first");
		Browser elsewhere = this.cluster.browserAt("b");
		assertThat(target(tryLogin(elsewhere, "/secured/first"))).isEqualTo("/secured/first/login?error");
		this.b.get("/secured/first/page").expectSuccess();
		logout(this.b, "/secured/first");
		login(elsewhere, "/secured/first");
		assertThat(target(tryLogin(this.a, "/secured/first"))).isEqualTo("/secured/first/login?error");
		elsewhere.post("/api/timeout?seconds=1").expectSuccess();
		Awaitility.await()
			.atMost(EXPIRY_LIMIT)
			.until(() -> !target(tryLogin(this.a, "/secured/first")).endsWith("?error"));
		assertThat(this.a.get("/secured/first/page").expectSuccess().json().path("user").asString())
			.isEqualTo(this.user);
	}

	@Test
	void thirdLoginOfAUserEndsTheSessionThatWasNotUsedForLongest() {
		List<Browser> browsers = List.of(this.a, this.cluster.browserAt("b"), this.cluster.browserAt("a"));
		browsers.forEach((browser) -> login(browser, "/secured/two"));
		assertThat(this.b.get("/secured/two/page").body()).startsWith("This session has been expired");
		for (Browser browser : browsers.subList(1, 3)) {
			for (SampleNode node : this.cluster.nodes()) {
				browser.at(node).get("/secured/two/page").expectSuccess();
			}
		}
		assertThat(target(this.a.get("/secured/two/page"))).isEqualTo("/secured/two/login");
	}

	@ParameterizedTest
	@CsvSource({ "/secured/new, false", "/secured/migrate, true" })
	void loginBeginsAnotherSession(String base, boolean keepsNote) {
		this.a.set("note", "from before");
		this.b.set("large", "green".repeat(2_000));
		String cookie = this.a.cookie();
		String id = this.a.sessionId();
		login(this.b, base);
		String newId = this.a.sessionId();
		assertThat(newId).isNotEqualTo(id);
		for (SampleNode node : this.cluster.nodes()) {
			assertThat(this.a.at(node).get(base + "/page").expectSuccess().json().path("user").asString())
				.isEqualTo(this.user);
			assertThat(this.a.at(node).session().attribute("note")).isEqualTo(keepsNote ? "from before" : null);
			assertThat(this.a.at(node).session().attribute("large"))
				.isEqualTo(keepsNote ? "green".repeat(2_000) : null);
			Browser attacker = new Browser(node.uri());
			attacker.forgeCookie(cookie);
			assertThat(attacker.session().exists()).isFalse();
		}
		assertThat(this.cluster.contents().hasSession(id)).isFalse();
		assertThat(events(id)).containsExactlyInAnyOrder("created", "destroyed");
		assertThat(events(newId)).containsExactly("created");
	}

	private List<String> events(@Nullable String session) {
		List<String> events = new ArrayList<>();
		for (SampleNode node : this.cluster.nodes()) {
			JsonNode told = new Browser(node.uri()).get("/rules/spring/events?session=" + session)
				.expectSuccess()
				.json();
			told.valueStream()
				.map((event) -> (event.path("type").asString() + " " + event.path("detail").asString()).trim())
				.forEach(events::add);
		}
		return events;
	}

	private void login(Browser browser, String base) {
		Reply reply = tryLogin(browser, base);
		assertThat(reply.status()).isEqualTo(302);
		assertThat(target(reply)).doesNotContain("/login");
	}

	private Reply tryLogin(Browser browser, String base) {
		return browser.submit(base + "/login", credentials("secret", csrf(browser, base + "/login")));
	}

	private void logout(Browser browser, String base) {
		String csrf = csrf(browser, base + "/csrf");
		assertThat(target(browser.submit(base + "/logout", Map.of("_csrf", csrf)))).isEqualTo(base + "/login?logout");
	}

	private Map<String, String> credentials(String password, String csrf) {
		return new HashMap<>(Map.of("username", this.user, "password", password, "_csrf", csrf));
	}

	private static String csrf(Browser browser, String path) {
		Reply page = browser.get(path).expectSuccess();
		return (page.body().startsWith("{")) ? page.json().path("csrf").asString() : page.body();
	}

	/**
	 * The path and query that a response sends the browser to, at whatever node.
	 */
	private static String target(Reply reply) {
		assertThat(reply.status()).isEqualTo(302);
		URI location = URI.create(String.valueOf(reply.header("Location")));
		return (location.getRawQuery() != null) ? location.getRawPath() + "?" + location.getRawQuery()
				: location.getRawPath();
	}

}
