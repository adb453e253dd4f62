package io.github.hazelcastjetty.session.test;

import java.util.List;
import java.util.Map;

import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.MapPropertySource;
import org.springframework.test.context.ContextConfigurationAttributes;
import org.springframework.test.context.ContextCustomizer;
import org.springframework.test.context.ContextCustomizerFactory;
import org.springframework.test.context.MergedContextConfiguration;

/**
 * Keeps the sessions of each application context that Spring's test framework starts
 * apart from those of all others, on this machine and in this process, unless the test
 * sets {@code hazelcast.jetty.session.isolated} itself.
 */
final class IsolatedSessionsContextCustomizerFactory implements ContextCustomizerFactory {

	@Override
	public ContextCustomizer createContextCustomizer(Class<?> testClass,
			List<ContextConfigurationAttributes> configAttributes) {
		return new IsolatedSessionsContextCustomizer();
	}

	/**
	 * A record, since contexts with equal customizers are shared.
	 */
	private record IsolatedSessionsContextCustomizer() implements ContextCustomizer {

		private static final Map<String, Object> PROPERTIES = Map.of("hazelcast.jetty.session.isolated", true);

		@Override
		public void customizeContext(ConfigurableApplicationContext context, MergedContextConfiguration mergedConfig) {
			context.getEnvironment()
				.getPropertySources()
				.addLast(new MapPropertySource("hazelcastJettySessionTest", PROPERTIES));
		}

	}

}
