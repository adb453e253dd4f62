package io.github.hazelcastjetty.rules.grid;

import com.zaxxer.hikari.HikariDataSource;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * Gives the application a database, which most tests need not wait for.
 */
@Configuration(proxyBeanMethods = false)
@ConditionalOnProperty("rules.grid.database")
class DatabaseConfiguration {

	@Bean
	HikariDataSource database(@Value("${rules.grid.database}") String url) {
		HikariDataSource database = new HikariDataSource();
		database.setJdbcUrl(url);
		return database;
	}

}
