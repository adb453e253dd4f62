package io.github.hazelcastjetty.session.autoconfigure;

import io.micrometer.observation.ObservationRegistry;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Lazy;

import io.github.hazelcastjetty.session.actuate.ObservedSessionCalls;
import io.github.hazelcastjetty.session.jetty.HazelcastSessionManager;
import io.github.hazelcastjetty.session.store.SessionCallObserver;

/**
 * {@link EnableAutoConfiguration Auto-configuration} of an observation of each call of
 * the cluster.
 *
 * @since 1.0.0
 */
@AutoConfiguration(after = HazelcastJettySessionAutoConfiguration.class,
		afterName = "org.springframework.boot.micrometer.observation.autoconfigure.ObservationAutoConfiguration")
@ConditionalOnClass(ObservationRegistry.class)
@ConditionalOnBean({ HazelcastSessionManager.class, ObservationRegistry.class })
public final class HazelcastJettySessionObservationAutoConfiguration {

	@Bean
	@Lazy
	@ConditionalOnMissingBean(SessionCallObserver.class)
	ObservedSessionCalls hazelcastJettySessionCallObserver(ObservationRegistry registry) {
		return new ObservedSessionCalls(registry);
	}

}
