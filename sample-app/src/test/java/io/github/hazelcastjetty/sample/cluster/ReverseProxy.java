package io.github.hazelcastjetty.sample.cluster;

import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.function.UnaryOperator;

import io.undertow.Undertow;
import io.undertow.server.HttpHandler;
import io.undertow.server.handlers.ResponseCodeHandler;
import io.undertow.server.handlers.proxy.LoadBalancingProxyClient;
import io.undertow.server.handlers.proxy.ProxyHandler;

/**
 * A real balancer on loopback. Round-robin it knows nothing of sessions; sticky it sends
 * a cookie that ends with {@code .name} to the node of that name while there is one. A
 * request that a node refuses, or answers with 503, goes once to another node. Nodes come
 * and go while it runs.
 */
public final class ReverseProxy implements AutoCloseable {

	private static final String COOKIE = "JSESSIONID";

	private static final String LOOPBACK = "127.0.0.1";

	private static final Duration REQUEST_LIMIT = Duration.ofSeconds(30);

	private final LoadBalancingProxyClient nodes = new RetryingProxyClient().setProblemServerRetry(1)
		.setConnectionsPerThread(64);

	private final Undertow server;

	private ReverseProxy(boolean sticky, int port, UnaryOperator<HttpHandler> front) {
		setSticky(sticky);
		ProxyHandler handler = ProxyHandler.builder()
			.setProxyClient(this.nodes)
			.setMaxRequestTime((int) REQUEST_LIMIT.toMillis())
			.setMaxConnectionRetries(1)
			.setIdempotentRequestPredicate(RetryingProxyClient.MAY_BE_REPEATED)
			.setNext(ResponseCodeHandler.HANDLE_404)
			.build();
		this.server = Undertow.builder()
			.addHttpListener(port, LOOPBACK)
			.setIoThreads(2)
			.setHandler(front.apply(handler))
			.build();
		this.server.start();
	}

	/**
	 * Starts a balancer.
	 * @param sticky whether it keeps a session on one node
	 * @param port where it listens, 0 for any free port
	 * @return the running balancer
	 */
	static ReverseProxy start(boolean sticky, int port) {
		return start(sticky, port, UnaryOperator.identity());
	}

	/**
	 * Starts a balancer with something in front of it.
	 * @param sticky whether it keeps a session on one node
	 * @param port where it listens, 0 for any free port
	 * @param front what is to see each request before the balancer, given the balancer
	 * @return the running balancer
	 */
	static ReverseProxy start(boolean sticky, int port, UnaryOperator<HttpHandler> front) {
		return new ReverseProxy(sticky, port, front);
	}

	/**
	 * Changes whether a session is kept on one node, from the next request on.
	 * @param sticky whether to follow the suffix of the cookie
	 */
	public void setSticky(boolean sticky) {
		if (sticky) {
			this.nodes.addSessionCookieName(COOKIE);
		}
		else {
			this.nodes.removeSessionCookieName(COOKIE);
		}
	}

	/**
	 * Where the balancer listens.
	 * @return the address
	 */
	public URI uri() {
		InetSocketAddress address = (InetSocketAddress) this.server.getListenerInfo().get(0).getAddress();
		return URI.create("http://" + LOOPBACK + ":" + address.getPort());
	}

	/**
	 * Lets a node have requests.
	 * @param node the node
	 */
	public void addNode(SampleNode node) {
		addNode(node.name(), node.uri());
	}

	void addNode(String name, URI node) {
		this.nodes.addHost(node, name);
	}

	/**
	 * Lets a node have no more requests.
	 * @param node the node
	 */
	public void removeNode(SampleNode node) {
		removeNode(node.uri());
	}

	void removeNode(URI node) {
		this.nodes.removeHost(node);
	}

	@Override
	public void close() {
		this.server.stop();
	}

}
