package io.github.hazelcastjetty.session.autoconfigure;

import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.util.CollectionUtils;
import org.springframework.util.StringUtils;

import io.github.hazelcastjetty.session.codec.AllowedClasses;

/**
 * Refuses values with which the application could not work, before anything is started
 * with them.
 */
final class PropertiesValidator {

	/**
	 * What RFC 6265 allows in the value of a cookie, but for the dot.
	 */
	private static final Pattern WORKER_NAME = Pattern.compile("[!#-+\\--:<-\\[\\]-~&&[^.]]*");

	private final HazelcastJettySessionProperties properties;

	private PropertiesValidator(HazelcastJettySessionProperties properties) {
		this.properties = properties;
	}

	static void validate(HazelcastJettySessionProperties properties) {
		PropertiesValidator validator = new PropertiesValidator(properties);
		validator.validateInstance();
		validator.validateMap();
		validator.validateWorkerName();
		validator.validatePeriods();
		validator.validatePassivePaths();
		validator.validateSerialization();
	}

	static InvalidConfigurationPropertyValueException invalid(String key, @Nullable Object value, String reason) {
		return invalid(key, value, reason, null);
	}

	static InvalidConfigurationPropertyValueException invalid(String key, @Nullable Object value, String reason,
			@Nullable Throwable cause) {
		InvalidConfigurationPropertyValueException failure = new InvalidConfigurationPropertyValueException(
				HazelcastJettySessionProperties.PREFIX + "." + key, value, reason);
		if (cause != null) {
			// Spring Boot 4.0 sets a cause of null, which cannot be replaced
			failure.addSuppressed(cause);
		}
		return failure;
	}

	private void validateInstance() {
		List<String> members = this.properties.getMembers();
		for (String member : members) {
			check("members", () -> MemberAddress.of(member), StringUtils.collectionToCommaDelimitedString(members),
					"Write each member as host or host:port, for example 10.0.0.1 or node1.example.com:5701.");
		}
		if (this.properties.getPersistence() == Persistence.JDBC && this.properties.isClientOnly()) {
			throw invalid("persistence", "jdbc",
					"It cannot be combined with '%s.client-only': the sessions are kept by servers, which know nothing of this application's DataSource. Remove one of the two, or give the servers a MapStore of their own."
						.formatted(HazelcastJettySessionProperties.PREFIX));
		}
		Integer port = this.properties.getPort();
		if (port != null && (port < 1 || port > 65535)) {
			throw invalid("port", port, "Use a port between 1 and 65535.");
		}
		if (StringUtils.hasText(this.properties.getConfigLocation())) {
			notWithConfigLocation("members",
					(!CollectionUtils.isEmpty(members)) ? StringUtils.collectionToCommaDelimitedString(members) : null);
			notWithConfigLocation("cluster-name", this.properties.getClusterName());
			notWithConfigLocation("port", port);
		}
	}

	private void notWithConfigLocation(String key, @Nullable Object value) {
		if (value != null) {
			throw invalid(key, value,
					"It cannot be combined with '%s.config-location', which is '%s'. Remove one of the two, or move the setting to that file."
						.formatted(HazelcastJettySessionProperties.PREFIX, this.properties.getConfigLocation()));
		}
	}

	private void validateMap() {
		String mapName = this.properties.getMapName();
		if (mapName != null && (!StringUtils.hasText(mapName) || mapName.contains("*"))) {
			throw invalid("map-name", mapName,
					"The name must not be blank nor contain an asterisk. Give the map a name, or remove the property to have it named after the application.");
		}
		int backupCount = this.properties.getBackupCount();
		if (backupCount < 0 || backupCount > 6) {
			throw invalid("backup-count", backupCount, "Use a number between 0 and 6.");
		}
	}

	private void validateWorkerName() {
		String workerName = this.properties.getWorkerName();
		if (workerName != null && !WORKER_NAME.matcher(workerName).matches()) {
			throw invalid("worker-name", workerName,
					"The name becomes a part of the session cookie, separated from the session's id by a dot. Use letters, digits, '-' and '_', without a dot, space, comma, semicolon, quote or backslash.");
		}
	}

	private void validatePeriods() {
		validatePositive("clean-up-period", this.properties.getCleanUpPeriod(), "60s");
		validatePositive("operation-timeout", this.properties.getOperationTimeout(), "5s");
		validatePositive("cache.max-idle", this.properties.getCache().getMaxIdle(), "30m");
		int maxSessions = this.properties.getCache().getMaxSessions();
		if (maxSessions < 0) {
			throw invalid("cache.max-sessions", maxSessions, "Use a positive number, or 0 for no limit.");
		}
	}

	private void validatePositive(String key, @Nullable Duration value, String example) {
		if (value == null || value.toMillis() <= 0) {
			throw invalid(key, value, "Use a time of at least one millisecond, for example %s.".formatted(example));
		}
	}

	private void validatePassivePaths() {
		for (String pattern : this.properties.getPassivePaths()) {
			check("passive-paths", () -> PassivePaths.of(List.of(pattern)), pattern,
					"Write patterns as for controllers, for example /poll or /actuator/**.");
		}
	}

	private void validateSerialization() {
		for (String pattern : this.properties.getSerialization().getAllow()) {
			check("serialization.allow", () -> AllowedClasses.filter(List.of(pattern)), pattern,
					"Correct or remove the entry; \"*\" alone allows all classes but those that attacks are made of.");
		}
	}

	private static void check(String key, Runnable attempt, Object value, String remedy) {
		try {
			attempt.run();
		}
		catch (IllegalArgumentException ex) {
			throw invalid(key, value,
					StringUtils.trimTrailingCharacter(String.valueOf(ex.getMessage()), '.') + ". " + remedy, ex);
		}
	}

}
