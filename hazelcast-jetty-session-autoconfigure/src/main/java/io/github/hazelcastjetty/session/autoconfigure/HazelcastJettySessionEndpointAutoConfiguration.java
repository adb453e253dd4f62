package io.github.hazelcastjetty.session.autoconfigure;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.actuate.autoconfigure.info.ConditionalOnEnabledInfoContributor;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.info.InfoContributor;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.session.actuate.endpoint.SessionsEndpoint;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.session.FindByIndexNameSessionRepository;
import org.springframework.session.Session;
import org.springframework.session.SessionRepository;

import io.github.hazelcastjetty.session.actuate.JettySessionsEndpoint;
import io.github.hazelcastjetty.session.actuate.SessionInfoContributor;
import io.github.hazelcastjetty.session.jetty.HazelcastSessionManager;
import io.github.hazelcastjetty.session.store.ClusteredSessions;
import io.github.hazelcastjetty.session.store.SessionStoreStatus;

/**
 * {@link EnableAutoConfiguration Auto-configuration} of the
 * {@link JettySessionsEndpoint}, of Spring Boot's own {@link SessionsEndpoint}, and of
 * what the information of the application has about its sessions.
 *
 * @since 1.0.0
 */
@AutoConfiguration(after = HazelcastJettySessionAutoConfiguration.class)
@ConditionalOnClass({ Endpoint.class, InfoContributor.class, ConditionalOnAvailableEndpoint.class })
@ConditionalOnBean({ HazelcastSessionManager.class, HazelcastSessionInstaller.class })
public final class HazelcastJettySessionEndpointAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean
	@ConditionalOnAvailableEndpoint
	JettySessionsEndpoint jettySessionsEndpoint(ClusteredSessions sessions) {
		return new JettySessionsEndpoint(sessions);
	}

	@Bean
	@ConditionalOnMissingBean
	@ConditionalOnEnabledInfoContributor("jetty-sessions")
	SessionInfoContributor jettySessionsInfoContributor(HazelcastSessionInstaller installer,
			ConfigurableListableBeanFactory beanFactory, ObjectProvider<SessionStoreStatus> statuses) {
		return new SessionInfoContributor(new OpenStore(installer, beanFactory, statuses)::description);
	}

	/**
	 * The {@link SessionsEndpoint} of Spring Boot's module for Spring Session. Spring
	 * Boot's own bean gives way to this one, so a repository that an auto-configuration
	 * after this one defines has to be shown here.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass({ Session.class, SessionsEndpoint.class })
	static class SpringBootSessionConfiguration {

		@Bean
		@ConditionalOnMissingBean
		@ConditionalOnAvailableEndpoint
		SessionsEndpoint hazelcastJettySessionSessionsEndpoint(ClusteredSessions sessions,
				ObjectProvider<SessionRepository<? extends Session>> repositories,
				ObjectProvider<FindByIndexNameSessionRepository<? extends Session>> indexedRepositories) {
			ClusteredSessionRepository ours = new ClusteredSessionRepository(sessions);
			SessionRepository<? extends Session> ofSpringSession = repositories.getIfAvailable();
			return (ofSpringSession != null)
					? new SessionsEndpoint(ofSpringSession, indexedRepositories.getIfAvailable())
					: new SessionsEndpoint(ours, ours);
		}

	}

}
