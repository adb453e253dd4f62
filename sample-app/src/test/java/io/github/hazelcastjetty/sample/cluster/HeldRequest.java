package io.github.hazelcastjetty.sample.cluster;

import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import org.awaitility.Awaitility;

/**
 * A request that is under way on a node, with its session in hand, until it is let go.
 */
final class HeldRequest {

	private static final Duration LIMIT = Duration.ofSeconds(10);

	private final String name = UUID.randomUUID().toString();

	private final Browser stranger;

	private final CompletableFuture<Reply> reply;

	private HeldRequest(Browser browser, SampleNode node, String kind) {
		// Without the cookie: only the held request itself is to keep the session busy
		this.stranger = new Browser(node.uri());
		this.reply = browser.at(node)
			.sendAsync("POST", "/rules/life/gate/" + kind + "?name=" + this.name + "&before=before-" + node.name()
					+ "&removed=removed-" + node.name() + "&after=after-" + node.name(), null);
		Awaitility.await("the request is under way")
			.atMost(LIMIT)
			.pollDelay(Duration.ZERO)
			.pollInterval(Duration.ofMillis(5))
			.failFast("the request is done", this.reply::isDone)
			.until(() -> this.stranger.get("/rules/life/gate/waiting?name=" + this.name).body().equals("true"));
	}

	/**
	 * Starts a request that keeps a thread. It sets an attribute, {@code before-} and the
	 * name of the node, and removes {@code removed-} and the name of the node before it
	 * waits, and sets {@code after-} and the name of the node when it is let go.
	 * @return the request, which is waiting now
	 */
	static HeldRequest blocking(Browser browser, SampleNode node) {
		return new HeldRequest(browser, node, "blocking");
	}

	/**
	 * Starts a request that does the same and keeps no thread.
	 */
	static HeldRequest asynchronous(Browser browser, SampleNode node) {
		return new HeldRequest(browser, node, "asynchronous");
	}

	/**
	 * What it sets its attributes to.
	 */
	String value() {
		return this.name;
	}

	/**
	 * Lets the request go on.
	 * @return its reply: 204, or 410 if its session was gone
	 */
	Reply release() {
		if (!this.stranger.post("/rules/life/gate/open?name=" + this.name).body().equals("true")) {
			throw new AssertionError("The request was not waiting any more");
		}
		return this.reply.orTimeout(30, TimeUnit.SECONDS).join();
	}

}
