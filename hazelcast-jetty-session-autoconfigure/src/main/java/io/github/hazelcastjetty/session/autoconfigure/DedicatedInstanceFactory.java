package io.github.hazelcastjetty.session.autoconfigure;

import java.time.Duration;
import java.util.Properties;
import java.util.function.Function;
import java.util.function.Supplier;

import com.hazelcast.client.HazelcastClient;
import com.hazelcast.client.config.ClientConfig;
import com.hazelcast.config.Config;
import com.hazelcast.core.Hazelcast;
import com.hazelcast.core.HazelcastInstance;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.core.io.ResourceLoader;

/**
 * Starts the instance that keeps the sessions, if the application has none for that.
 */
final class DedicatedInstanceFactory {

	private static final Log logger = LogFactory.getLog(DedicatedInstanceFactory.class);

	private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(25);

	private static final Duration GRACEFUL_SHUTDOWN_TIMEOUT = Duration.ofSeconds(60);

	private final SessionOptions options;

	private final ResourceLoader resourceLoader;

	private final SessionPersistence persistence;

	DedicatedInstanceFactory(SessionOptions options, ResourceLoader resourceLoader) {
		this(options, resourceLoader, SessionPersistence.NONE);
	}

	DedicatedInstanceFactory(SessionOptions options, ResourceLoader resourceLoader, SessionPersistence persistence) {
		this.options = options;
		this.resourceLoader = resourceLoader;
		this.persistence = persistence;
	}

	HazelcastInstance create() {
		return (this.options.clientOnly()) ? createClient(clientConfig()) : createMember(memberConfig());
	}

	private HazelcastInstance createClient(ClientConfig config) {
		checkUnused(HazelcastClient::getHazelcastClientByName);
		return start(() -> connect(config));
	}

	private HazelcastInstance connect(ClientConfig config) {
		if (this.options.startsWithoutCluster()) {
			HazelcastInstance client = new ClientConnector(this.options.operationTimeout()).connectNowOrLater(config);
			if (client.getCluster().getMembers().isEmpty()) {
				warn(new ClusterUnreachableException(config.getClusterName(),
						config.getNetworkConfig().getAddresses()));
			}
			return client;
		}
		try {
			return new ClientConnector(CONNECT_TIMEOUT).connect(config);
		}
		catch (ClusterUnreachableException ex) {
			throw ex.refusedBy(MemberProbe.listening(ex.getAddresses()));
		}
	}

	private static void warn(ClusterUnreachableException failure) {
		FailureAnalysis analysis = new ClusterUnreachableFailureAnalyzer()
			.analyze(failure.refusedBy(MemberProbe.listening(failure.getAddresses())));
		if (analysis != null) {
			logger.warn("%s%n%s".formatted(analysis.getDescription(), analysis.getAction()));
		}
	}

	private HazelcastInstance createMember(Config config) {
		checkUnused(Hazelcast::getHazelcastInstanceByName);
		return start(() -> Hazelcast.newHazelcastInstance(config));
	}

	private HazelcastInstance start(Supplier<HazelcastInstance> starter) {
		try {
			return starter.get();
		}
		catch (ClusterUnreachableException ex) {
			throw ex;
		}
		catch (RuntimeException ex) {
			throw new HazelcastStartException(this.options.configLocation(), ex);
		}
	}

	private void checkUnused(Function<String, @Nullable HazelcastInstance> finder) {
		String instanceName = this.options.instanceName();
		if (instanceName != null && finder.apply(instanceName) != null) {
			throw PropertiesValidator.invalid("instance-name", instanceName,
					"This process already has a Hazelcast instance of that name, which is not a bean of this application. Give another name, or define that instance as a bean.");
		}
	}

	Config memberConfig() {
		String location = this.options.configLocation();
		Config config = (location != null) ? new ConfigFile(location, this.resourceLoader).loadMember()
				: EmbeddedMemberConfig.create(this.options);
		config.setClassLoader(this.resourceLoader.getClassLoader());
		if (this.options.instanceName() != null) {
			config.setInstanceName(this.options.instanceName());
		}
		ClusterDeserialization.restrict(config.getSerializationConfig());
		this.persistence.prepare(config);
		Properties properties = config.getProperties();
		// It would stop the member while requests are still served
		properties.setProperty("hazelcast.shutdownhook.enabled", "false");
		properties.putIfAbsent("hazelcast.logging.type", "slf4j");
		// While a partition moves, its old owner would still answer reads
		properties.putIfAbsent("hazelcast.partition.migration.stale.read.disabled", "true");
		properties.putIfAbsent("hazelcast.graceful.shutdown.max.wait",
				String.valueOf(GRACEFUL_SHUTDOWN_TIMEOUT.toSeconds()));
		return config;
	}

	ClientConfig clientConfig() {
		String location = this.options.configLocation();
		ClientConfig config = (location != null) ? new ConfigFile(location, this.resourceLoader).loadClient()
				: SessionClientConfig.create(this.options);
		config.setClassLoader(this.resourceLoader.getClassLoader());
		if (this.options.instanceName() != null) {
			config.setInstanceName(this.options.instanceName());
		}
		ClusterDeserialization.restrict(config.getSerializationConfig());
		config.getProperties().putIfAbsent("hazelcast.logging.type", "slf4j");
		return config;
	}

}
