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

	private static final int WORKERS = 128;

	private static final int QUEUE = 1024;

	/**
	 * The preparation is several calls, one of which may take the members of a cluster
	 * that is just forming more than five seconds: as long as Hazelcast waits for a
	 * backup, which may get lost then.
	 */
	private static final int PREPARATION_TIMEOUTS = 3;

	private final ThreadPoolExecutor workers;

	private final Duration timeout;

	private final Circuits circuits;

	ClusterCalls(Duration timeout, Circuits circuits) {
		this.timeout = timeout;
		this.circuits = circuits;
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

	/**
	 * Wait for what Hazelcast offers asynchronously.
	 * @param key what it is about, which says who has to answer
	 */
	<T extends @Nullable Object> T await(String what, String key, Deadline deadline,
			Callable<CompletionStage<T>> call) {
		Route route = passable(what, this.circuits.to(key));
		CompletableFuture<T> result;
		try {
			result = call.call().toCompletableFuture();
		}
		catch (Exception ex) {
			route.failed(ex);
			throw failed(what, ex);
		}
		return get(what, route, deadline, result);
	}

	/**
	 * Wait for what Hazelcast offers in a blocking form only.
	 * @param key what it is about, which says who has to answer
	 */
	<T extends @Nullable Object> T call(String what, String key, Deadline deadline, Callable<T> call) {
		return call(what, this.circuits.to(key), deadline, call);
	}

	/**
	 * Wait for what all members have to answer.
	 */
	<T extends @Nullable Object> T callAll(String what, Deadline deadline, Callable<T> call) {
		return call(what, this.circuits.toAll(), deadline, call);
	}

	private <T extends @Nullable Object> T call(String what, Route route, Deadline deadline, Callable<T> call) {
		passable(what, route);
		begin(what, route, deadline);
		CompletableFuture<T> result = new CompletableFuture<>();
		try {
			execute(what, result, call, passable(what, route)::endBlocking);
		}
		catch (SessionStoreException ex) {
			route.endBlocking();
			throw ex;
		}
		return get(what, route, deadline, result);
	}

	/**
	 * Wait for what has to be done before anything else, three times as long as for a
	 * call.
	 */
	void prepare(String what, Runnable preparation) {
		CompletableFuture<Boolean> result = new CompletableFuture<>();
		execute(what, result, () -> {
			preparation.run();
			return true;
		}, () -> {
		});
		try {
			result.get(this.timeout.multipliedBy(PREPARATION_TIMEOUTS).toNanos(), TimeUnit.NANOSECONDS);
		}
		catch (TimeoutException ex) {
			result.cancel(false);
			throw unanswered(what, PREPARATION_TIMEOUTS, ex);
		}
		catch (ExecutionException ex) {
			throw failed(what, causeOf(ex));
		}
		catch (InterruptedException ex) {
			throw interrupted(what, ex);
		}
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
		this.circuits.close();
		this.workers.shutdownNow();
	}

	private Route passable(String what, Route route) {
		Circuit open = route.findOpen();
		if (open != null) {
			this.circuits.refused();
			throw silent(what, open, null);
		}
		return route;
	}

	/**
	 * Wait until a blocking call may begin, as one waits for its answer.
	 */
	private void begin(String what, Route route, Deadline deadline) {
		try {
			await(what, route, deadline, (nanos) -> {
				if (!route.beginBlocking(nanos)) {
					throw new TimeoutException();
				}
				return true;
			});
		}
		catch (ExecutionException ex) {
			throw failed(what, causeOf(ex));
		}
	}

	private <T extends @Nullable Object> void execute(String what, CompletableFuture<T> result, Callable<T> call,
			Runnable done) {
		try {
			this.workers.execute(() -> {
				try {
					// Its caller may have given up before it began
					if (!result.isCancelled()) {
						result.complete(call.call());
					}
				}
				catch (Throwable ex) {
					result.completeExceptionally(ex);
				}
				finally {
					done.run();
				}
			});
		}
		catch (RejectedExecutionException ex) {
			throw failed(what, ex);
		}
	}

	private <T extends @Nullable Object> T get(String what, Route route, Deadline deadline,
			CompletableFuture<T> result) {
		try {
			T answer = await(what, route, deadline, (nanos) -> result.get(nanos, TimeUnit.NANOSECONDS));
			route.answered();
			return answer;
		}
		catch (SessionStoreException ex) {
			result.cancel(false);
			throw ex;
		}
		catch (ExecutionException ex) {
			route.failed(causeOf(ex));
			throw failed(what, causeOf(ex));
		}
	}

	private <T extends @Nullable Object> T await(String what, Route route, Deadline deadline, Wait<T> wait)
			throws ExecutionException {
		route.enter();
		try {
			while (true) {
				try {
					return wait.forAtMost(Math.min(deadline.remainingNanos(), route.nextNanos()));
				}
				catch (TimeoutException ex) {
					Circuit open = route.check();
					if (open != null) {
						this.circuits.unanswered();
						throw silent(what, open, ex);
					}
					if (deadline.hasPassed()) {
						throw unanswered(what, 1, ex);
					}
				}
			}
		}
		catch (InterruptedException ex) {
			throw interrupted(what, ex);
		}
		finally {
			route.leave();
		}
	}

	private SessionStoreException unanswered(String what, int timeouts, TimeoutException cause) {
		this.circuits.unanswered();
		return new SessionStoreException("%s failed: no answer from the cluster within %d ms (%s%s)".formatted(what,
				this.timeout.multipliedBy(timeouts).toMillis(), (timeouts > 1) ? timeouts + " times " : "",
				"hazelcast.jetty.session.operation-timeout"), cause);
	}

	private static SessionStoreException silent(String what, Circuit circuit, @Nullable Throwable cause) {
		return new SessionStoreException(what + " failed: " + circuit + " does not answer", cause);
	}

	private static SessionStoreException interrupted(String what, InterruptedException cause) {
		Thread.currentThread().interrupt();
		return failed(what, cause);
	}

	private static Throwable causeOf(ExecutionException ex) {
		return (ex.getCause() != null) ? ex.getCause() : ex;
	}

	private static SessionStoreException failed(String what, Throwable cause) {
		if (cause instanceof SessionStoreException ex) {
			return ex;
		}
		// The cause may quote the key, which is the id of a session
		return new SessionStoreException(what + " failed: " + cause.getClass().getSimpleName(), cause);
	}

	/**
	 * Waits for something, for a while.
	 */
	@FunctionalInterface
	private interface Wait<T extends @Nullable Object> {

		T forAtMost(long nanos) throws InterruptedException, ExecutionException, TimeoutException;

	}

}
