package io.github.hazelcastjetty.sample.cluster;

import java.io.UncheckedIOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

import org.awaitility.Awaitility;

/**
 * Users who ask one node for their sessions without a pause and without a balancer that
 * would ask another one, until nobody answers any more.
 */
final class DirectUsers implements AutoCloseable {

	private static final int OK = 200;

	private static final int UNAVAILABLE = 503;

	private final AtomicInteger answered = new AtomicInteger();

	private final AtomicInteger refused = new AtomicInteger();

	private final AtomicBoolean over = new AtomicBoolean();

	private final ExecutorService threads;

	private final List<CompletableFuture<String>> ends;

	private DirectUsers(SampleCluster cluster, SampleNode node, int count) {
		this.threads = Executors.newFixedThreadPool(count);
		this.ends = IntStream.range(0, count).mapToObj((i) -> {
			Browser browser = cluster.browserAt(node.name());
			browser.set("user", Integer.toString(i));
			return CompletableFuture.supplyAsync(() -> use(browser, Integer.toString(i)), this.threads);
		}).toList();
	}

	/**
	 * Starts users, and waits until they have been answered.
	 */
	static DirectUsers start(SampleCluster cluster, SampleNode node, int count) {
		DirectUsers users = new DirectUsers(cluster, node, count);
		Awaitility.await("users are answered").until(() -> users.answered.get() >= 10 * count);
		return users;
	}

	private String use(Browser browser, String user) {
		while (!this.over.get()) {
			try {
				Reply reply = browser.get("/api/session");
				if (reply.status() == UNAVAILABLE) {
					this.refused.incrementAndGet();
				}
				else if (reply.status() != OK || !user.equals(SessionState.of(reply).attribute("user"))) {
					return "wrong: " + reply;
				}
				else {
					this.answered.incrementAndGet();
				}
			}
			catch (UncheckedIOException ex) {
				return "no answer";
			}
		}
		return "answered all the time";
	}

	/**
	 * How the users ended when the node has gone.
	 */
	List<String> ends() {
		return this.ends.stream().map(CompletableFuture::join).toList();
	}

	/**
	 * How many requests were answered 503.
	 */
	int refused() {
		return this.refused.get();
	}

	@Override
	public void close() {
		this.over.set(true);
		this.threads.shutdownNow();
	}

}
