package io.github.hazelcastjetty.sample.testing;

import java.net.CookieManager;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;

import org.junit.jupiter.api.Test;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Import;
import org.springframework.test.context.ActiveProfiles;

import io.github.hazelcastjetty.sample.SampleApplication;
import io.github.hazelcastjetty.session.hazelcast.InMemorySessionStore;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests the cart on one node, without Hazelcast.
 */
@ActiveProfiles("unsecured")
@Import(InMemorySessionStore.class)
@SpringBootTest(classes = SampleApplication.class, webEnvironment = WebEnvironment.RANDOM_PORT)
class CartTests {

	private final HttpClient client = HttpClient.newBuilder().cookieHandler(new CookieManager()).build();

	@LocalServerPort
	private int port;

	@Test
	void cartKeepsWhatIsPutIntoIt() throws Exception {
		HttpRequest request = HttpRequest.newBuilder(uri("/api/cart/tea?quantity=2"))
			.POST(BodyPublishers.noBody())
			.build();
		assertThat(send(request).statusCode()).isEqualTo(200);
		assertThat(send(HttpRequest.newBuilder(uri("/api/cart")).build()).body()).isEqualTo("{\"tea\":2}");
	}

	private URI uri(String path) {
		return URI.create("http://localhost:" + this.port + path);
	}

	private HttpResponse<String> send(HttpRequest request) throws Exception {
		return this.client.send(request, BodyHandlers.ofString());
	}

}
