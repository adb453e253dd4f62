package io.github.hazelcastjetty.session.autoconfigure;

import com.hazelcast.core.Hazelcast;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.jetty.autoconfigure.servlet.JettyServletWebServerAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.boot.web.server.servlet.context.AnnotationConfigServletWebServerApplicationContext;
import org.springframework.mock.web.MockServletContext;
import org.springframework.security.core.session.SessionRegistry;
import org.springframework.security.core.session.SessionRegistryImpl;
import org.springframework.web.context.support.GenericWebApplicationContext;

import io.github.hazelcastjetty.session.jetty.HazelcastSessionManager;
import io.github.hazelcastjetty.session.security.ClusteredSessionRegistry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;

/**
 * Tests for {@link HazelcastJettySessionSecurityAutoConfiguration}.
 */
class HazelcastJettySessionSecurityAutoConfigurationTests {

	private static final AutoConfigurations AUTO_CONFIGURATIONS = AutoConfigurations.of(
			JettyServletWebServerAutoConfiguration.class, HazelcastJettySessionAutoConfiguration.class,
			HazelcastJettySessionSecurityAutoConfiguration.class);

	private final WebApplicationContextRunner plainRunner = new WebApplicationContextRunner(
			AnnotationConfigServletWebServerApplicationContext::new)
		.withConfiguration(AUTO_CONFIGURATIONS)
		.withPropertyValues("server.port=0");

	private final WebApplicationContextRunner runner = this.plainRunner.withBean(HazelcastSessionManager.class,
			() -> mock(HazelcastSessionManager.class));

	@Test
	void registryKnowsAllNodes() {
		this.runner.run((context) -> assertThat(context).hasSingleBean(SessionRegistry.class)
			.hasSingleBean(ClusteredSessionRegistry.class));
	}

	@Test
	void registryOfTheUserWins() {
		this.runner.withBean(SessionRegistryImpl.class)
			.run((context) -> assertThat(context).hasSingleBean(SessionRegistry.class)
				.hasSingleBean(SessionRegistryImpl.class));
	}

	@Test
	void noRegistryWithoutSpringSecurity() {
		this.runner.withClassLoader(new FilteredClassLoader("org.springframework.security"))
			.run((context) -> assertThat(context).hasNotFailed()
				.hasSingleBean(HazelcastSessionManager.class)
				.doesNotHaveBean("hazelcastJettySessionRegistry"));
	}

	@Test
	void noRegistryWhereTheSessionsAreNotOurs() {
		this.plainRunner.withPropertyValues("hazelcast.jetty.session.enabled=false")
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(SessionRegistry.class));
	}

	@Test
	void noRegistryAndNoHazelcastInTestsWithoutAServer() {
		new WebApplicationContextRunner(() -> {
			GenericWebApplicationContext context = new GenericWebApplicationContext();
			context.setServletContext(new MockServletContext());
			return context;
		}).withConfiguration(AUTO_CONFIGURATIONS).run((context) -> {
			assertThat(context).hasNotFailed().doesNotHaveBean(SessionRegistry.class);
			assertThat(Hazelcast.getAllHazelcastInstances()).isEmpty();
		});
	}

}
