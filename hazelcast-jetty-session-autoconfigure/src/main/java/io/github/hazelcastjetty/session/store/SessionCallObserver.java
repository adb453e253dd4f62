package io.github.hazelcastjetty.session.store;

import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

/**
 * Is put around each call of a {@link SessionStore}, to time or to trace it. Called by
 * many threads at once.
 *
 * @since 1.0.0
 */
public interface SessionCallObserver {

	/**
	 * Make a call.
	 * @param <T> the type of the result
	 * @param operation what the call does, one of a few words
	 * @param key the session that it is about, {@code null}: several
	 * @param call makes the call
	 * @return what the call has returned
	 */
	<T extends @Nullable Object> T observe(String operation, @Nullable SessionKey key, Supplier<T> call);

	/**
	 * Return an observer that does nothing but make the call.
	 * @return the observer
	 */
	static SessionCallObserver none() {
		return new SessionCallObserver() {

			@Override
			public <T extends @Nullable Object> T observe(String operation, @Nullable SessionKey key,
					Supplier<T> call) {
				return call.get();
			}

		};
	}

}
