package io.github.hazelcastjetty.session.hazelcast.call;

import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

/**
 * Makes blocking calls of a client on the threads of their callers, and interrupts those
 * that are not to be waited for any longer. A client ends a call whose thread is
 * interrupted, though what was asked for may be done. A member would go on waiting.
 * <p>
 * The callers look at no clock. After each step of time {@link #watch()} looks at all
 * calls that have lasted for a step at least.
 */
final class CallGuard {

	private final Set<GuardedCall> calls = ConcurrentHashMap.newKeySet();

	private final AtomicBoolean watching = new AtomicBoolean();

	private final Consumer<Runnable> nextStep;

	/**
	 * Create an instance.
	 * @param nextStep runs something after a step of time, on another thread
	 */
	CallGuard(Consumer<Runnable> nextStep) {
		this.nextStep = nextStep;
	}

	/**
	 * Make a call on this thread. That the thread has been interrupted before is hidden
	 * from the call: the call is short, and the application sees the interrupt
	 * afterwards.
	 * @param call the call
	 * @param isOver is asked after each step whether to give up, on another thread
	 * @throws GivenUpException if the call was given up
	 */
	<T extends @Nullable Object> T run(Callable<T> call, BooleanSupplier isOver) throws Exception {
		boolean interrupted = Thread.interrupted();
		GuardedCall guarded = new GuardedCall(Thread.currentThread(), isOver);
		this.calls.add(guarded);
		watchLater();
		try {
			return call.call();
		}
		catch (Exception ex) {
			throw guarded.end() ? new GivenUpException(ex) : ex;
		}
		finally {
			this.calls.remove(guarded);
			guarded.end();
			if (interrupted) {
				Thread.currentThread().interrupt();
			}
		}
	}

	private void watchLater() {
		if (!this.watching.get() && this.watching.compareAndSet(false, true)) {
			this.nextStep.accept(this::watch);
		}
	}

	private void watch() {
		// A call that begins from now on sees to the next look itself
		this.watching.set(false);
		try {
			this.calls.forEach(GuardedCall::check);
		}
		finally {
			if (!this.calls.isEmpty()) {
				watchLater();
			}
		}
	}

	/**
	 * A call was interrupted because it was not to be waited for any longer.
	 */
	static final class GivenUpException extends Exception {

		private static final long serialVersionUID = 1L;

		GivenUpException(Exception cause) {
			super(cause);
		}

	}

	private enum State {

		RUNNING, INTERRUPTING, INTERRUPTED, ENDED

	}

	/**
	 * A call that is being made. Once it has ended, its thread is not interrupted any
	 * more.
	 */
	private static final class GuardedCall {

		private final AtomicReference<State> state = new AtomicReference<>(State.RUNNING);

		private final Thread thread;

		private final BooleanSupplier isOver;

		private volatile boolean seen;

		GuardedCall(Thread thread, BooleanSupplier isOver) {
			this.thread = thread;
			this.isOver = isOver;
		}

		/**
		 * Interrupt the call if it is over and has lasted for a step.
		 */
		void check() {
			if (!this.seen) {
				this.seen = true;
			}
			else if (this.isOver.getAsBoolean() && isWaiting()
					&& this.state.compareAndSet(State.RUNNING, State.INTERRUPTING)) {
				this.thread.interrupt();
				this.state.set(State.INTERRUPTED);
			}
		}

		/**
		 * Return whether the thread waits. One that does not may be writing to a network
		 * channel, which an interrupt would close.
		 */
		private boolean isWaiting() {
			Thread.State present = this.thread.getState();
			return present == Thread.State.WAITING || present == Thread.State.TIMED_WAITING;
		}

		/**
		 * End the call, and clear the interrupt.
		 * @return whether it was interrupted
		 */
		boolean end() {
			if (this.state.compareAndSet(State.RUNNING, State.ENDED)) {
				return false;
			}
			while (this.state.get() == State.INTERRUPTING) {
				Thread.onSpinWait();
			}
			if (this.state.get() != State.INTERRUPTED) {
				return false;
			}
			Thread.interrupted();
			return true;
		}

	}

}
