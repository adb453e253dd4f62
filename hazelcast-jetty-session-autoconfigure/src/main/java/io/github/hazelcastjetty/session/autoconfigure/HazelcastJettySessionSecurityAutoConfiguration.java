package io.github.hazelcastjetty.session.autoconfigure;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.security.core.session.SessionRegistry;

import io.github.hazelcastjetty.session.jetty.HazelcastSessionManager;
import io.github.hazelcastjetty.session.security.ClusteredSessionRegistry;
import io.github.hazelcastjetty.session.security.SecurityContextPrincipalResolver;
import io.github.hazelcastjetty.session.store.SessionPrincipalResolver;

/**
 * {@link EnableAutoConfiguration Auto-configuration} of a {@link SessionRegistry} for all
 * nodes, which Spring Security uses where the number of a user's sessions is limited, and
 * of what tells whom a session belongs to.
 *
 * @since 1.0.0
 */
@AutoConfiguration(after = HazelcastJettySessionAutoConfiguration.class)
@ConditionalOnClass(SessionRegistry.class)
@ConditionalOnBean(HazelcastSessionManager.class)
public final class HazelcastJettySessionSecurityAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean(SessionPrincipalResolver.class)
	SecurityContextPrincipalResolver hazelcastJettySessionPrincipalResolver() {
		return new SecurityContextPrincipalResolver();
	}

	@Bean
	@ConditionalOnMissingBean(SessionRegistry.class)
	ClusteredSessionRegistry hazelcastJettySessionRegistry(ObjectProvider<HazelcastSessionManager> managers) {
		return new ClusteredSessionRegistry(() -> managers.getObject().userSessions());
	}

}
