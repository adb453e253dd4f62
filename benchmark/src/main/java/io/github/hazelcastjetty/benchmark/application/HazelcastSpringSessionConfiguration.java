package io.github.hazelcastjetty.benchmark.application;

import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.spring.session.HazelcastIndexedSessionRepository;
import com.hazelcast.spring.session.HazelcastSessionConfiguration;
import com.hazelcast.spring.session.config.annotation.web.http.EnableHazelcastHttpSession;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import org.springframework.session.config.SessionRepositoryCustomizer;

/**
 * Sessions of {@code hazelcast-spring-session}, set up as its documentation says.
 */
@Configuration(proxyBeanMethods = false)
@EnableHazelcastHttpSession
class HazelcastSpringSessionConfiguration {

	@Bean
	HazelcastInstance hazelcastInstance(Environment environment) {
		return new HazelcastStarter(environment).start(HazelcastSessionConfiguration::applySerializationConfig,
				HazelcastSessionConfiguration::applySerializationConfig);
	}

	@Bean
	SessionRepositoryCustomizer<HazelcastIndexedSessionRepository> membersWithoutItsClasses(Environment environment) {
		boolean deployedOnAllMembers = !new HazelcastStarter(environment).isClient();
		return (repository) -> repository.setDeployedOnAllMembers(deployedOnAllMembers);
	}

}
