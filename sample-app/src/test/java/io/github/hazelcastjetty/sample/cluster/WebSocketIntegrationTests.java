package io.github.hazelcastjetty.sample.cluster;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.util.Base64;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * WebSockets and the session of their handshake.
 */
@ParameterizedClass
@EnumSource
class WebSocketIntegrationTests {

	private static final int LIMIT_SECONDS = 20;

	private static final String PATH = "/rules/requests/socket";

	private final SampleCluster cluster;

	WebSocketIntegrationTests(Topology topology) {
		this.cluster = topology.cluster();
	}

	@Test
	void socketSeesAndChangesTheSessionOfAnotherNode() throws Exception {
		Browser browser = this.cluster.browserAt("a");
		browser.set("colour", "green");
		Answers answers = new Answers();
		WebSocket socket = open(browser, this.cluster.node("b"), answers);
		try {
			assertThat(answers.to(socket, "colour")).isEqualTo("green");
			browser.set("colour", "blue");
			assertThat(answers.to(socket, "colour")).isEqualTo("blue");
			assertThat(answers.to(socket, "shape=round")).isEqualTo("set");
			assertThat(browser.get("/api/attributes/shape").body()).isEqualTo("round");
			assertThat(browser.at(this.cluster.node("b")).session().attributes()).containsEntry("shape", "round")
				.containsEntry("colour", "blue");
		}
		finally {
			socket.abort();
		}
	}

	/**
	 * Nothing follows the response to the handshake, so the session must be stored before
	 * it.
	 */
	@Test
	void sessionThatTheHandshakeCreatesIsOnTheOtherNodeAtOnce() throws IOException {
		try (RawHttp http = RawHttp.to(this.cluster.node("a").uri())) {
			http.send("GET " + PATH + "?create HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\n"
					+ "Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: "
					+ Base64.getEncoder().encodeToString(new byte[16]) + "\r\n\r\n");
			String head = http.readHead();
			assertThat(head).startsWith("HTTP/1.1 101").contains("Set-Cookie: JSESSIONID=");
			Browser browser = this.cluster.browserAt("b");
			browser.forgeCookie(head.replaceFirst("(?s).*JSESSIONID=([^;\\n]*).*", "$1"));
			assertThat(browser.session().attributes()).containsEntry("created", "in the handshake");
		}
	}

	private static WebSocket open(Browser browser, SampleNode node, Answers answers) throws Exception {
		return HttpClient.newHttpClient()
			.newWebSocketBuilder()
			.header("Cookie", SessionCookie.header(browser.cookie()))
			.buildAsync(URI.create(node.uri().toString().replace("http", "ws") + PATH), answers)
			.get(LIMIT_SECONDS, TimeUnit.SECONDS);
	}

	/**
	 * What the server says.
	 */
	private static final class Answers implements WebSocket.Listener {

		private final BlockingQueue<String> texts = new LinkedBlockingQueue<>();

		private String to(WebSocket socket, String question) throws InterruptedException {
			socket.sendText(question, true);
			return this.texts.poll(LIMIT_SECONDS, TimeUnit.SECONDS);
		}

		@Override
		public CompletionStage<?> onText(WebSocket socket, CharSequence text, boolean last) {
			this.texts.add(text.toString());
			socket.request(1);
			return null;
		}

	}

}
