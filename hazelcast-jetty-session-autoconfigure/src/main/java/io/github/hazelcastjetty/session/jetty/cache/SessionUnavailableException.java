package io.github.hazelcastjetty.session.jetty.cache;

import java.util.function.Supplier;

import org.eclipse.jetty.http.HttpException;
import org.eclipse.jetty.http.HttpStatus;
import org.jspecify.annotations.Nullable;

import io.github.hazelcastjetty.session.store.SessionStoreException;

/**
 * What an application gets when it uses its session and the store does not answer. Unless
 * the application handles it, the client is told that the service is not available.
 */
public class SessionUnavailableException extends HttpException.RuntimeException {

	private static final long serialVersionUID = 1L;

	SessionUnavailableException(SessionStoreException cause) {
		super(HttpStatus.SERVICE_UNAVAILABLE_503, cause.getMessage(), cause);
	}

	/**
	 * Call the store for the application.
	 * @param <T> the type of the result
	 * @param action the call
	 * @return the result
	 * @throws SessionUnavailableException if the store does not answer
	 */
	public static <T extends @Nullable Object> T translate(Supplier<T> action) {
		try {
			return action.get();
		}
		catch (SessionStoreException ex) {
			throw new SessionUnavailableException(ex);
		}
	}

}
