package io.github.hazelcastjetty.session.actuate;

import java.util.ArrayList;
import java.util.List;

import io.micrometer.common.KeyValue;
import io.micrometer.core.instrument.observation.DefaultMeterObservationHandler;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationHandler;
import io.micrometer.observation.ObservationRegistry;
import org.junit.jupiter.api.Test;

import io.github.hazelcastjetty.session.store.SessionKey;
import io.github.hazelcastjetty.session.store.SessionStoreException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link ObservedSessionCalls}.
 */
class ObservedSessionCallsTests {

	private final ObservationRegistry registry = ObservationRegistry.create();

	private final ObservedSessionCalls calls = new ObservedSessionCalls(this.registry);

	@Test
	void callIsTimedByItsOperationAndTracedByTheNameOfTheSession() {
		SimpleMeterRegistry meters = new SimpleMeterRegistry();
		List<Observation.Context> contexts = new ArrayList<>();
		this.registry.observationConfig().observationHandler(new DefaultMeterObservationHandler(meters));
		this.registry.observationConfig().observationHandler((Recorder) contexts::add);
		assertThat(this.calls.observe("find", SessionKey.of("name"), () -> "found")).isEqualTo("found");
		assertThat(meters.get("jetty.sessions.call").tag("operation", "find").timer().count()).isOne();
		assertThat(meters.getMeters()).noneMatch((meter) -> meter.getId().getTag("session") != null);
		assertThat(contexts).singleElement().satisfies((context) -> {
			assertThat(context.getContextualName()).isEqualTo("jetty-sessions find");
			assertThat(context.getHighCardinalityKeyValues()).containsExactly(KeyValue.of("session", "name"));
		});
	}

	@Test
	void failureIsObservedAndThrown() {
		SimpleMeterRegistry meters = new SimpleMeterRegistry();
		this.registry.observationConfig().observationHandler(new DefaultMeterObservationHandler(meters));
		assertThatExceptionOfType(SessionStoreException.class)
			.isThrownBy(() -> this.calls.observe("update", SessionKey.of("name"), () -> {
				throw new SessionStoreException("No answer", null);
			}));
		assertThat(meters.get("jetty.sessions.call").tag("error", "SessionStoreException").timer().count()).isOne();
	}

	@Test
	void nothingIsObservedIfNobodyLooks() {
		assertThat(this.calls.<String>observe("find", null, () -> null)).isNull();
		assertThat(new ObservedSessionCalls(ObservationRegistry.NOOP).observe("find", null, () -> 1)).isOne();
	}

	private interface Recorder extends ObservationHandler<Observation.Context> {

		@Override
		void onStop(Observation.Context context);

		@Override
		default boolean supportsContext(Observation.Context context) {
			return true;
		}

	}

}
