package io.github.hazelcastjetty.sample.cluster;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

import io.github.hazelcastjetty.rules.RulesApplication;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Clients without cookies, which the sample application does not admit by itself.
 */
@OwnCluster
@ParameterizedClass
@EnumSource(names = { "ROUND_ROBIN", "STICKY" })
class SessionIdInUrlIntegrationTests {

	private static SampleCluster cluster;

	@Parameter
	Topology topology;

	@BeforeParameterizedClassInvocation
	static void startCluster(Topology topology) {
		cluster = topology.builder("url")
			.program(Program.local(RulesApplication.class))
			.nodes("a", "b")
			.property("server.servlet.session.tracking-modes", "cookie,url")
			.start();
	}

	@AfterParameterizedClassInvocation
	static void stopCluster() {
		if (cluster != null) {
			cluster.close();
		}
	}

	@Test
	void idInTheUrlLeadsToTheSessionOnEveryNode() {
		Browser known = cluster.browserAt("a");
		known.set("colour", "green");
		assertThat(known.cookie()).isEqualTo(known.sessionId() + suffix(cluster.node("a")));
		String id = ";jsessionid=" + known.cookie();
		for (SampleNode node : cluster.nodes()) {
			SessionState session = SessionState.of(withoutCookies(node, "GET", "/api/session" + id));
			assertThat(session.id()).isEqualTo(known.sessionId());
			assertThat(session.attributes()).containsEntry("colour", "green");
		}
		withoutCookies(cluster.node("b"), "PUT", "/api/attributes/colour" + id);
		assertThat(known.get("/api/attributes/colour").body()).isEmpty();
	}

	@Test
	void urlsAreEncodedForClientsThatKeepNoCookies() {
		SampleNode a = cluster.node("a");
		String url = withoutCookies(a, "POST", "/rules/requests/encode").body();
		assertThat(url).matches("/api/session;jsessionid=[\\w-]+" + suffix(a));
		SampleNode b = cluster.node("b");
		String sameSession = withoutCookies(b, "POST", url.replace("/api/session", "/rules/requests/encode")).body();
		assertThat(sameSession).isEqualTo(url.substring(0, url.length() - suffix(a).length()) + suffix(b));
		Browser withCookie = cluster.browserAt("a");
		withCookie.post("/api/session").expectSuccess();
		assertThat(withCookie.post("/rules/requests/encode").body()).isEqualTo("/api/session");
	}

	@Test
	void cookieComesBeforeAnIdInTheUrlThatIsGone() {
		Browser known = cluster.browserAt("a");
		known.set("colour", "green");
		Browser ended = cluster.browserAt("a");
		ended.set("colour", "red");
		ended.post("/api/invalidate").expectSuccess();
		SessionState session = SessionState
			.of(known.at(cluster.node("b")).get("/api/session;jsessionid=" + ended.cookie()).expectSuccess());
		assertThat(session.attributes()).containsEntry("colour", "green");
	}

	private String suffix(SampleNode node) {
		return (this.topology == Topology.STICKY) ? "." + node.name() : "";
	}

	private static Reply withoutCookies(SampleNode node, String method, String path) {
		return new Browser(node.uri()).await(Browser.Request.of(method, path, null)).expectSuccess();
	}

}
