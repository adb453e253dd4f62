package io.github.hazelcastjetty.session.autoconfigure;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnNotWarDeployment;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication.Type;
import org.springframework.boot.jetty.JettyWebServer;
import org.springframework.boot.web.server.servlet.context.ServletWebServerInitializedEvent;
import org.springframework.context.annotation.Bean;

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

	private static final String SPRING_SESSION_REPOSITORY = "org.springframework.session.SessionRepository";

	@Bean
	@ConditionalOnMissingBean(type = SPRING_SESSION_REPOSITORY)
	OtherWebServerNotice hazelcastJettySessionOtherWebServerNotice() {
		return new OtherWebServerNotice();
	}

	@Bean
	@ConditionalOnBean(type = SPRING_SESSION_REPOSITORY)
	SpringSessionNotice hazelcastJettySessionSpringSessionNotice() {
		return new SpringSessionNotice();
	}

}
