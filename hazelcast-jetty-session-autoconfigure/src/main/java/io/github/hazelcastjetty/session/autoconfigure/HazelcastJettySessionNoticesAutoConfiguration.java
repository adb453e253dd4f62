package io.github.hazelcastjetty.session.autoconfigure;

import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnNotWarDeployment;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication.Type;
import org.springframework.boot.jetty.JettyWebServer;
import org.springframework.boot.web.server.servlet.context.ServletWebServerInitializedEvent;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.Environment;

/**
 * {@link EnableAutoConfiguration Auto-configuration} that says so when the sessions of a
 * servlet application with an embedded server are not the ones kept in Hazelcast.
 *
 * @since 1.0.0
 */
@AutoConfiguration(after = HazelcastJettySessionAutoConfiguration.class)
@ConditionalOnBooleanProperty(prefix = HazelcastJettySessionProperties.PREFIX, name = "enabled", matchIfMissing = true)
@ConditionalOnWebApplication(type = Type.SERVLET)
@ConditionalOnNotWarDeployment
@ConditionalOnClass({ ServletWebServerInitializedEvent.class, JettyWebServer.class })
public final class HazelcastJettySessionNoticesAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean(type = SpringSession.REPOSITORY)
	OtherWebServerNotice hazelcastJettySessionOtherWebServerNotice() {
		return new OtherWebServerNotice();
	}

	@Bean
	SpringSessionNotice hazelcastJettySessionSpringSessionNotice(ConfigurableListableBeanFactory beanFactory,
			Environment environment) {
		return new SpringSessionNotice(new SpringSession(beanFactory),
				environment.containsProperty("spring.session.timeout"));
	}

}
