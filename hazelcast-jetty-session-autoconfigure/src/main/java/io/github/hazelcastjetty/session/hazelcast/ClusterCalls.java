package io.github.hazelcastjetty.session.hazelcast;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

import org.jspecify.annotations.Nullable;

import io.github.hazelcastjetty.session.store.SessionStoreException;

/**
 * Calls the cluster and waits for its answer no longer than a deadline.
 * <p>
 * Hazelcast's blocking methods can be neither interrupted nor bounded: while a member is
 * silent but not yet suspected they wait for it, whatever timeouts are configured. What
 * Hazelcast offers asynchronously is therefore awaited by the caller; the rest runs on
 * workers, of which there are so few that a dead cluster cannot use up the memory.
 */
final class ClusterCalls implements Executor, AutoCloseable {

	private static final int WORKERS = 64;

	private static final int QUEUE = 1024;

	private final ThreadPoolExecutor workers;

	private final Duration timeout;

	ClusterCalls(Duration timeout) {
		this.timeout = timeout;
		AtomicInteger count = new AtomicInteger();
		this.workers = new ThreadPoolExecutor(WORKERS, WORKERS, 30, TimeUnit.SECONDS, new LinkedBlockingQueue<>(QUEUE),
				(task) -> {
					Thread thread = new Thread(task, "hazelcast-jetty-session-" + count.incrementAndGet());
					thread.setContextClassLoader(ClusterCalls.class.getClassLoader());
					thread.setDaemon(true);
					return thread;
				});
		this.workers.allowCoreThreadTimeOut(true);
	}

	Deadline deadline() {
		return Deadline.in(this.timeout);
	}

	<T extends @Nullable Object> T await(String what, Deadline deadline, Callable<CompletionStage<T>> call) {
		try {
			return get(what, deadline, call.call().toCompletableFuture());
		}
		catch (SessionStoreException ex) {
			throw ex;
		}
		catch (Exception ex) {
			throw failed(what, ex);
		}
	}

	<T extends @Nullable Object> T call(String what, Deadline deadline, Callable<T> call) {
		CompletableFuture<T> result = new CompletableFuture<>();
		try {
			this.workers.execute(() -> {
				if (result.isCancelled()) {
					// Its caller has given up before it began
					return;
				}
				try {
					result.complete(call.call());
				}
				catch (Throwable ex) {
					result.completeExceptionally(ex);
				}
			});
		}
		catch (RejectedExecutionException ex) {
			throw failed(what, ex);
		}
		return get(what, deadline, result);
	}

	/**
	 * Run something later that nobody waits for. If there is too much to do it is left
	 * undone.
	 */
	@Override
	public void execute(Runnable task) {
		try {
			this.workers.execute(() -> {
				try {
					task.run();
				}
				catch (RuntimeException ex) {
					// Nobody waits for it, and it is done again or made up for by TTL
				}
			});
		}
		catch (RejectedExecutionException ex) {
			// As above
		}
	}

	@Override
	public void close() {
		this.workers.shutdownNow();
	}

	private <T extends @Nullable Object> T get(String what, Deadline deadline, CompletableFuture<T> result) {
		try {
			return result.get(deadline.remainingNanos(), TimeUnit.NANOSECONDS);
		}
		catch (TimeoutException ex) {
			result.cancel(false);
			throw new SessionStoreException(what + " failed: no answer from the cluster within "
					+ this.timeout.toMillis() + " ms (hazelcast.jetty.session.operation-timeout)", ex);
		}
		catch (ExecutionException ex) {
			throw failed(what, (ex.getCause() != null) ? ex.getCause() : ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw failed(what, ex);
		}
	}

	private static SessionStoreException failed(String what, Throwable cause) {
		if (cause instanceof SessionStoreException ex) {
			return ex;
		}
		// The cause may quote the key, which is the id of a session
		return new SessionStoreException(what + " failed: " + cause.getClass().getSimpleName(), cause);
	}

}
