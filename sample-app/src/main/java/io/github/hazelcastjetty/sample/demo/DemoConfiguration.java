package io.github.hazelcastjetty.sample.demo;

import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.jetty.ConfigurableJettyWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

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

}
