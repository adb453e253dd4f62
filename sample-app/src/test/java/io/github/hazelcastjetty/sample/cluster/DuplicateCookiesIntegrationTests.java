package io.github.hazelcastjetty.sample.cluster;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Requests with two session cookies, as browsers send them when cookies were set for
 * several paths.
 */
@ParameterizedClass
@EnumSource
class DuplicateCookiesIntegrationTests {

	private final SampleCluster cluster;

	DuplicateCookiesIntegrationTests(Topology topology) {
		this.cluster = topology.cluster();
	}

	@Test
	void oneValidCookieAmongStaleOnesIsTheSession() {
		Browser valid = session("valid");
		Browser ended = session("ended");
		ended.at(b()).post("/api/invalidate").expectSuccess();
		String unknown = "0123456789abcdefghijkl";
		for (String stale : new String[] { ended.cookie(), unknown, "garbage" }) {
			assertThat(send(b(), stale, valid.cookie()).attributes()).as("stale first").containsEntry("owner", "valid");
			assertThat(send(b(), valid.cookie(), stale).attributes()).as("stale last").containsEntry("owner", "valid");
		}
	}

	@Test
	void sameCookieTwiceIsOneSession() {
		Browser browser = session("one");
		assertThat(send(b(), browser.cookie(), browser.cookie()).attributes()).containsEntry("owner", "one");
	}

	@Test
	void twoValidSessionsAreRefusedAndLeftAlone() {
		Browser one = session("one");
		Browser other = session("other");
		Reply reply = this.cluster.browserAt("b").await(request(one.cookie(), other.cookie()));
		assertThat(reply.status()).isEqualTo(400);
		assertThat(reply.body()).doesNotContain(one.sessionId()).doesNotContain(other.sessionId());
		assertThat(reply.cookie()).isNull();
		for (Browser browser : new Browser[] { one, other }) {
			browser.at(b()).set("still", "usable");
			assertThat(browser.session().attributes()).containsEntry("still", "usable")
				.containsEntry("owner", (browser == one) ? "one" : "other");
		}
	}

	private Browser session(String owner) {
		Browser browser = this.cluster.browserAt("a");
		browser.set("owner", owner);
		return browser;
	}

	private SessionState send(SampleNode node, String first, String second) {
		return SessionState.of(new Browser(node.uri()).await(request(first, second)).expectSuccess());
	}

	private static Browser.Request request(String first, String second) {
		return Browser.Request.of("GET", "/api/session", null)
			.with("Cookie", SessionCookie.header(first) + "; " + SessionCookie.header(second));
	}

	private SampleNode b() {
		return this.cluster.node("b");
	}

}
