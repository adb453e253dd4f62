package io.github.hazelcastjetty.sample.cluster;

import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

import io.undertow.Undertow;
import io.undertow.server.HttpHandler;
import io.undertow.util.StatusCodes;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ReverseProxy}: what it forgives decides what the cluster tests prove.
 */
class ReverseProxyTests {

	private final List<AutoCloseable> opened = new ArrayList<>();

	@AfterEach
	void closeAll() throws Exception {
		for (AutoCloseable resource : this.opened) {
			resource.close();
		}
	}

	@Test
	void roundRobinIgnoresTheSuffixOfTheCookie() {
		ReverseProxy proxy = proxy(false);
		proxy.addNode("a", answering("a"));
		proxy.addNode("b", answering("b"));
		Browser browser = new Browser(proxy.uri());
		browser.forgeCookie("id.a");
		assertThat(nodesOf(browser, 10)).containsOnly("a", "b").containsSequence("a", "b", "a");
	}

	@Test
	void stickyFollowsTheSuffixOfTheCookie() {
		ReverseProxy proxy = proxy(true);
		proxy.addNode("a", answering("a"));
		proxy.addNode("b", answering("b"));
		Browser browser = new Browser(proxy.uri());
		browser.forgeCookie("id.b");
		assertThat(nodesOf(browser, 10)).containsOnly("b");
	}

	@Test
	void requestThatIsRefusedGoesToAnotherNode() {
		ReverseProxy proxy = proxy(true);
		proxy.addNode("a", URI.create("http://127.0.0.1:" + FreePorts.inARow(1).get(0)));
		proxy.addNode("b", answering("b"));
		Browser browser = new Browser(proxy.uri());
		browser.forgeCookie("id.a");
		assertThat(browser.post("/").body()).isEqualTo("b");
	}

	@Test
	void requestThatIsAnsweredWithUnavailableGoesToAnotherNode() {
		AtomicInteger asked = new AtomicInteger();
		ReverseProxy proxy = proxy(true);
		proxy.addNode("a", serving(unavailable(asked)));
		proxy.addNode("b", answering("b"));
		Browser browser = new Browser(proxy.uri());
		browser.forgeCookie("id.a");
		for (int i = 0; i < 5; i++) {
			assertThat(browser.post("/").body()).isEqualTo("b");
		}
		assertThat(asked).hasValue(5);
	}

	@Test
	void requestIsTriedOnTwoNodesAtMost() {
		AtomicInteger asked = new AtomicInteger();
		ReverseProxy proxy = proxy(false);
		for (String name : List.of("a", "b", "c")) {
			proxy.addNode(name, serving(unavailable(asked)));
		}
		assertThat(new Browser(proxy.uri()).post("/").status()).isEqualTo(StatusCodes.SERVICE_UNAVAILABLE);
		assertThat(asked).hasValue(2);
	}

	@Test
	void requestWithoutAnAnswerIsRepeatedOnlyIfHttpAllowsIt() {
		AtomicInteger asked = new AtomicInteger();
		ReverseProxy proxy = proxy(true);
		proxy.addNode("a", serving((exchange) -> {
			asked.incrementAndGet();
			exchange.getConnection().close();
		}));
		proxy.addNode("b", answering("b"));
		Browser browser = new Browser(proxy.uri());
		browser.forgeCookie("id.a");
		assertThat(browser.put("/").body()).isEqualTo("b");
		assertThat(browser.post("/").status()).isEqualTo(StatusCodes.SERVICE_UNAVAILABLE);
		assertThat(asked).hasValue(2);
	}

	@Test
	void nodesComeAndGo() {
		URI a = answering("a");
		ReverseProxy proxy = proxy(false);
		Browser browser = new Browser(proxy.uri());
		assertThat(browser.get("/").status()).isEqualTo(StatusCodes.SERVICE_UNAVAILABLE);
		proxy.addNode("a", a);
		assertThat(nodesOf(browser, 4)).containsOnly("a");
		proxy.addNode("b", answering("b"));
		proxy.removeNode(a);
		assertThat(nodesOf(browser, 4)).containsOnly("b");
	}

	@Test
	void bodyReachesTheNode() {
		ReverseProxy proxy = proxy(false);
		proxy.addNode("a", serving((exchange) -> exchange.getRequestReceiver()
			.receiveFullString((target, body) -> target.getResponseSender().send(body), StandardCharsets.UTF_8)));
		assertThat(new Browser(proxy.uri()).put("/", "grüße").body()).isEqualTo("grüße");
	}

	private List<String> nodesOf(Browser browser, int requests) {
		return IntStream.range(0, requests).mapToObj((i) -> browser.get("/").body()).toList();
	}

	private ReverseProxy proxy(boolean sticky) {
		ReverseProxy proxy = ReverseProxy.start(sticky, 0);
		this.opened.add(proxy);
		return proxy;
	}

	private URI answering(String body) {
		return serving((exchange) -> exchange.getResponseSender().send(body));
	}

	private HttpHandler unavailable(AtomicInteger asked) {
		return (exchange) -> {
			asked.incrementAndGet();
			exchange.setStatusCode(StatusCodes.SERVICE_UNAVAILABLE);
			exchange.getResponseSender().send("not now");
		};
	}

	private URI serving(HttpHandler handler) {
		Undertow server = Undertow.builder()
			.addHttpListener(0, "127.0.0.1")
			.setIoThreads(1)
			.setHandler(handler)
			.build();
		server.start();
		this.opened.add(server::stop);
		InetSocketAddress address = (InetSocketAddress) server.getListenerInfo().get(0).getAddress();
		return URI.create("http://127.0.0.1:" + address.getPort());
	}

}
