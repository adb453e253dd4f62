package io.github.hazelcastjetty.sample.cluster;

import java.util.UUID;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * {@code HttpSession.Accessor}, used by a thread of its own after the request has ended.
 */
@ParameterizedClass
@EnumSource
class SessionAccessorIntegrationTests {

	private static final String ACCESSOR = "/rules/requests/accessor/";

	private final SampleCluster cluster;

	private final String key = UUID.randomUUID().toString();

	SessionAccessorIntegrationTests(Topology topology) {
		this.cluster = topology.cluster();
	}

	@Test
	void changeIsOnTheOtherNodeWhenTheAccessHasEnded() {
		Browser browser = keep();
		assertThat(access("set", "&name=colour&value=green")).isEqualTo("green");
		assertThat(onB(browser).get("/api/attributes/colour").body()).isEqualTo("green");
		access("add", "&value=added");
		assertThat(onB(browser).get("/api/attributes/list").body()).isEqualTo("[kept, added]");
	}

	@Test
	void changeOfTheOtherNodeIsSeenByTheNextAccess() {
		Browser browser = keep();
		assertThat(access("read", "&name=list")).isEqualTo("[kept]");
		onB(browser).post(ACCESSOR + "list?value=b").expectSuccess();
		assertThat(access("read", "&name=list")).isEqualTo("[kept, b]");
		onB(browser).post(ACCESSOR + "list?value=c").expectSuccess();
		access("add", "&value=a");
		assertThat(onB(browser).get("/api/attributes/list").body()).isEqualTo("[kept, b, c, a]");
	}

	@Test
	void sessionThatHasEndedOnTheOtherNodeIsNotAccessible() {
		Browser browser = keep();
		access("read", "&name=list");
		onB(browser).post("/api/invalidate").expectSuccess();
		Reply reply = nobody().post(ACCESSOR + "set?key=" + this.key + "&name=late&value=1");
		assertThat(reply.status()).isEqualTo(410);
		assertThat(reply.body()).contains("IllegalStateException").doesNotContain(browser.sessionId());
		assertThat(this.cluster.contents().hasSession(browser.sessionId())).isFalse();
	}

	private Browser keep() {
		Browser browser = this.cluster.browserAt("a");
		browser.post(ACCESSOR + "keep?key=" + this.key).expectSuccess();
		return browser;
	}

	private String access(String how, String parameters) {
		return nobody().post(ACCESSOR + how + "?key=" + this.key + parameters).expectSuccess().body();
	}

	private Browser nobody() {
		return this.cluster.browserAt("a");
	}

	private Browser onB(Browser browser) {
		return browser.at(this.cluster.node("b"));
	}

}
