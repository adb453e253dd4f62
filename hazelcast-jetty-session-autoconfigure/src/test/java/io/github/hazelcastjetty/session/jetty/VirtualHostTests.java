package io.github.hazelcastjetty.session.jetty;

import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import io.github.hazelcastjetty.session.jetty.cache.SessionIds;
import io.github.hazelcastjetty.session.store.SessionKey;
import io.github.hazelcastjetty.session.support.HttpUser;
import io.github.hazelcastjetty.session.support.JettyNode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that web applications with one context path and different virtual hosts keep
 * their sessions apart.
 */
@Timeout(60)
class VirtualHostTests extends AbstractTwoNodesTests {

	private static final String SHOP = "127.0.0.1";

	private static final String ADMIN = "localhost";

	@BeforeEach
	void startNodes() {
		this.one = add(withHosts(new JettyNode(this.storeOne, JettyNode.settings())));
		this.two = add(withHosts(new JettyNode(this.storeTwo, JettyNode.settings())));
	}

	@Test
	void sessionIsThatOfItsHostOnEachNode() throws Exception {
		String shopper = cookie(exchange(this.one, SHOP, "/set?name=n&value=1", null));
		assertThat(this.storeOne.keys()).containsExactly(SessionIds.name(shopper) + "|" + SHOP);
		for (JettyNode node : List.of(this.one, this.two)) {
			assertThat(exchange(node, SHOP, "/get?name=n", shopper).body()).isEqualTo("1");
			assertThat(exchange(node, ADMIN, "/get?name=n", shopper).body()).isEqualTo("no session");
		}
		String admin = cookie(exchange(this.two, ADMIN, "/set?name=n&value=2", null));
		assertThat(exchange(this.one, ADMIN, "/get?name=n", admin).body()).isEqualTo("2");
		assertThat(this.storeOne.keys()).containsExactlyInAnyOrder(SessionIds.name(shopper) + "|" + SHOP,
				SessionIds.name(admin) + "|" + ADMIN);
	}

	@Test
	void endOfASessionLeavesThatOfTheOtherHost() throws Exception {
		String shopper = cookie(exchange(this.one, SHOP, "/set?name=n&value=1", null));
		String admin = cookie(exchange(this.one, ADMIN, "/set?name=n&value=2", null));
		exchange(this.two, ADMIN, "/invalidate", admin);
		assertThat(this.storeOne.keys()).containsExactly(SessionIds.name(shopper) + "|" + SHOP);
		assertThat(exchange(this.two, SHOP, "/get?name=n", shopper).body()).isEqualTo("1");
		expireInStore(SessionKey.parse(SessionIds.name(shopper) + "|" + SHOP));
		this.two.sweep();
		assertThat(this.storeOne.keys()).isEmpty();
	}

	@Test
	void idOfOneHostIsNotAdoptedByTheOther() throws Exception {
		String shopper = cookie(exchange(this.one, SHOP, "/set?name=n&value=1", null));
		HttpResponse<String> response = exchange(this.one, ADMIN, "/set?name=n&value=2", shopper);
		assertThat(response.statusCode()).isEqualTo(200);
		assertThat(exchange(this.two, SHOP, "/get?name=n", shopper).body()).isEqualTo("1");
	}

	private static JettyNode withHosts(JettyNode node) {
		return node.context("/", (context) -> context.setVirtualHosts(List.of(SHOP)))
			.context("/", (context) -> context.setVirtualHosts(List.of(ADMIN)))
			.start();
	}

	private static HttpResponse<String> exchange(JettyNode node, String host, String path, String cookie)
			throws Exception {
		HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://" + host + ":" + node.port() + path));
		if (cookie != null) {
			request.header("Cookie", "JSESSIONID=" + cookie);
		}
		return HttpUser.client().send(request.build(), BodyHandlers.ofString());
	}

	private static String cookie(HttpResponse<?> response) {
		return HttpUser.setCookies(response, "JSESSIONID").get(0);
	}

}
