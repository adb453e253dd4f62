package io.github.hazelcastjetty.benchmark.application;

import com.hazelcast.config.SerializationConfig;
import com.hazelcast.config.SerializerConfig;
import com.hazelcast.core.HazelcastInstance;
import org.eclipse.jetty.hazelcast.session.HazelcastSessionDataStoreFactory;
import org.eclipse.jetty.hazelcast.session.SessionDataSerializer;
import org.eclipse.jetty.session.NullSessionCacheFactory;
import org.eclipse.jetty.session.SessionData;
import org.springframework.boot.jetty.ConfigurableJettyWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;

/**
 * Sessions of {@code jetty-hazelcast}, set up as Jetty's documentation says: with the
 * default session cache for sticky sessions, without a cache for others.
 */
@Configuration(proxyBeanMethods = false)
class JettyHazelcastConfiguration {

	@Bean
	HazelcastInstance hazelcastInstance(Environment environment) {
		return new HazelcastStarter(environment).start((config) -> {
			addSerializer(config.getSerializationConfig());
			return config;
		}, (config) -> {
			addSerializer(config.getSerializationConfig());
			return config;
		});
	}

	private static void addSerializer(SerializationConfig config) {
		config.addSerializerConfig(
				new SerializerConfig().setImplementation(new SessionDataSerializer()).setTypeClass(SessionData.class));
	}

	@Bean
	WebServerFactoryCustomizer<ConfigurableJettyWebServerFactory> hazelcastSessions(HazelcastInstance instance,
			Environment environment) {
		boolean sticky = environment.getRequiredProperty("benchmark.sticky", Boolean.class);
		HazelcastSessionDataStoreFactory store = new HazelcastSessionDataStoreFactory();
		store.setHazelcastInstance(instance);
		store.setMapName("sessions");
		return (factory) -> factory.addServerCustomizers((server) -> {
			server.addBean(store);
			if (!sticky) {
				server.addBean(new NullSessionCacheFactory());
			}
		});
	}

}
