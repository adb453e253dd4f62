package io.github.hazelcastjetty.session.autoconfigure;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.NestedConfigurationProperty;
import org.springframework.boot.convert.DurationUnit;

/**
 * Properties of the sessions that embedded Jetty keeps in Hazelcast.
 *
 * @since 1.0.0
 */
@ConfigurationProperties(HazelcastJettySessionProperties.PREFIX)
public class HazelcastJettySessionProperties {

	static final String PREFIX = "hazelcast.jetty.session";

	/**
	 * Whether sessions are kept in Hazelcast.
	 */
	private boolean enabled = true;

	/**
	 * Location of a Hazelcast member or client configuration, XML or YAML, with which a
	 * dedicated instance is started.
	 */
	private @Nullable String configLocation;

	/**
	 * Whether the application connects to a cluster as a client instead of being a member
	 * of it.
	 */
	private boolean clientOnly;

	/**
	 * Name of the HazelcastInstance bean, or of the Hazelcast instance, that keeps the
	 * sessions. If none is started yet, name of the one to start.
	 */
	private @Nullable String instanceName;

	/**
	 * Comma-separated list of the addresses, as host or host:port, of the members to form
	 * a cluster with or, as a client, to connect to. When not set, only processes on this
	 * machine are looked for.
	 */
	private List<String> members = new ArrayList<>();

	/**
	 * Name of the Hazelcast cluster to form or to connect to. When not set, the
	 * application's name is used or, to form one, that of its main class.
	 */
	private @Nullable String clusterName;

	/**
	 * Port to listen on, or the first free one after it. As a client, port of members
	 * that are listed without one.
	 */
	private @Nullable Integer port;

	/**
	 * Whether the member that is started forms a cluster of its own, whatever "members",
	 * "cluster-name" and "port" say. Set in tests. Has no effect for a client, with
	 * "config-location" or on an existing instance.
	 */
	private boolean isolated;

	/**
	 * Name of the Hazelcast map that holds the sessions. When not set, it is derived from
	 * the application's name.
	 */
	private @Nullable String mapName;

	/**
	 * Number of members that keep a synchronous copy of each session. Has no effect if
	 * the cluster has its own configuration for the map.
	 */
	private int backupCount = 1;

	/**
	 * Name of this node, different on each, that is appended to the session cookie for
	 * load balancers that route by it. When not set, nothing is appended.
	 */
	private @Nullable String workerName;

	/**
	 * Whether the load balancer keeps a session on one node, so that its copy there does
	 * not have to be checked at each request.
	 */
	private boolean sticky;

	/**
	 * How long a node trusts its copy of a session before it checks it again. Zero checks
	 * at each request, a negative value never. When not set, it is zero or, with sticky
	 * sessions, five seconds. If a unit is not specified, seconds are used.
	 */
	@DurationUnit(ChronoUnit.SECONDS)
	private @Nullable Duration stalePeriod;

	/**
	 * When the changes of a session are saved, as a mode (or its number) or as the time
	 * after which a changed session is saved at the latest. If a unit is not specified,
	 * seconds are used.
	 */
	private SavePeriod savePeriod = SavePeriod.REQUEST_END;

	/**
	 * Comma-separated list of patterns of the paths (/poll, /actuator/**) whose requests
	 * do not keep a session alive. They use it as others do.
	 */
	private List<String> passivePaths = new ArrayList<>();

	/**
	 * How often expired sessions are collected. If a unit is not specified, milliseconds
	 * are used.
	 */
	@DurationUnit(ChronoUnit.MILLIS)
	private Duration cleanUpPeriod = Duration.ofSeconds(60);

	/**
	 * How long an operation on the cluster may take before it fails. If a unit is not
	 * specified, milliseconds are used.
	 */
	@DurationUnit(ChronoUnit.MILLIS)
	private Duration operationTimeout = Duration.ofSeconds(5);

	/**
	 * What to do if the cluster cannot be reached when the application starts.
	 */
	private StartUp startUp = StartUp.FAIL;

	/**
	 * Where sessions are kept besides the memory of the cluster, so that they outlive the
	 * end of all members.
	 */
	private Persistence persistence = Persistence.NONE;

	/**
	 * Configuration of what happens while the cluster does not answer.
	 */
	@NestedConfigurationProperty
	private final OutageProperties outage = new OutageProperties();

	/**
	 * Configuration of the copies of sessions that a node keeps.
	 */
	@NestedConfigurationProperty
	private final CacheProperties cache = new CacheProperties();

	/**
	 * Configuration of how session attributes are turned into bytes.
	 */
	@NestedConfigurationProperty
	private final SerializationProperties serialization = new SerializationProperties();

	/**
	 * Configuration of the encryption of session attributes.
	 */
	@NestedConfigurationProperty
	private final EncryptionProperties encryption = new EncryptionProperties();

	public boolean isEnabled() {
		return this.enabled;
	}

	public void setEnabled(boolean enabled) {
		this.enabled = enabled;
	}

	public @Nullable String getConfigLocation() {
		return this.configLocation;
	}

	public void setConfigLocation(@Nullable String configLocation) {
		this.configLocation = configLocation;
	}

	public boolean isClientOnly() {
		return this.clientOnly;
	}

	public void setClientOnly(boolean clientOnly) {
		this.clientOnly = clientOnly;
	}

	public @Nullable String getInstanceName() {
		return this.instanceName;
	}

	public void setInstanceName(@Nullable String instanceName) {
		this.instanceName = instanceName;
	}

	public List<String> getMembers() {
		return this.members;
	}

	public void setMembers(List<String> members) {
		this.members = members;
	}

	public @Nullable String getClusterName() {
		return this.clusterName;
	}

	public void setClusterName(@Nullable String clusterName) {
		this.clusterName = clusterName;
	}

	public @Nullable Integer getPort() {
		return this.port;
	}

	public void setPort(@Nullable Integer port) {
		this.port = port;
	}

	public boolean isIsolated() {
		return this.isolated;
	}

	public void setIsolated(boolean isolated) {
		this.isolated = isolated;
	}

	public @Nullable String getMapName() {
		return this.mapName;
	}

	public void setMapName(@Nullable String mapName) {
		this.mapName = mapName;
	}

	public int getBackupCount() {
		return this.backupCount;
	}

	public void setBackupCount(int backupCount) {
		this.backupCount = backupCount;
	}

	public @Nullable String getWorkerName() {
		return this.workerName;
	}

	public void setWorkerName(@Nullable String workerName) {
		this.workerName = workerName;
	}

	public boolean isSticky() {
		return this.sticky;
	}

	public void setSticky(boolean sticky) {
		this.sticky = sticky;
	}

	public @Nullable Duration getStalePeriod() {
		return this.stalePeriod;
	}

	public void setStalePeriod(@Nullable Duration stalePeriod) {
		this.stalePeriod = stalePeriod;
	}

	public SavePeriod getSavePeriod() {
		return this.savePeriod;
	}

	public void setSavePeriod(SavePeriod savePeriod) {
		this.savePeriod = savePeriod;
	}

	public List<String> getPassivePaths() {
		return this.passivePaths;
	}

	public void setPassivePaths(List<String> passivePaths) {
		this.passivePaths = passivePaths;
	}

	public Duration getCleanUpPeriod() {
		return this.cleanUpPeriod;
	}

	public void setCleanUpPeriod(Duration cleanUpPeriod) {
		this.cleanUpPeriod = cleanUpPeriod;
	}

	public Duration getOperationTimeout() {
		return this.operationTimeout;
	}

	public void setOperationTimeout(Duration operationTimeout) {
		this.operationTimeout = operationTimeout;
	}

	public StartUp getStartUp() {
		return this.startUp;
	}

	public void setStartUp(StartUp startUp) {
		this.startUp = startUp;
	}

	public Persistence getPersistence() {
		return this.persistence;
	}

	public void setPersistence(Persistence persistence) {
		this.persistence = persistence;
	}

	public OutageProperties getOutage() {
		return this.outage;
	}

	public CacheProperties getCache() {
		return this.cache;
	}

	public SerializationProperties getSerialization() {
		return this.serialization;
	}

	public EncryptionProperties getEncryption() {
		return this.encryption;
	}

}
