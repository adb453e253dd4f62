package io.github.hazelcastjetty.session.autoconfigure;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.Function;

/**
 * Waits for what other threads do while the application starts.
 */
final class Waiting {

	private Waiting() {
	}

	/**
	 * Wait for a result, or fail with the very exception of the other thread.
	 * @throws IllegalStateException if this thread is interrupted, as when the
	 * application is to end
	 */
	static <T> T forResult(CompletableFuture<T> future) {
		return forResult(future, (failure) -> (failure instanceof RuntimeException exception) ? exception
				: new IllegalStateException(failure));
	}

	/**
	 * Wait for a result.
	 * @param translator makes what is thrown of what the other thread has failed with
	 * @throws IllegalStateException if this thread is interrupted
	 */
	static <T> T forResult(CompletableFuture<T> future, Function<Throwable, RuntimeException> translator) {
		try {
			return future.get();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException("Interrupted while Hazelcast starts for the sessions", ex);
		}
		catch (ExecutionException ex) {
			throw translator.apply((ex.getCause() != null) ? ex.getCause() : ex);
		}
	}

}
