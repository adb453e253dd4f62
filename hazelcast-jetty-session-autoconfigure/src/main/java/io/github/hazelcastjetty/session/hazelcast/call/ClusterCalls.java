package io.github.hazelcastjetty.session.hazelcast.call;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.function.LongSupplier;

import com.hazelcast.client.Client;
import com.hazelcast.core.HazelcastInstance;
import org.jspecify.annotations.Nullable;

import io.github.hazelcastjetty.session.store.SessionStoreException;
import io.github.hazelcastjetty.session.store.SessionStoreListener;
import io.github.hazelcastjetty.session.store.SessionStoreStatus.Availability;

/**
 * Calls the cluster and waits for its answer no longer than a deadline, and not at all if
 * the circuit of a member that has to answer is open.
 * <p>
 * Hazelcast's blocking methods cannot be bounded: while a member is silent but not yet
 * suspected they wait for it, whatever timeouts are configured. So a {@link CallGuard}
 * interrupts the calls of clients, and members let workers make theirs, which costs half
 * as much again. A future costs more than the call: where there are two processors,
 * Hazelcast 5.7 starts a thread to complete it.
 */
public final class ClusterCalls implements Executor, AutoCloseable {

	/**
	 * The number of threads for tasks that nobody waits for.
	 */
	public static final int TASKS = Workers.TASKS;

	/**
	 * The preparation is several calls, one of which may take the members of a cluster
	 * that is just forming more than five seconds: as long as Hazelcast waits for a
	 * backup, which may get lost then.
	 */
	private static final int PREPARATION_TIMEOUTS = 3;

	private static final long DEREGISTRATION_NANOS = Duration.ofSeconds(2).toNanos();

	private final boolean client;

	private final Duration timeout;

	private final LongSupplier ticker;

	private final Workers workers = new Workers();

	private final Circuits circuits;

	private final CallGuard guard;

	private final Semaphore queries = new Semaphore(Circuit.BLOCKING_CALLS);

	private final CountDownLatch closed = new CountDownLatch(1);

	private final AtomicLong refused = new AtomicLong();

	private final AtomicLong unanswered = new AtomicLong();

	/**
	 * Create an instance.
	 * @param instance a member or a client
	 * @param timeout how long a call may take, greater than zero
	 * @param probe asks the owner of a key for something small
	 * @param reconnect is run when a client has lost its cluster and found another one,
	 * or the former one without its data, before anything else uses it
	 * @param listener is told when members become silent and answer again
	 */
	public ClusterCalls(HazelcastInstance instance, Duration timeout, Function<String, CompletionStage<?>> probe,
			Runnable reconnect, SessionStoreListener listener) {
		this(instance, timeout, probe, reconnect, listener, System::nanoTime);
	}

	ClusterCalls(HazelcastInstance instance, Duration timeout, Function<String, CompletionStage<?>> probe,
			Runnable reconnect, SessionStoreListener listener, LongSupplier ticker) {
		this.client = instance.getLocalEndpoint() instanceof Client;
		this.timeout = timeout;
		this.ticker = ticker;
		// A silent member is not given the other half of the time too
		this.circuits = new Circuits(instance, timeout.dividedBy(2), ticker, probe, reconnect, listener, this.workers);
		this.guard = new CallGuard(
				(watch) -> this.workers.schedule(watch, Duration.ofNanos(this.circuits.stepNanos())));
	}

	/**
	 * Return the deadline of an operation that begins now.
	 * @return the deadline
	 */
	public Deadline deadline() {
		return Deadline.in(this.timeout, this.ticker);
	}

	/**
	 * Wait for a call that is made with a future.
	 * @param <T> the type of the answer
	 * @param what what the call does, for messages
	 * @param key the key that it is about, whose owner has to answer
	 * @param deadline the latest moment for the answer
	 * @param call makes the call
	 * @return the answer
	 * @throws SessionStoreException if the call failed or there was no answer
	 */
	public <T extends @Nullable Object> T await(String what, String key, Deadline deadline,
			Callable<CompletionStage<T>> call) {
		return answer(new Operation(what, key, List.of(this.circuits.of(key)), deadline),
				(nanos) -> call.call().toCompletableFuture());
	}

	/**
	 * Wait for a blocking call.
	 * @param <T> the type of the answer
	 * @param what what the call does, for messages
	 * @param key the key that it is about, whose owner has to answer
	 * @param deadline the latest moment for the answer
	 * @param call makes the call
	 * @return the answer
	 * @throws SessionStoreException if the call failed or there was no answer
	 */
	public <T extends @Nullable Object> T call(String what, String key, Deadline deadline, Callable<T> call) {
		Circuit owner = this.circuits.of(key);
		Operation operation = new Operation(what, key, List.of(owner), deadline);
		return this.client ? answer(operation, () -> callHere(operation, call))
				: answer(operation, (nanos) -> this.workers.start(call, owner.blockingCalls(), nanos));
	}

	/**
	 * Wait for a blocking call that all members have to answer.
	 * @param <T> the type of the answer
	 * @param what what the call does, for messages
	 * @param deadline the latest moment for the answer
	 * @param call makes the call
	 * @return the answer
	 * @throws SessionStoreException if the call failed, there was no answer, or the
	 * circuit of a member is open
	 */
	public <T extends @Nullable Object> T callAll(String what, Deadline deadline, Callable<T> call) {
		return answer(new Operation(what, null, this.circuits.all(), deadline),
				(nanos) -> this.workers.start(call, this.queries, nanos));
	}

	/**
	 * Wait for calls that have to be made before any other, three times as long as for
	 * one.
	 * @param what what the calls do, for messages
	 * @param preparation makes the calls
	 * @throws SessionStoreException if a call failed or there was no answer
	 */
	public void prepare(String what, Runnable preparation) {
		Deadline deadline = Deadline.in(this.timeout.multipliedBy(PREPARATION_TIMEOUTS), this.ticker);
		answer(new Operation(what, null, List.of(), deadline),
				(nanos) -> this.workers.start(Executors.callable(preparation, true), this.queries, nanos));
	}

	/**
	 * Run a task later that nobody waits for. If it fails, or too many tasks are waiting,
	 * it is left undone.
	 * @param task the task
	 */
	@Override
	public void execute(Runnable task) {
		try {
			this.workers.startLater(() -> {
				try {
					task.run();
				}
				catch (RuntimeException ex) {
					// Another task does the same later, or a time to live makes up for it
				}
			});
		}
		catch (RejectedExecutionException ex) {
			// Left undone, as a task that has failed
		}
	}

	/**
	 * Pause before an attempt is repeated.
	 * @param pause the length of the pause
	 * @throws SessionStoreException if this instance is closed before or meanwhile
	 */
	public void pause(Duration pause) {
		try {
			if (this.closed.await(pause.toNanos(), TimeUnit.NANOSECONDS)) {
				throw new SessionStoreException("The session store is closed", null);
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new SessionStoreException("Interrupted", ex);
		}
	}

	/**
	 * Fail all calls from now on, although the cluster answers.
	 */
	public void suspend() {
		this.circuits.suspend();
	}

	/**
	 * Allow calls again as soon as the cluster answers.
	 */
	public void resume() {
		this.circuits.resume();
	}

	/**
	 * Return which members answer.
	 * @return what is known at this moment
	 */
	public Availability availability() {
		return this.circuits.availability();
	}

	/**
	 * Return the number of calls that were not made because a circuit was open.
	 * @return the number since the start
	 */
	public long refusedCalls() {
		return this.refused.get();
	}

	/**
	 * Return the number of calls that have waited for an answer in vain.
	 * @return the number since the start
	 */
	public long unansweredCalls() {
		return this.unanswered.get();
	}

	/**
	 * Withdraw registrations of listeners, and wait as long as for a call, but two
	 * seconds at most. Hazelcast waits up to a minute for a silent member. Listeners that
	 * are still there are called until the instance or that member ends.
	 * @param deregistrations withdraw a registration each
	 */
	public void deregister(Runnable... deregistrations) {
		this.workers.run(Math.min(DEREGISTRATION_NANOS, this.timeout.toNanos()), deregistrations);
	}

	/**
	 * End all threads, and fail calls from now on.
	 */
	@Override
	public void close() {
		this.closed.countDown();
		this.circuits.close();
		this.workers.close();
	}

	private <T extends @Nullable Object> T answer(Operation operation, Start<T> start) {
		return answer(operation, () -> waitInSteps(operation, start));
	}

	private <T extends @Nullable Object> T answer(Operation operation, Callable<T> wait) {
		try {
			failIfOpen(operation, this.refused);
			T answer = wait.call();
			operation.members().forEach(Circuit::answered);
			return answer;
		}
		catch (SessionStoreException ex) {
			throw ex;
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw operation.failure(ex);
		}
		catch (Exception ex) {
			Throwable cause = (ex instanceof ExecutionException && ex.getCause() != null) ? ex.getCause() : ex;
			operation.members().forEach((member) -> this.circuits.failed(member, cause));
			throw operation.failure(cause);
		}
	}

	private <T extends @Nullable Object> T waitInSteps(Operation operation, Start<T> start) throws Exception {
		Future<T> result = null;
		while (true) {
			long nanos = Math.min(operation.deadline().remainingNanos(), this.circuits.stepNanos());
			try {
				result = (result != null) ? result : start.start(nanos);
				return result.get(nanos, TimeUnit.NANOSECONDS);
			}
			catch (TimeoutException ex) {
				operation.members().forEach(this.circuits::check);
				failIfOpen(operation, this.unanswered);
				if (operation.deadline().hasPassed()) {
					throw unanswered(operation, ex);
				}
			}
		}
	}

	private <T extends @Nullable Object> T callHere(Operation operation, Callable<T> call) throws Exception {
		try {
			return this.guard.run(call, () -> isOver(operation));
		}
		catch (CallGuard.GivenUpException ex) {
			failIfOpen(operation, this.unanswered);
			throw unanswered(operation, ex);
		}
	}

	private SessionStoreException unanswered(Operation operation, Exception cause) {
		this.unanswered.incrementAndGet();
		return operation.failure("no answer from the cluster within " + operation.deadline()
				+ " (hazelcast.jetty.session.operation-timeout)", cause);
	}

	private boolean isOver(Operation operation) {
		operation.members().forEach(this.circuits::check);
		return this.closed.getCount() == 0 || operation.members().stream().anyMatch(Circuit::isOpen)
				|| operation.deadline().hasPassed();
	}

	private void failIfOpen(Operation operation, AtomicLong failures) {
		if (this.closed.getCount() == 0) {
			throw operation.failure("the session store is closed", null);
		}
		for (Circuit member : operation.members()) {
			if (member.isOpen()) {
				failures.incrementAndGet();
				throw operation.failure(member + " does not answer", null);
			}
		}
	}

	/**
	 * Starts a call, or waits until it can be started.
	 */
	@FunctionalInterface
	private interface Start<T extends @Nullable Object> {

		Future<T> start(long nanos) throws Exception;

	}

}
