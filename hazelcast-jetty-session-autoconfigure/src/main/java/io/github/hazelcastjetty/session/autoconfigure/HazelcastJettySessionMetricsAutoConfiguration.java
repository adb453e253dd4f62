package io.github.hazelcastjetty.session.autoconfigure;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.cache.HazelcastCacheMetrics;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

import io.github.hazelcastjetty.session.actuate.SessionMetrics;
import io.github.hazelcastjetty.session.jetty.HazelcastSessionManager;
import io.github.hazelcastjetty.session.store.SessionStatistics;
import io.github.hazelcastjetty.session.store.SessionStoreStatus;

/**
 * {@link EnableAutoConfiguration Auto-configuration} of meters of the sessions and of the
 * maps that hold them.
 *
 * @since 1.0.0
 */
@AutoConfiguration(after = HazelcastJettySessionAutoConfiguration.class, afterName = {
		"org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration",
		"org.springframework.boot.micrometer.metrics.autoconfigure.export.simple.SimpleMetricsExportAutoConfiguration" })
@ConditionalOnClass({ MeterRegistry.class, HazelcastCacheMetrics.class })
@ConditionalOnBean({ HazelcastSessionManager.class, HazelcastSessionInstaller.class, MeterRegistry.class })
public final class HazelcastJettySessionMetricsAutoConfiguration {

	@Bean
	SessionMapMetrics hazelcastJettySessionMapMetrics(HazelcastSessionInstaller installer,
			ConfigurableListableBeanFactory beanFactory, ObjectProvider<SessionStoreStatus> statuses,
			ObjectProvider<MeterRegistry> registries) {
		return new SessionMapMetrics(new OpenStore(installer, beanFactory, statuses), registries);
	}

	@Bean
	@ConditionalOnMissingBean
	SessionMetrics hazelcastJettySessionMetrics(SessionStatistics statistics, HazelcastSessionInstaller installer,
			ConfigurableListableBeanFactory beanFactory, ObjectProvider<SessionStoreStatus> statuses,
			SessionMapMetrics mapMetrics) {
		OpenStore store = new OpenStore(installer, beanFactory, statuses);
		return new SessionMetrics(statistics, store::status, store::copies, mapMetrics.clusterSize()::get);
	}

}
