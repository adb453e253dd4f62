package io.github.hazelcastjetty.sample.cluster;

import java.io.UncheckedIOException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A user behind a load balancer, who reads and counts without a pause.
 */
final class BalancedUser implements Runnable {

	private final BalancerRecipe recipe;

	private final Browser browser;

	private final List<String> failedReads = new CopyOnWriteArrayList<>();

	private final List<String> failedPosts = new CopyOnWriteArrayList<>();

	// One post has created the session
	private int counted = 1;

	private volatile int rounds;

	private volatile boolean stopped;

	BalancedUser(BalancerRecipe recipe, Browser browser) {
		this.recipe = recipe;
		this.browser = browser;
	}

	int rounds() {
		return this.rounds;
	}

	void stop() {
		this.stopped = true;
	}

	@Override
	public void run() {
		for (int round = 1; !this.stopped; round++) {
			attempt(() -> this.browser.get("/api/session"), this.failedReads);
			if (attempt(() -> this.browser.post("/api/counter"), this.failedPosts)) {
				this.counted++;
			}
			this.rounds = round;
		}
	}

	/**
	 * A balancer may also close the connection instead of answering.
	 */
	private boolean attempt(Supplier<Reply> request, List<String> failures) {
		try {
			Reply reply = request.get();
			if (!reply.isSuccess()) {
				failures.add(this.recipe + ": " + reply);
			}
			return reply.isSuccess();
		}
		catch (UncheckedIOException ex) {
			failures.add(this.recipe + ": " + ex.getCause());
			return false;
		}
	}

	/**
	 * Fails if a read has failed, if a count is missing that was acknowledged, or if
	 * there are more than were asked for.
	 */
	void assertThatNothingWasLostOrRepeated() {
		int counter = Integer.parseInt(this.browser.session().attribute("counter"));
		assertThat(this.failedReads).isEmpty();
		// The one that was under way may be carried out or not
		assertThat(this.failedPosts).hasSizeLessThanOrEqualTo(1);
		assertThat(counter).isBetween(this.counted, this.counted + this.failedPosts.size());
	}

	@Override
	public String toString() {
		return "user of " + this.recipe + ", " + this.rounds + " rounds, failed: " + this.failedPosts;
	}

}
