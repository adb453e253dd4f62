package io.github.hazelcastjetty.rules.grid;

import com.hazelcast.config.MapStoreConfig;
import com.hazelcast.config.MapStoreConfig.InitialLoadMode;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import io.github.hazelcastjetty.session.autoconfigure.SessionMapConfigCustomizer;

/**
 * Lets Hazelcast write each change of a session to a database before the request goes on,
 * and read all sessions when the first member of the cluster starts.
 */
@Configuration(proxyBeanMethods = false)
@ConditionalOnProperty("rules.grid.database")
class DatabaseConfiguration {

	@Bean
	SessionMapConfigCustomizer sessionsInADatabase(@Value("${rules.grid.database}") String url) {
		return (mapConfig) -> mapConfig.setMapStoreConfig(new MapStoreConfig().setEnabled(true)
			.setClassName(JdbcSessionStore.class.getName())
			.setProperty("url", url)
			.setWriteDelaySeconds(0)
			.setInitialLoadMode(InitialLoadMode.EAGER));
	}

}
