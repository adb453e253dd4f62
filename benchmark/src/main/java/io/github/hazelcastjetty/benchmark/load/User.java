package io.github.hazelcastjetty.benchmark.load;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * One user with a session: knows what to ask for next, and which node.
 */
final class User {

	private static final int OK = 200;

	private final Scenario scenario;

	private final int size;

	private final List<Connection> nodes;

	private final Map<String, byte[]> requests = new HashMap<>();

	private int node;

	private int step;

	private @Nullable String cookie;

	private boolean finished;

	/**
	 * Create a user without a session.
	 * @param number tells users apart: they start at different nodes and steps
	 * @param nodes a connection to each node that is used, in turn
	 */
	User(int number, Scenario scenario, int size, List<Connection> nodes) {
		this.scenario = scenario;
		this.size = size;
		this.nodes = nodes;
		this.node = number % nodes.size();
		this.step = number % Math.max(1, scenario.paths().size());
	}

	/**
	 * Send the next request.
	 */
	void ask() {
		this.nodes.get(this.node).send(this, ByteBuffer.wrap(request(path())));
	}

	private String path() {
		if (this.cookie == null) {
			return this.scenario.creation(this.size);
		}
		return this.finished ? "/logout" : this.scenario.paths().get(this.step);
	}

	private byte[] request(String path) {
		return this.requests.computeIfAbsent(path, (key) -> {
			String header = "GET " + path + " HTTP/1.1\r\nHost: 127.0.0.1\r\n";
			return (header + ((this.cookie != null) ? "Cookie: " + this.cookie + "\r\n\r\n" : "\r\n"))
				.getBytes(StandardCharsets.ISO_8859_1);
		});
	}

	/**
	 * Take note of an answer.
	 * @param newCookie the cookie that came with it
	 * @return whether it was the one that was expected
	 */
	boolean answered(int status, @Nullable String newCookie) {
		String path = path();
		if (path.equals("/logout")) {
			this.cookie = null;
			this.requests.clear();
			this.step = 0;
		}
		else {
			if (this.cookie != null) {
				this.step = (this.step + 1) % this.scenario.paths().size();
			}
			else if (this.scenario == Scenario.LOG_IN) {
				this.step = 0;
			}
			if (newCookie != null && !this.scenario.paths().isEmpty()) {
				this.cookie = newCookie;
				this.requests.clear();
			}
		}
		this.node = (this.node + 1) % this.nodes.size();
		return status == OK;
	}

	boolean hasSession() {
		return this.cookie != null;
	}

	/**
	 * Let the next request end the session.
	 */
	void finish() {
		this.finished = true;
	}

	void close() {
		this.nodes.forEach(Connection::close);
	}

}
