package io.github.hazelcastjetty.session.test;

import java.net.CookieManager;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Tests for {@link ClusteredApplication}.
 */
class ClusteredApplicationTests {

	private final HttpClient client = HttpClient.newBuilder().cookieHandler(new CookieManager()).build();

	@Test
	void nodesShareSessionsAndTakeThemOver() throws Exception {
		try (ClusteredApplication nodes = ClusteredApplication.of(VisitsApplication.class)
			.property("server.servlet.context-path", "/shop")
			.property("hazelcast.jetty.session.client-only", "true")
			.property("hazelcast.jetty.session.instance-name", "mine")
			.start(2)) {
			assertThat(visit(nodes.uri(0))).isEqualTo("1");
			assertThat(visit(nodes.uri(1))).isEqualTo("2");
			nodes.stop(0);
			assertThatIllegalStateException().isThrownBy(() -> nodes.uri(0));
			int third = nodes.start();
			nodes.stop(1);
			assertThat(visit(nodes.uri(third))).isEqualTo("3");
		}
	}

	private String visit(URI node) throws Exception {
		HttpRequest request = HttpRequest.newBuilder(node.resolve("visits")).build();
		return this.client.send(request, BodyHandlers.ofString()).body();
	}

}
