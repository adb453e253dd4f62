package io.github.hazelcastjetty.sample.cluster;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;

import org.awaitility.Awaitility;

/**
 * The ids of several sessions, which a node changes again and again until it fails to or
 * is told to stop. Whatever happens to the node or to the cluster thus happens in the
 * middle of changes.
 */
final class IdChanges {

	private static final Duration LIMIT = Duration.ofSeconds(30);

	private static final int OK = 200;

	private static final int UNAVAILABLE = 503;

	private final AtomicInteger changes = new AtomicInteger();

	private final int enough;

	private final List<CompletableFuture<String>> ends;

	private volatile boolean stopped;

	private IdChanges(List<Browser> browsers, SampleNode node) {
		this.enough = browsers.size();
		this.ends = browsers.stream()
			.map((browser) -> change(browser.at(node)).exceptionally((failure) -> "no answer"))
			.toList();
	}

	/**
	 * Starts to change the ids, and waits until as many were changed as there are
	 * sessions.
	 */
	static IdChanges start(List<Browser> browsers, SampleNode node) {
		IdChanges changes = new IdChanges(browsers, node);
		Awaitility.await("ids are changed").atMost(LIMIT).pollDelay(Duration.ZERO).until(changes::areUnderWay);
		return changes;
	}

	/**
	 * Lets those changes be the last ones that are under way.
	 */
	IdChanges stop() {
		this.stopped = true;
		return this;
	}

	/**
	 * Waits until no id is changed any more.
	 * @return the status of the last reply for each session, or that there was none
	 */
	List<String> await() {
		Awaitility.await("no id is changed any more")
			.atMost(LIMIT)
			.until(() -> this.ends.stream().allMatch(CompletableFuture::isDone));
		return this.ends.stream().map(CompletableFuture::join).toList();
	}

	private CompletableFuture<String> change(Browser browser) {
		return browser.sendAsync("POST", "/rules/life/rename", null).thenCompose((reply) -> {
			if (reply.status() == OK && !this.stopped) {
				this.changes.incrementAndGet();
				return change(browser);
			}
			// The machine may stand still before anything happens to the cluster
			boolean tooEarly = reply.status() == UNAVAILABLE && !areUnderWay() && !this.stopped;
			return tooEarly ? change(browser) : CompletableFuture.completedFuture(Integer.toString(reply.status()));
		});
	}

	private boolean areUnderWay() {
		return this.changes.get() >= this.enough;
	}

}
