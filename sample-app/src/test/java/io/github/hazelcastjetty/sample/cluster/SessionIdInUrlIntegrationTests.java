package io.github.hazelcastjetty.sample.cluster;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Clients without cookies, which the sample application does not admit by itself.
 */
class SessionIdInUrlIntegrationTests {

	private final SampleCluster cluster = MixedCluster.get();

	@Test
	void idInTheUrlLeadsToTheSessionOnEveryNode() {
		Browser known = this.cluster.browserAt("a");
		known.set("colour", "green");
		String id = ";jsessionid=" + known.sessionId();
		for (SampleNode node : this.cluster.nodes()) {
			SessionState session = SessionState.of(withoutCookies(node, "GET", "/api/session" + id));
			assertThat(session.id()).isEqualTo(known.sessionId());
			assertThat(session.attributes()).containsEntry("colour", "green");
		}
		withoutCookies(this.cluster.node("b"), "PUT", "/api/attributes/colour" + id);
		assertThat(known.get("/api/attributes/colour").body()).isEmpty();
	}

	@Test
	void urlsAreEncodedForClientsThatKeepNoCookies() {
		SampleNode a = this.cluster.node("a");
		String url = withoutCookies(a, "POST", "/rules/requests/encode").body();
		assertThat(url).matches("/api/session;jsessionid=[\\w-]+");
		String sameSession = withoutCookies(this.cluster.node("b"), "POST",
				url.replace("/api/session", "/rules/requests/encode"))
			.body();
		assertThat(sameSession).isEqualTo(url);
		Browser withCookie = this.cluster.browserAt("a");
		withCookie.post("/api/session").expectSuccess();
		assertThat(withCookie.post("/rules/requests/encode").body()).isEqualTo("/api/session");
	}

	@Test
	void cookieComesBeforeAnIdInTheUrlThatIsGone() {
		Browser known = this.cluster.browserAt("a");
		known.set("colour", "green");
		Browser ended = this.cluster.browserAt("a");
		ended.set("colour", "red");
		ended.post("/api/invalidate").expectSuccess();
		SessionState session = SessionState
			.of(known.at(this.cluster.node("b")).get("/api/session;jsessionid=" + ended.sessionId()).expectSuccess());
		assertThat(session.attributes()).containsEntry("colour", "green");
	}

	private static Reply withoutCookies(SampleNode node, String method, String path) {
		return new Browser(node.uri()).await(Browser.Request.of(method, path, null)).expectSuccess();
	}

}
