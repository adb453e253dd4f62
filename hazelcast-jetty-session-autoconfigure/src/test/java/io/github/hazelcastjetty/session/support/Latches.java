package io.github.hazelcastjetty.session.support;

import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Waits for latches, and lets the test fail if nobody counts them down, whatever thread
 * waits: a test that goes on all the same may see what it expects for another reason.
 * Found by {@code META-INF/services}, for all classes.
 */
public final class Latches implements AfterEachCallback {

	private static final Duration LIMIT = Duration.ofSeconds(20);

	private static final Queue<AssertionError> failures = new ConcurrentLinkedQueue<>();

	public static void await(CountDownLatch latch) throws InterruptedException {
		await(latch, LIMIT);
	}

	public static void await(CountDownLatch latch, Duration limit) throws InterruptedException {
		if (!latch.await(limit.toMillis(), TimeUnit.MILLISECONDS)) {
			AssertionError failure = new AssertionError(
					"A latch was not counted down within %d seconds".formatted(limit.toSeconds()));
			failures.add(failure);
			throw failure;
		}
	}

	/**
	 * A handler's error ends with its request.
	 */
	@Override
	public void afterEach(ExtensionContext context) {
		AssertionError failure = failures.poll();
		failures.clear();
		if (failure != null) {
			throw failure;
		}
	}

}
