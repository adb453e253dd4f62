package io.github.hazelcastjetty.sample.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

/**
 * Takes the place of a node, and answers no request as a client would like. It remembers
 * which it was sent.
 */
final class UselessNode implements AutoCloseable {

	private final Queue<String> methods = new ConcurrentLinkedQueue<>();

	private final HttpServer server;

	private UselessNode(Answer answer) {
		try {
			this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
			this.server.createContext("/", (exchange) -> {
				this.methods.add(exchange.getRequestMethod());
				answer.give(exchange);
			});
			this.server.start();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Reads requests and closes the connection, like a node that dies while it works.
	 */
	static UselessNode thatDies() {
		return new UselessNode(HttpExchange::close);
	}

	/**
	 * Answers 503, like a node whose cluster does not answer.
	 */
	static UselessNode thatRefuses() {
		return new UselessNode((exchange) -> {
			exchange.getRequestBody().readAllBytes();
			exchange.getResponseHeaders().set("Retry-After", "1");
			exchange.sendResponseHeaders(503, -1);
			exchange.close();
		});
	}

	int port() {
		return this.server.getAddress().getPort();
	}

	/**
	 * The methods of the requests that it was sent, in order.
	 */
	List<String> methods() {
		return List.copyOf(this.methods);
	}

	long count(String method) {
		return this.methods.stream().filter(method::equals).count();
	}

	@Override
	public void close() {
		this.server.stop(0);
	}

	@FunctionalInterface
	private interface Answer {

		void give(HttpExchange exchange) throws IOException;

	}

}
