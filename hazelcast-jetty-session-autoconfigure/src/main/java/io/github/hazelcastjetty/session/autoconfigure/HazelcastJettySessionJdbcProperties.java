package io.github.hazelcastjetty.session.autoconfigure;

import java.time.Duration;
import java.time.temporal.ChronoUnit;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.convert.DurationUnit;
import org.springframework.boot.jdbc.init.DatabaseInitializationProperties;

/**
 * Properties of the table that keeps the sessions with
 * {@code hazelcast.jetty.session.persistence=jdbc}.
 *
 * @since 1.0.0
 */
@ConfigurationProperties(HazelcastJettySessionJdbcProperties.PREFIX)
public class HazelcastJettySessionJdbcProperties extends DatabaseInitializationProperties {

	static final String PREFIX = HazelcastJettySessionProperties.PREFIX + ".jdbc";

	static final String DEFAULT_TABLE_NAME = "JETTY_SESSIONS";

	private static final String DEFAULT_SCHEMA_LOCATION = "classpath:io/github/hazelcastjetty/session/persistence/"
			+ "schema-@@platform@@.sql";

	/**
	 * Name of the table: letters, digits and underscores.
	 */
	private String tableName = DEFAULT_TABLE_NAME;

	/**
	 * How long after it was acknowledged a change is written to the table. Zero writes it
	 * before that; otherwise changes that are not written yet are lost if all members
	 * that have them die. If a unit is not specified, seconds are used, to which it is
	 * rounded up.
	 */
	@DurationUnit(ChronoUnit.SECONDS)
	private Duration writeDelay = Duration.ZERO;

	public String getTableName() {
		return this.tableName;
	}

	public void setTableName(String tableName) {
		this.tableName = tableName;
	}

	public Duration getWriteDelay() {
		return this.writeDelay;
	}

	public void setWriteDelay(Duration writeDelay) {
		this.writeDelay = writeDelay;
	}

	@Override
	public String getDefaultSchemaLocation() {
		return DEFAULT_SCHEMA_LOCATION;
	}

}
