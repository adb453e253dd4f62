package io.github.hazelcastjetty.quickstart;

import java.io.IOException;
import java.net.CookieManager;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Starts the application twice, and uses one session on both.
 */
class QuickStartIT {

	private static final Path JAR = Path.of(System.getProperty("quick-start.jar"));

	private final List<Node> nodes = new ArrayList<>();

	// Cookies are for all ports of a host
	private final HttpClient browser = HttpClient.newBuilder().cookieHandler(new CookieManager()).build();

	@AfterEach
	void stop() throws InterruptedException {
		for (Node node : this.nodes) {
			node.kill();
		}
	}

	@Test
	void sessionIsOnBothNodesAndSurvivesOne() throws Exception {
		Node first = start("first");
		Node second = start("second");
		for (Node node : this.nodes) {
			node.awaitLog("HTTP sessions are kept in Hazelcast: P2P, cluster 'quick-start', "
					+ "map 'jetty-sessions-quick-start', non-sticky");
			node.awaitLog("Members {size:2");
		}
		assertThat(send(first, "POST", "/name?name=Ada").statusCode()).isEqualTo(200);
		assertThat(send(second, "GET", "/name").body()).isEqualTo("Ada");
		first.kill();
		assertThat(send(second, "GET", "/name").body()).isEqualTo("Ada");
	}

	private Node start(String name) throws IOException {
		Node node = Node.start(JAR, name);
		this.nodes.add(node);
		node.awaitPort();
		return node;
	}

	private HttpResponse<String> send(Node node, String method, String path) throws Exception {
		HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + node.awaitPort() + path))
			.method(method, BodyPublishers.noBody())
			.timeout(Duration.ofSeconds(30))
			.build();
		return this.browser.send(request, BodyHandlers.ofString());
	}

}
