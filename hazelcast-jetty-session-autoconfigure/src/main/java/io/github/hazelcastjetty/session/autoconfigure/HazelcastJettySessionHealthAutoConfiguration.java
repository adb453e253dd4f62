package io.github.hazelcastjetty.session.autoconfigure;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.health.autoconfigure.contributor.ConditionalOnEnabledHealthIndicator;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;

import io.github.hazelcastjetty.session.actuate.SessionStoreHealthIndicator;
import io.github.hazelcastjetty.session.jetty.HazelcastSessionManager;
import io.github.hazelcastjetty.session.store.SessionStoreStatus;

/**
 * {@link EnableAutoConfiguration Auto-configuration} of a health indicator for the
 * cluster that keeps the sessions.
 *
 * @since 1.0.0
 */
@AutoConfiguration(after = HazelcastJettySessionAutoConfiguration.class)
@ConditionalOnClass({ HealthIndicator.class, ConditionalOnEnabledHealthIndicator.class })
@ConditionalOnBean({ HazelcastSessionManager.class, HazelcastSessionInstaller.class })
public final class HazelcastJettySessionHealthAutoConfiguration {

	@Bean
	@ConditionalOnEnabledHealthIndicator("jetty-sessions")
	@ConditionalOnMissingBean(name = { "jettySessionsHealthIndicator", "jettySessionsHealthContributor" })
	SessionStoreHealthIndicator jettySessionsHealthIndicator(HazelcastSessionInstaller installer,
			ConfigurableListableBeanFactory beanFactory, ObjectProvider<SessionStoreStatus> statuses) {
		OpenStore store = new OpenStore(installer, beanFactory, statuses);
		return new SessionStoreHealthIndicator(store::status, store::description);
	}

}
