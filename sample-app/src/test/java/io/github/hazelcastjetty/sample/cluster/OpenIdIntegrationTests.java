package io.github.hazelcastjetty.sample.cluster;

import java.net.URI;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;

import io.github.hazelcastjetty.openid.OpenIdApplication;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Users who log in with an identity provider, with each step on another node than the one
 * before.
 */
@OwnCluster
class OpenIdIntegrationTests {

	@ParameterizedTest
	@EnumSource(names = { "ROUND_ROBIN", "CLIENT" })
	void userIsLoggedInOnAllNodesAndStaysSoWhenOneDies(Topology topology) throws Exception {
		try (IdentityProvider provider = new IdentityProvider();
				SampleCluster cluster = topology.builder("openid")
					.program(Program.with(OpenIdApplication.class))
					.property("provider", provider.uri().toString())
					.nodes("a", "b")
					.start()) {
			Browser a = cluster.browserAt("a");
			Browser b = a.at(cluster.node("b"));
			URI login = redirection(a.get("/private/page?step=1"));
			String anonymous = a.sessionId();
			URI authorize = redirection(b.get(login.getPath()));
			URI callback = redirection(a.at(provider.uri()).get(pathOf(authorize)));
			URI page = redirection(a.get(pathOf(callback)));
			assertThat(page.getPath()).isEqualTo("/private/page");
			assertThat(page.getQuery()).startsWith("step=1");
			JsonNode onB = b.get(pathOf(page)).expectSuccess().json();
			assertThat(onB.path("user").asString()).isEqualTo(IdentityProvider.USER);
			assertThat(onB.path("kind").asString()).isEqualTo("DefaultOidcUser");
			assertThat(onB.path("token").asString()).startsWith("token for ");
			assertThat(a.get("/private/page").expectSuccess().json()).isEqualTo(onB);
			assertThat(a.sessionId()).isNotEqualTo(anonymous);
			assertThat(cluster.contents().hasSession(anonymous)).isFalse();
			cluster.node("a").kill();
			assertThat(b.get("/private/page").expectSuccess().json()).isEqualTo(onB);
			b.post("/logout");
			assertThat(redirection(b.get("/private/page")).getPath()).isEqualTo(login.getPath());
		}
	}

	private static URI redirection(Reply reply) {
		assertThat(reply.status()).as(reply::toString).isEqualTo(302);
		return URI.create(String.valueOf(reply.header("Location")));
	}

	private static String pathOf(URI uri) {
		return uri.getRawPath() + "?" + uri.getRawQuery();
	}

}
