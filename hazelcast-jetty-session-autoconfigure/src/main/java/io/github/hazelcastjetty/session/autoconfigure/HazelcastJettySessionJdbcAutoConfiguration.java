package io.github.hazelcastjetty.session.autoconfigure;

import java.time.Duration;

import javax.sql.DataSource;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnSingleCandidate;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.jdbc.init.PropertiesBasedDataSourceScriptDatabaseInitializer;
import org.springframework.boot.sql.init.dependency.DatabaseInitializationDependencyConfigurer;
import org.springframework.boot.sql.init.dependency.DependsOnDatabaseInitialization;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.Lazy;

import io.github.hazelcastjetty.session.persistence.JdbcSessionPersistence;

/**
 * {@link EnableAutoConfiguration Auto-configuration} that keeps the sessions in a table
 * of the application's {@link DataSource} too.
 *
 * @since 1.0.0
 */
@AutoConfiguration(after = HazelcastJettySessionAutoConfiguration.class,
		afterName = "org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration")
@ConditionalOnProperty(prefix = HazelcastJettySessionProperties.PREFIX, name = "persistence", havingValue = "jdbc")
@ConditionalOnClass({ DataSource.class, PropertiesBasedDataSourceScriptDatabaseInitializer.class })
@ConditionalOnBean(HazelcastSessionInstaller.class)
@ConditionalOnSingleCandidate(DataSource.class)
@EnableConfigurationProperties(HazelcastJettySessionJdbcProperties.class)
@Import(DatabaseInitializationDependencyConfigurer.class)
public final class HazelcastJettySessionJdbcAutoConfiguration {

	@Bean
	SessionTableInitializer hazelcastJettySessionTableInitializer(DataSource dataSource,
			HazelcastJettySessionJdbcProperties properties) {
		requireTableName(properties.getTableName());
		return new SessionTableInitializer(dataSource, properties);
	}

	@Bean
	@Lazy
	@DependsOnDatabaseInitialization
	JdbcSessionPersistence hazelcastJettySessionJdbcPersistence(DataSource dataSource,
			HazelcastJettySessionJdbcProperties properties, SessionOptions options) {
		requireTableName(properties.getTableName());
		Duration writeDelay = properties.getWriteDelay();
		if (writeDelay.isNegative()) {
			throw PropertiesValidator.invalid("jdbc.write-delay", writeDelay,
					"Use a number of seconds, or 0 to write each change before it is acknowledged.");
		}
		JdbcSessionPersistence persistence = new JdbcSessionPersistence(dataSource, options.mapName(),
				properties.getTableName(), writeDelay, options.operationTimeout());
		persistence.requireTable();
		return persistence;
	}

	private static void requireTableName(String tableName) {
		if (!JdbcSessionPersistence.isTableName(tableName)) {
			throw PropertiesValidator.invalid("jdbc.table-name", tableName,
					"Use letters, digits and underscores, 63 at most, beginning with a letter. The table is in the schema that connections of the DataSource begin with.");
		}
	}

}
