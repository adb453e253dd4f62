package io.github.hazelcastjetty.session.autoconfigure;

import org.junit.jupiter.api.Test;
import org.springframework.boot.actuate.autoconfigure.context.properties.ConfigurationPropertiesReportEndpointAutoConfiguration;
import org.springframework.boot.actuate.autoconfigure.env.EnvironmentEndpointAutoConfiguration;
import org.springframework.boot.actuate.context.properties.ConfigurationPropertiesReportEndpoint;
import org.springframework.boot.actuate.env.EnvironmentEndpoint;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link HazelcastJettySessionSanitizingAutoConfiguration}, where everybody may
 * see values.
 */
class HazelcastJettySessionSanitizingAutoConfigurationTests {

	private static final String KEY = "3q2+7wAAAAAAAAAAAAAAAA==";

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(HazelcastJettySessionSanitizingAutoConfiguration.class,
				EnvironmentEndpointAutoConfiguration.class,
				ConfigurationPropertiesReportEndpointAutoConfiguration.class))
		.withPropertyValues("management.endpoints.web.exposure.include=*",
				"management.endpoints.jmx.exposure.include=*", "management.endpoint.env.show-values=always",
				"management.endpoint.configprops.show-values=always", "hazelcast.jetty.session.encryption.key-id=one");

	@Test
	void keysAreNotShownAmongTheEnvironment() {
		this.runner.withPropertyValues("hazelcast.jetty.session.encryption.keys.one=" + KEY)
			.withSystemProperties("HAZELCAST_JETTY_SESSION_ENCRYPTION_KEYS_TWO=" + KEY)
			.run((context) -> {
				String shown = describe(context.getBean(EnvironmentEndpoint.class));
				assertThat(shown).contains("hazelcast.jetty.session.encryption.key-id one")
					.contains("hazelcast.jetty.session.encryption.keys.one ******")
					.contains("HAZELCAST_JETTY_SESSION_ENCRYPTION_KEYS_TWO ******")
					.doesNotContain(KEY);
			});
	}

	@Test
	void keysAreNotShownAmongTheConfigurationProperties() {
		this.runner.withUserConfiguration(PropertiesConfiguration.class)
			.withPropertyValues("hazelcast.jetty.session.encryption.keys.one=" + KEY)
			.run((context) -> {
				String shown = context.getBean(ConfigurationPropertiesReportEndpoint.class)
					.configurationPropertiesWithPrefix("hazelcast.jetty.session")
					.getContexts()
					.values()
					.iterator()
					.next()
					.getBeans()
					.values()
					.iterator()
					.next()
					.getProperties()
					.toString();
				assertThat(shown).contains("keyId=one").contains("keys={one=******}");
			});
	}

	private static String describe(EnvironmentEndpoint endpoint) {
		StringBuilder text = new StringBuilder();
		endpoint.environment(null)
			.getPropertySources()
			.forEach((source) -> source.getProperties()
				.forEach((name, value) -> text.append(name).append(' ').append(value.getValue()).append('\n')));
		return text.toString();
	}

	@Configuration(proxyBeanMethods = false)
	@EnableConfigurationProperties(HazelcastJettySessionProperties.class)
	static class PropertiesConfiguration {

	}

}
