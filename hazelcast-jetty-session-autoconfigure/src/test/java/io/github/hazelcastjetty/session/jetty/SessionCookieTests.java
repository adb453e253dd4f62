package io.github.hazelcastjetty.session.jetty;

import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import io.github.hazelcastjetty.session.support.HttpUser;
import io.github.hazelcastjetty.session.support.JettyNode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * How a session id travels between client and node.
 */
@Timeout(60)
class SessionCookieTests extends AbstractTwoNodesTests {

	@Test
	void withoutWorkerNameTheCookieNeverChanges() {
		start();
		HttpResponse<String> first = this.user.exchange(this.one, "/set?name=n&value=1");
		assertThat(HttpUser.setCookies(first, "JSESSIONID")).hasSize(1);
		assertThat(this.user.cookie()).matches("[A-Za-z0-9_-]{38}");
		for (int i = 0; i < 3; i++) {
			assertNoCookie(this.user.exchange(this.one, "/get?name=n"));
			assertNoCookie(this.user.exchange(this.two, "/get?name=n"));
		}
	}

	@Test
	void workerNameIsAppendedAndIssuedAgainOnceAfterAFailOver() {
		this.one = add(new JettyNode(this.storeOne, JettyNode.settings("a", true, 0))).start();
		this.two = add(new JettyNode(this.storeTwo, JettyNode.settings("b", true, 0))).start();
		this.user.get(this.one, "/set?name=n&value=1");
		String id = this.user.id();
		assertThat(this.user.cookie()).isEqualTo(id + ".a");
		assertNoCookie(this.user.exchange(this.one, "/get?name=n"));
		HttpResponse<String> moved = this.user.exchange(this.two, "/get?name=n");
		assertThat(moved.body()).isEqualTo("1");
		assertThat(HttpUser.setCookies(moved, "JSESSIONID")).containsExactly(id + ".b");
		assertNoCookie(this.user.exchange(this.two, "/get?name=n"));
		HttpResponse<String> back = this.user.exchange(this.one, "/get?name=n");
		assertThat(HttpUser.setCookies(back, "JSESSIONID")).containsExactly(id + ".a");
		assertThat(this.storeOne.keys()).containsExactly(this.user.name());
	}

	@Test
	void renamedSessionBearsTheWorkerName() {
		this.one = add(new JettyNode(this.storeOne, JettyNode.settings("a", true, 0))).start();
		this.two = add(new JettyNode(this.storeTwo, JettyNode.settings("b", true, 0))).start();
		this.user.get(this.one, "/set?name=n&value=1");
		HttpResponse<String> response = this.user.exchange(this.two, "/renew");
		assertThat(this.user.cookie()).isEqualTo(response.body() + ".b");
	}

	@Test
	void idInTheUrlLeadsToTheSession() throws Exception {
		start();
		this.user.get(this.one, "/set?name=n&value=1");
		for (JettyNode node : List.of(this.one, this.two)) {
			HttpResponse<String> response = new HttpUser().exchange(node,
					"/get;jsessionid=" + this.user.cookie() + "?name=n");
			assertThat(response.body()).isEqualTo("1");
		}
		both("/encode", (request, response) -> response.getWriter().print(response.encodeURL("/get")));
		assertThat(this.user.get(this.two, "/encode")).as("client takes cookies").isEqualTo("/get");
		HttpResponse<String> encoded = HttpUser.client()
			.send(new HttpUser().request(this.two, "/encode;jsessionid=" + this.user.cookie()).build(),
					BodyHandlers.ofString());
		assertThat(encoded.body()).isEqualTo("/get;jsessionid=" + this.user.cookie());
	}

	@Test
	void sameIdTwiceIsOneSession() {
		start();
		this.user.get(this.one, "/set?name=n&value=1");
		HttpUser twice = new HttpUser().withCookie(this.user.cookie() + "; JSESSIONID=" + this.user.cookie());
		assertThat(twice.get(this.two, "/get;jsessionid=" + this.user.cookie() + "?name=n")).isEqualTo("1");
		awaitIdle();
	}

	@Test
	void unknownIdBesideAKnownOneDoesNotMatter() {
		start();
		this.user.get(this.one, "/set?name=n&value=1");
		HttpUser stale = new HttpUser().withCookie("B".repeat(38) + "; JSESSIONID=" + this.user.cookie());
		assertThat(stale.get(this.two, "/get?name=n")).isEqualTo("1");
		HttpUser forged = new HttpUser().withCookie(this.user.cookie() + "; JSESSIONID=garbage");
		assertThat(forged.get(this.two, "/get?name=n")).isEqualTo("1");
	}

	@Test
	void twoSessionsAtOnceAreRefusedAndNeitherIsHeld() {
		start();
		HttpUser other = new HttpUser();
		this.user.get(this.one, "/set?name=n&value=1");
		other.get(this.one, "/set?name=n&value=2");
		HttpUser confused = new HttpUser().withCookie(this.user.cookie() + "; JSESSIONID=" + other.cookie());
		assertThat(confused.exchange(this.one, "/get?name=n").statusCode()).isEqualTo(400);
		awaitIdle();
		Awaitility.await().untilAsserted(() -> assertThat(Inspector.inUse(this.one.manager())).isZero());
		assertThat(this.user.get(this.one, "/get?name=n")).isEqualTo("1");
	}

	@Test
	void cookieWithAnAgeIsRefreshedWhileTheSessionIsUsed() {
		this.one = add(new JettyNode(this.storeOne, JettyNode.settings()))
			.context("/", (context) -> context.getSessionHandler().setMaxCookieAge(3600))
			.start();
		assertThat(this.one.server().getDescendant(ClusteredSessionHandler.class).getRefreshCookieAge()).isPositive();
		HttpResponse<String> response = this.user.exchange(this.one, "/set?name=n&value=1");
		assertThat(response.headers().firstValue("Set-Cookie").orElse("")).contains("Max-Age=3600");
	}

	private static void assertNoCookie(HttpResponse<String> response) {
		assertThat(response.statusCode()).isEqualTo(200);
		assertThat(HttpUser.setCookies(response, "JSESSIONID")).isEmpty();
	}

}
