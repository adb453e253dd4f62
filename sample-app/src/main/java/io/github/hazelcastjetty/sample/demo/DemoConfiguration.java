package io.github.hazelcastjetty.sample.demo;

import com.hazelcast.core.HazelcastInstance;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.jetty.ConfigurableJettyWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;

import io.github.hazelcastjetty.session.store.SessionStore;

/**
 * Lets a node tell the demo about itself.
 */
@Configuration(proxyBeanMethods = false)
@ConditionalOnBooleanProperty("sample.demo")
class DemoConfiguration {

	@Bean
	static SessionStoreMeter sessionStoreMeter() {
		return new SessionStoreMeter();
	}

	@Bean
	WebServerFactoryCustomizer<ConfigurableJettyWebServerFactory> sessionCostCustomizer() {
		return (factory) -> factory
			.addServerCustomizers((server) -> server.setHandler(new SessionCostHandler(server.getHandler())));
	}

	@Bean
	NodeStatusApi nodeStatusApi(@Lazy @Qualifier("hazelcastJettySessionInstance") HazelcastInstance hazelcast,
			@Lazy SessionStore store,
			@Value("${hazelcast.jetty.session.map-name:jetty-sessions-${spring.application.name}}") String mapName) {
		return new NodeStatusApi(hazelcast, store, mapName);
	}

}
