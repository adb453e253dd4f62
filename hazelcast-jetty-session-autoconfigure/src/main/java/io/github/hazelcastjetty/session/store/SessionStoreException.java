package io.github.hazelcastjetty.session.store;

import org.jspecify.annotations.Nullable;

/**
 * Thrown when the store did not answer in time or refused an operation. Says what was
 * tried, and with which session, by its name.
 *
 * @since 1.0.0
 */
public class SessionStoreException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	/**
	 * Create an exception.
	 * @param message what was tried and what came of it
	 * @param cause the reason, or {@code null}
	 */
	public SessionStoreException(String message, @Nullable Throwable cause) {
		super(message, cause);
	}

}
