package io.github.hazelcastjetty.session.autoconfigure;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.diagnostics.FailureAnalyzer;

import io.github.hazelcastjetty.session.hazelcast.HazelcastSessionStore;

/**
 * Tries to open a store until the cluster is there.
 */
final class OpeningAttempts implements AutoCloseable {

	private static final Log logger = LogFactory.getLog(OpeningAttempts.class);

	private static final Duration RETRY_PERIOD = Duration.ofMillis(500);

	private static final List<FailureAnalyzer> LASTING = List.of(new UnsuitableMapFailureAnalyzer(),
			new SessionMapNameConflictFailureAnalyzer());

	private final CompletableFuture<HazelcastSessionStore> opening = new CompletableFuture<>();

	private final CountDownLatch tried = new CountDownLatch(1);

	private final SessionHazelcast hazelcast;

	private final Supplier<HazelcastSessionStore> opener;

	private final ScheduledExecutorService retries;

	private @Nullable String failure;

	/**
	 * Begin to try.
	 * @param hazelcast the client
	 * @param opener opens the store, or fails
	 */
	OpeningAttempts(SessionHazelcast hazelcast, Supplier<HazelcastSessionStore> opener) {
		this.hazelcast = hazelcast;
		this.opener = opener;
		this.retries = Executors.newSingleThreadScheduledExecutor((task) -> {
			Thread thread = new Thread(task, "hazelcast-jetty-session-connect");
			thread.setDaemon(true);
			return thread;
		});
		this.retries.execute(() -> {
			// If that fails, awaitFirst() does too
			hazelcast.instance();
			this.retries.scheduleWithFixedDelay(this::attempt, 0, RETRY_PERIOD.toMillis(), TimeUnit.MILLISECONDS);
		});
	}

	/**
	 * Return the store that is going to be open.
	 */
	CompletableFuture<HazelcastSessionStore> opening() {
		return this.opening;
	}

	/**
	 * Wait until there is a client and the first attempt was made. A member that is
	 * silent can hold the attempt up: then it goes on in the background.
	 * @param patience how long to wait for the attempt
	 * @return whether the store is open
	 */
	boolean awaitFirst(Duration patience) {
		this.hazelcast.instance();
		try {
			this.tried.await(patience.toMillis(), TimeUnit.MILLISECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		return this.opening.isDone();
	}

	private void attempt() {
		try {
			if (this.hazelcast.isConnected()) {
				HazelcastSessionStore store = this.opener.get();
				if (!this.opening.complete(store)) {
					store.close();
				}
				this.retries.shutdown();
			}
		}
		catch (RuntimeException | LinkageError ex) {
			tell(ex);
		}
		finally {
			this.tried.countDown();
		}
	}

	/**
	 * Tell of each failure once, and most of all of those that do not pass by themselves.
	 */
	private void tell(Throwable ex) {
		String message = String.valueOf(ex.getMessage());
		if (message.equals(this.failure)) {
			return;
		}
		this.failure = message;
		FailureAnalysis analysis = analyze(ex);
		if (analysis != null) {
			logger.error("The sessions in Hazelcast cannot be used: %s%n%s".formatted(analysis.getDescription(),
					analysis.getAction()));
		}
		else {
			logger.warn("The sessions in Hazelcast cannot be used yet: " + message);
		}
	}

	private static @Nullable FailureAnalysis analyze(Throwable ex) {
		return LASTING.stream()
			.map((analyzer) -> analyzer.analyze(ex))
			.filter(Objects::nonNull)
			.findFirst()
			.orElse(null);
	}

	@Override
	public void close() {
		this.retries.shutdownNow();
	}

}
