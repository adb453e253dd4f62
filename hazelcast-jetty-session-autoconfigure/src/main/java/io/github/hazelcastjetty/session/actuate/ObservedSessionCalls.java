package io.github.hazelcastjetty.session.actuate;

import java.util.function.Supplier;

import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import org.jspecify.annotations.Nullable;

import io.github.hazelcastjetty.session.store.SessionCallObserver;
import io.github.hazelcastjetty.session.store.SessionKey;

/**
 * Makes an {@link Observation} of each call of the session store, which becomes a timer
 * and a span. Its name is {@value #NAME}; the key value {@code operation} tells what the
 * call does. The name of the session, which nobody can use it by, is told to traces only.
 *
 * @since 1.0.0
 */
public final class ObservedSessionCalls implements SessionCallObserver {

	/**
	 * The name of the observations.
	 */
	public static final String NAME = "jetty.sessions.call";

	private final ObservationRegistry registry;

	/**
	 * Create an observer.
	 * @param registry handles the observations
	 */
	public ObservedSessionCalls(ObservationRegistry registry) {
		this.registry = registry;
	}

	@Override
	public <T extends @Nullable Object> T observe(String operation, @Nullable SessionKey key, Supplier<T> call) {
		Observation observation = Observation.createNotStarted(NAME, this.registry);
		if (observation.isNoop()) {
			return call.get();
		}
		observation.contextualName("jetty-sessions " + operation).lowCardinalityKeyValue("operation", operation);
		if (key != null) {
			observation.highCardinalityKeyValue("session", key.toString());
		}
		observation.start();
		try (Observation.Scope scope = observation.openScope()) {
			return call.get();
		}
		catch (RuntimeException | Error ex) {
			observation.error(ex);
			throw ex;
		}
		finally {
			observation.stop();
		}
	}

}
