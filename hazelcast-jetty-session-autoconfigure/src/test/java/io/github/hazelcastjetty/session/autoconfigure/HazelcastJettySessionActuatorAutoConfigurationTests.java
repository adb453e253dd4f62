package io.github.hazelcastjetty.session.autoconfigure;

import java.util.HashMap;

import com.hazelcast.core.Hazelcast;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.observation.ObservationRegistry;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.health.contributor.Status;
import org.springframework.boot.jetty.autoconfigure.servlet.JettyServletWebServerAutoConfiguration;
import org.springframework.boot.session.actuate.endpoint.SessionsEndpoint;
import org.springframework.boot.session.autoconfigure.SessionsEndpointAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.boot.web.server.servlet.context.AnnotationConfigServletWebServerApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.mock.web.MockServletContext;
import org.springframework.session.MapSession;
import org.springframework.session.MapSessionRepository;
import org.springframework.session.SessionRepository;
import org.springframework.web.context.support.GenericWebApplicationContext;

import io.github.hazelcastjetty.session.actuate.JettySessionsEndpoint;
import io.github.hazelcastjetty.session.actuate.ObservedSessionCalls;
import io.github.hazelcastjetty.session.actuate.SessionInfoContributor;
import io.github.hazelcastjetty.session.actuate.SessionMetrics;
import io.github.hazelcastjetty.session.actuate.SessionStoreHealthIndicator;
import io.github.hazelcastjetty.session.jetty.HazelcastSessionManager;
import io.github.hazelcastjetty.session.store.ClusteredSessions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;

/**
 * Tests for the auto-configurations of what operators see, with and without what they
 * need.
 */
class HazelcastJettySessionActuatorAutoConfigurationTests {

	private static final AutoConfigurations AUTO_CONFIGURATIONS = AutoConfigurations.of(
			JettyServletWebServerAutoConfiguration.class, HazelcastJettySessionAutoConfiguration.class,
			HazelcastJettySessionEndpointAutoConfiguration.class, HazelcastJettySessionHealthAutoConfiguration.class,
			HazelcastJettySessionMetricsAutoConfiguration.class,
			HazelcastJettySessionObservationAutoConfiguration.class);

	private static final String[] OPEN = { "server.port=0", "management.endpoints.web.exposure.include=*",
			"management.endpoint.jettysessions.access=UNRESTRICTED" };

	private final WebApplicationContextRunner runner = new WebApplicationContextRunner(
			AnnotationConfigServletWebServerApplicationContext::new)
		.withConfiguration(AUTO_CONFIGURATIONS)
		.withPropertyValues(OPEN)
		.withBean(HazelcastSessionManager.class, () -> mock(HazelcastSessionManager.class));

	private final WebApplicationContextRunner runnerWithRegistries = this.runner
		.withBean(MeterRegistry.class, SimpleMeterRegistry::new)
		.withBean(ObservationRegistry.class, ObservationRegistry::create);

	@Test
	void everythingIsThere() {
		this.runnerWithRegistries.run((context) -> assertThat(context).hasSingleBean(SessionMetrics.class)
			.hasSingleBean(ObservedSessionCalls.class)
			.hasSingleBean(SessionStoreHealthIndicator.class)
			.hasSingleBean(SessionInfoContributor.class)
			.hasSingleBean(JettySessionsEndpoint.class)
			.hasSingleBean(SessionsEndpoint.class)
			.doesNotHaveBean(SessionRepository.class)
			.hasSingleBean(ClusteredSessions.class));
	}

	@Test
	void endpointOfSpringBootNeedsSpringSession() {
		this.runner.withClassLoader(new FilteredClassLoader("org.springframework.session"))
			.run((context) -> assertThat(context).hasNotFailed()
				.hasSingleBean(JettySessionsEndpoint.class)
				.doesNotHaveBean(SessionsEndpoint.class));
	}

	@Test
	void endpointOfSpringBootShowsTheSessionsOfSpringSession() {
		MapSessionRepository repository = new MapSessionRepository(new HashMap<>());
		MapSession session = repository.createSession();
		repository.save(session);
		this.runner.withConfiguration(AutoConfigurations.of(SessionsEndpointAutoConfiguration.class))
			.withBean(SessionRepository.class, () -> repository)
			.run((context) -> assertThat(context.getBean(SessionsEndpoint.class).getSession(session.getId()))
				.isNotNull());
	}

	@Test
	void endpointOfSpringBootShowsTheSessionsOfALaterAutoConfiguration() {
		this.runner.withConfiguration(AutoConfigurations.of(LaterSpringSessionAutoConfiguration.class))
			.run((context) -> assertThat(context.getBean(SessionsEndpoint.class).getSession("later")).isNotNull());
	}

	@Test
	void nothingIsMeasuredWithoutRegistries() {
		this.runner.run((context) -> assertThat(context).hasNotFailed()
			.doesNotHaveBean(SessionMetrics.class)
			.doesNotHaveBean(ObservedSessionCalls.class));
	}

	@Test
	void nothingIsLoadedWithoutActuatorAndMicrometer() {
		this.runner
			.withClassLoader(new FilteredClassLoader("org.springframework.boot.actuate",
					"org.springframework.boot.health", "org.springframework.boot.micrometer", "io.micrometer"))
			.run((context) -> assertThat(context).hasNotFailed()
				.hasSingleBean(HazelcastSessionManager.class)
				.hasSingleBean(ClusteredSessions.class)
				.doesNotHaveBean("hazelcastJettySessionMetrics")
				.doesNotHaveBean("hazelcastJettySessionMapMetrics")
				.doesNotHaveBean("hazelcastJettySessionCallObserver")
				.doesNotHaveBean("jettySessionsHealthIndicator")
				.doesNotHaveBean("jettySessionsInfoContributor")
				.doesNotHaveBean("jettySessionsEndpoint"));
	}

	@Test
	void eachPartNeedsOnlyItsOwnLibrary() {
		this.runnerWithRegistries.withClassLoader(new FilteredClassLoader("org.springframework.boot.health"))
			.run((context) -> assertThat(context).hasNotFailed()
				.doesNotHaveBean("jettySessionsHealthIndicator")
				.hasSingleBean(SessionMetrics.class)
				.hasSingleBean(JettySessionsEndpoint.class));
		this.runner.withClassLoader(new FilteredClassLoader("io.micrometer.core"))
			.withBean(ObservationRegistry.class, ObservationRegistry::create)
			.run((context) -> assertThat(context).hasNotFailed()
				.doesNotHaveBean("hazelcastJettySessionMetrics")
				.hasSingleBean(ObservedSessionCalls.class)
				.hasSingleBean(SessionStoreHealthIndicator.class));
	}

	@Test
	void partsCanBeSwitchedOff() {
		this.runner
			.withPropertyValues("management.health.jetty-sessions.enabled=false",
					"management.info.jetty-sessions.enabled=false", "management.endpoint.jettysessions.access=NONE")
			.run((context) -> assertThat(context).hasNotFailed()
				.doesNotHaveBean(SessionStoreHealthIndicator.class)
				.doesNotHaveBean(SessionInfoContributor.class)
				.doesNotHaveBean(JettySessionsEndpoint.class));
	}

	@Test
	void sessionsOfTheUserWin() {
		ClusteredSessions sessions = mock(ClusteredSessions.class);
		this.runner.withBean(ClusteredSessions.class, () -> sessions)
			.run((context) -> assertThat(context.getBean(ClusteredSessions.class)).isSameAs(sessions));
	}

	@Test
	void nothingIsThereWhereTheSessionsAreNotOurs() {
		this.runnerWithRegistries.withPropertyValues("hazelcast.jetty.session.enabled=false")
			.run((context) -> assertThat(context).hasNotFailed()
				.doesNotHaveBean(SessionMetrics.class)
				.doesNotHaveBean(SessionStoreHealthIndicator.class)
				.doesNotHaveBean(JettySessionsEndpoint.class)
				.doesNotHaveBean(ClusteredSessions.class));
	}

	@Test
	void noHazelcastInTestsWithoutAServer() {
		new WebApplicationContextRunner(() -> {
			GenericWebApplicationContext context = new GenericWebApplicationContext();
			context.setServletContext(new MockServletContext());
			return context;
		}).withConfiguration(AUTO_CONFIGURATIONS)
			.withPropertyValues(OPEN)
			.withBean(MeterRegistry.class, SimpleMeterRegistry::new)
			.run((context) -> {
				assertThat(context).hasNotFailed();
				if (context.containsBean("jettySessionsHealthIndicator")) {
					assertThat(context.getBean(SessionStoreHealthIndicator.class).health().getStatus())
						.isEqualTo(Status.UNKNOWN);
				}
				assertThat(Hazelcast.getAllHazelcastInstances()).isEmpty();
			});
	}

	@AutoConfiguration(after = HazelcastJettySessionEndpointAutoConfiguration.class)
	static class LaterSpringSessionAutoConfiguration {

		@Bean
		SessionRepository<?> sessionRepository() {
			MapSessionRepository repository = new MapSessionRepository(new HashMap<>());
			repository.save(new MapSession("later"));
			return repository;
		}

	}

}
