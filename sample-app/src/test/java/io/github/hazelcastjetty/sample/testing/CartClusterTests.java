package io.github.hazelcastjetty.sample.testing;

import java.net.CookieManager;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;

import org.junit.jupiter.api.Test;

import io.github.hazelcastjetty.sample.SampleApplication;
import io.github.hazelcastjetty.session.test.ClusteredApplication;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests the cart on two nodes, one of which is stopped.
 */
class CartClusterTests {

	private final HttpClient client = HttpClient.newBuilder().cookieHandler(new CookieManager()).build();

	@Test
	void cartOutlivesItsNode() throws Exception {
		try (ClusteredApplication nodes = ClusteredApplication.of(SampleApplication.class)
			.property("spring.profiles.active", "unsecured")
			.start(2)) {
			put(nodes.uri(0), "tea");
			put(nodes.uri(1), "bread");
			nodes.stop(0);
			assertThat(cart(nodes.uri(1))).isEqualTo("{\"tea\":1,\"bread\":1}");
		}
	}

	private void put(URI node, String product) throws Exception {
		HttpRequest request = HttpRequest.newBuilder(node.resolve("api/cart/" + product))
			.POST(BodyPublishers.noBody())
			.build();
		assertThat(this.client.send(request, BodyHandlers.ofString()).statusCode()).isEqualTo(200);
	}

	private String cart(URI node) throws Exception {
		return this.client.send(HttpRequest.newBuilder(node.resolve("api/cart")).build(), BodyHandlers.ofString())
			.body();
	}

}
