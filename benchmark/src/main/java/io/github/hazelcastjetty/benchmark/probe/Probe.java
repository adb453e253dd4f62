package io.github.hazelcastjetty.benchmark.probe;

import java.net.InetSocketAddress;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;

/**
 * Uses one session on two nodes, as happens behind a balancer that is not sticky, and
 * behind one that is when a node is added, removed or replaced.
 */
public final class Probe {

	// A copy that is told of a change somewhere else may take a moment to hear of it
	private static final Duration PATIENCE = Duration.ofMillis(200);

	private static final int HOLD_MILLIS = 50;

	private final Node one;

	private final Node other;

	/**
	 * Create a probe.
	 * @param nodes the addresses of two nodes
	 */
	public Probe(List<InetSocketAddress> nodes) {
		HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
		this.one = new Node(client, nodes.get(0));
		this.other = new Node(client, nodes.get(1));
	}

	/**
	 * Try each of the ways to go wrong.
	 * @param attempts how often
	 * @return what went wrong
	 */
	public Finding run(int attempts) {
		String session = this.one.create("");
		String list = this.one.create("&list=yes");
		int lost = 0;
		int stale = 0;
		int notSaved = 0;
		int resurrected = 0;
		for (int i = 0; i < attempts; i++) {
			lost += isLost(session, i) ? 1 : 0;
			stale += isStale(session, i) ? 1 : 0;
			notSaved += isNotSaved(list) ? 1 : 0;
			resurrected += isResurrected(i) ? 1 : 0;
		}
		return new Finding(attempts, lost, stale, notSaved, resurrected);
	}

	private boolean isLost(String session, int value) {
		CompletableFuture<String> first = this.one.begin(session, set("left", value, ""));
		CompletableFuture<String> second = this.other.begin(session, set("right", value, ""));
		CompletableFuture.allOf(first, second).join();
		return !happens(() -> shows(this.one, session, "left", value) && shows(this.other, session, "left", value)
				&& shows(this.one, session, "right", value) && shows(this.other, session, "right", value));
	}

	private static boolean happens(BooleanSupplier condition) {
		long end = System.nanoTime() + PATIENCE.toNanos();
		while (!condition.getAsBoolean()) {
			if (System.nanoTime() > end) {
				return false;
			}
		}
		return true;
	}

	private boolean isStale(String session, int value) {
		this.one.ask(session, set("middle", value, ""));
		return !shows(this.other, session, "middle", value);
	}

	private boolean isNotSaved(String session) {
		String value = this.one.ask(session, "/change");
		return !happens(() -> this.other.ask(session, "/list").contains(value));
	}

	/**
	 * Log out on one node while the other is at work for the same session.
	 */
	private boolean isResurrected(int value) {
		String session = this.one.create("");
		this.other.ask(session, "/read");
		CompletableFuture<String> late = this.other.begin(session, set("late", value, "&hold=" + HOLD_MILLIS));
		// By the time this is answered the other request has most probably begun
		this.other.ask(session, "/read");
		this.one.ask(session, "/logout");
		late.join();
		return this.one.hasSession(session) || this.other.hasSession(session);
	}

	private static String set(String name, int value, String more) {
		return "/set?name=" + name + "&value=" + value + more;
	}

	private static boolean shows(Node node, String session, String name, int value) {
		return node.ask(session, "/get?name=" + name).equals(Integer.toString(value));
	}

}
