package io.github.hazelcastjetty.session.autoconfigure;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;

import org.jspecify.annotations.Nullable;
import org.springframework.core.env.Environment;
import org.springframework.util.ClassUtils;
import org.springframework.util.StringUtils;

import io.github.hazelcastjetty.session.codec.AttributeCipher;
import io.github.hazelcastjetty.session.codec.EncryptionKeys;
import io.github.hazelcastjetty.session.jetty.cache.SessionSettings;

/**
 * The properties after validation, with the values that depend on others filled in.
 */
final class SessionOptions {

	private static final String DEFAULT_APPLICATION_NAME = "application";

	/**
	 * What is only there while an application is developed or tested.
	 */
	private static final List<String> CHECKERS = List.of("org.springframework.boot.devtools.restart.Restarter",
			"org.springframework.boot.test.context.SpringBootTest");

	private static final Duration STICKY_STALE_PERIOD = Duration.ofSeconds(5);

	private final HazelcastJettySessionProperties properties;

	private final @Nullable String applicationName;

	private final @Nullable String mainClass;

	private final @Nullable EncryptionKeys encryptionKeys;

	/**
	 * Create options.
	 * @param mainClass the name of the application's class, {@code null} if it has none
	 */
	SessionOptions(HazelcastJettySessionProperties properties, Environment environment, @Nullable String mainClass) {
		PropertiesValidator.validate(properties);
		this.properties = properties;
		this.encryptionKeys = ConfiguredEncryptionKeys.of(properties.getEncryption());
		this.applicationName = textOrNull(environment.getProperty("spring.application.name"));
		this.mainClass = mainClass;
	}

	@Nullable String configLocation() {
		return textOrNull(this.properties.getConfigLocation());
	}

	boolean clientOnly() {
		return this.properties.isClientOnly();
	}

	@Nullable String instanceName() {
		return textOrNull(this.properties.getInstanceName());
	}

	List<MemberAddress> members() {
		return this.properties.getMembers().stream().map(MemberAddress::of).toList();
	}

	@Nullable Integer port() {
		return this.properties.getPort();
	}

	String clusterName() {
		String clusterName = textOrNull(this.properties.getClusterName());
		if (clusterName != null) {
			return clusterName;
		}
		// Applications without a name that run on one machine are not to join
		return (this.applicationName == null && this.mainClass != null && !clientOnly()) ? this.mainClass
				: applicationName();
	}

	/**
	 * Return whether the member that is started keeps to itself.
	 */
	boolean isolated() {
		return this.properties.isIsolated();
	}

	/**
	 * Return all that a member is made of which the properties describe.
	 */
	String memberSettings() {
		return "%s %s %s %s %s %s %s %s".formatted(clusterName(), isolated(), members(), port(), instanceName(),
				mapName(), backupCount(), operationTimeout());
	}

	String mapName() {
		String mapName = this.properties.getMapName();
		return (mapName != null) ? mapName : "jetty-sessions-" + applicationName();
	}

	/**
	 * Return whether nothing tells this application's map from that of others.
	 * @return {@code true} if neither the map nor the application has a name
	 */
	boolean isMapUnnamed() {
		return this.properties.getMapName() == null && this.applicationName == null;
	}

	int backupCount() {
		return this.properties.getBackupCount();
	}

	boolean sticky() {
		return this.properties.isSticky();
	}

	Duration operationTimeout() {
		return this.properties.getOperationTimeout();
	}

	/**
	 * Return how long a change waits for its backup: it is to succeed within the timeout
	 * of the operation if the backup does not answer.
	 * @return half of the timeout
	 */
	Duration backupTimeout() {
		return operationTimeout().dividedBy(2);
	}

	/**
	 * Return whether to start even if there is no cluster.
	 * @return {@code true} to start and to connect later
	 */
	boolean startsWithoutCluster() {
		return this.properties.getStartUp() == StartUp.CONTINUE;
	}

	boolean isPersistent() {
		return this.properties.getPersistence() == Persistence.JDBC;
	}

	/**
	 * Return what attributes may be made of besides the application's own classes.
	 */
	List<String> allowedClasses() {
		SerializationProperties serialization = this.properties.getSerialization();
		List<String> allowed = new ArrayList<>(serialization.getFilter().patterns());
		allowed.addAll(serialization.getAllow());
		return allowed;
	}

	/**
	 * Return whether attributes that are set make the round trip at once.
	 */
	boolean checksAttributes() {
		Boolean check = this.properties.getSerialization().getCheck();
		return (check != null) ? check : CHECKERS.stream().anyMatch((name) -> ClassUtils.isPresent(name, null));
	}

	@Nullable EncryptionKeys encryptionKeys() {
		return this.encryptionKeys;
	}

	AttributeCipher.@Nullable Mode encryptionMode() {
		return this.properties.getEncryption().getMode();
	}

	/**
	 * Return what tells the paths whose requests do not keep a session alive.
	 */
	Predicate<String> passivePaths() {
		return PassivePaths.of(this.properties.getPassivePaths());
	}

	SessionSettings settings() {
		CacheProperties cache = this.properties.getCache();
		SerializationProperties serialization = this.properties.getSerialization();
		return new SessionSettings(Objects.requireNonNullElse(this.properties.getWorkerName(), ""), sticky(),
				stalePeriod(), this.properties.getSavePeriod().getNumber(), this.properties.getCleanUpPeriod(),
				operationTimeout(), cache.getMaxIdle(), cache.getMaxSessions(),
				Set.copyOf(serialization.getImmutable()), serialization.getWarnSize().toBytes(),
				this.properties.getOutage().getWrites() == OutageWrites.KEEP);
	}

	private Duration stalePeriod() {
		Duration stalePeriod = this.properties.getStalePeriod();
		if (stalePeriod != null) {
			return stalePeriod;
		}
		return (sticky()) ? STICKY_STALE_PERIOD : Duration.ZERO;
	}

	private String applicationName() {
		return (this.applicationName != null) ? this.applicationName : DEFAULT_APPLICATION_NAME;
	}

	private static @Nullable String textOrNull(@Nullable String text) {
		return (StringUtils.hasText(text)) ? text : null;
	}

}
