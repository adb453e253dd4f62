package io.github.hazelcastjetty.session.autoconfigure;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.convert.DurationUnit;
import org.springframework.util.unit.DataSize;

import io.github.hazelcastjetty.session.codec.AttributeCipher;

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
	private final Outage outage = new Outage();

	/**
	 * Configuration of the copies of sessions that a node keeps.
	 */
	private final Cache cache = new Cache();

	/**
	 * Configuration of how session attributes are turned into bytes.
	 */
	private final Serialization serialization = new Serialization();

	/**
	 * Configuration of the encryption of session attributes.
	 */
	private final Encryption encryption = new Encryption();

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

	public Outage getOutage() {
		return this.outage;
	}

	public Cache getCache() {
		return this.cache;
	}

	public Serialization getSerialization() {
		return this.serialization;
	}

	public Encryption getEncryption() {
		return this.encryption;
	}

	/**
	 * Properties of what happens while the cluster does not answer.
	 */
	public static class Outage {

		/**
		 * What becomes of changes that cannot be stored.
		 */
		private OutageWrites writes = OutageWrites.REJECT;

		public OutageWrites getWrites() {
			return this.writes;
		}

		public void setWrites(OutageWrites writes) {
			this.writes = writes;
		}

	}

	/**
	 * Properties of the copies of sessions that a node keeps.
	 */
	public static class Cache {

		/**
		 * How long a copy may be unused before it is dropped; one that only a single
		 * request has used, a tenth of that. If a unit is not specified, milliseconds are
		 * used.
		 */
		private Duration maxIdle = Duration.ofMinutes(30);

		/**
		 * Maximum number of copies, not counting those in use. When zero, there is no
		 * limit.
		 */
		private int maxSessions;

		public Duration getMaxIdle() {
			return this.maxIdle;
		}

		public void setMaxIdle(Duration maxIdle) {
			this.maxIdle = maxIdle;
		}

		public int getMaxSessions() {
			return this.maxSessions;
		}

		public void setMaxSessions(int maxSessions) {
			this.maxSessions = maxSessions;
		}

	}

	/**
	 * Properties of how session attributes are turned into bytes.
	 */
	public static class Serialization {

		/**
		 * Comma-separated list of the classes (com.example.Cart) and packages
		 * (com.example.* or, with those below it, com.example.**) that session attributes
		 * may be made of, in addition to the application's packages and what "filter"
		 * has. "*" allows all classes but those that attacks are made of, which have to
		 * be named.
		 */
		private List<String> allow = new ArrayList<>();

		/**
		 * What session attributes may be made of besides what "allow" and the packages of
		 * the application have.
		 */
		private SerializationFilter filter = SerializationFilter.DEFAULT;

		/**
		 * Whether each attribute that is set makes the way to another node and back at
		 * once, so that what would fail there is reported here. When not set, it does so
		 * with Spring Boot's DevTools and in tests.
		 */
		private @Nullable Boolean check;

		/**
		 * Comma-separated list of the names of classes whose objects never change once
		 * they are session attributes, so that a session is not searched for changes in
		 * them. The value types of the JDK, and records and enums made of them, are
		 * known.
		 */
		private List<String> immutable = new ArrayList<>();

		/**
		 * Size from which a session attribute is worth a warning. Zero switches the
		 * warning off.
		 */
		private DataSize warnSize = DataSize.ofKilobytes(512);

		public List<String> getAllow() {
			return this.allow;
		}

		public void setAllow(List<String> allow) {
			this.allow = allow;
		}

		public SerializationFilter getFilter() {
			return this.filter;
		}

		public void setFilter(SerializationFilter filter) {
			this.filter = filter;
		}

		public @Nullable Boolean getCheck() {
			return this.check;
		}

		public void setCheck(@Nullable Boolean check) {
			this.check = check;
		}

		public List<String> getImmutable() {
			return this.immutable;
		}

		public void setImmutable(List<String> immutable) {
			this.immutable = immutable;
		}

		public DataSize getWarnSize() {
			return this.warnSize;
		}

		public void setWarnSize(DataSize warnSize) {
			this.warnSize = warnSize;
		}

	}

	/**
	 * Properties of the encryption of session attributes.
	 */
	public static class Encryption {

		/**
		 * Id of the key that encrypts. The other keys only decrypt what they have
		 * encrypted before.
		 */
		private @Nullable String keyId;

		/**
		 * AES keys by id, each as the Base64 form of 16, 24 or 32 random bytes. When none
		 * is set, attributes are not encrypted.
		 */
		private Map<String, String> keys = new LinkedHashMap<>();

		/**
		 * What is encrypted. When not set, it is "encrypt" if there are keys.
		 */
		private AttributeCipher.@Nullable Mode mode;

		public @Nullable String getKeyId() {
			return this.keyId;
		}

		public void setKeyId(@Nullable String keyId) {
			this.keyId = keyId;
		}

		public Map<String, String> getKeys() {
			return this.keys;
		}

		public void setKeys(Map<String, String> keys) {
			this.keys = keys;
		}

		public AttributeCipher.@Nullable Mode getMode() {
			return this.mode;
		}

		public void setMode(AttributeCipher.@Nullable Mode mode) {
			this.mode = mode;
		}

	}

}
