package io.github.hazelcastjetty.session.autoconfigure;

import java.time.Duration;
import java.util.function.Supplier;

import com.hazelcast.client.config.ClientConfig;
import com.hazelcast.config.Config;
import com.hazelcast.core.Hazelcast;
import com.hazelcast.core.HazelcastInstance;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.diagnostics.FailureAnalysis;

/**
 * Starts the instance that keeps the sessions, if the application has none for that.
 */
final class DedicatedInstanceFactory {

	private static final Log logger = LogFactory.getLog(DedicatedInstanceFactory.class);

	private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(25);

	private final SessionOptions options;

	private final InstanceConfigs configs;

	private final @Nullable Restarts restarts;

	/**
	 * Create a factory.
	 * @param restarts keeps a member that is made of nothing but properties, {@code null}
	 * if there are no restarts
	 */
	DedicatedInstanceFactory(InstanceConfigs configs, @Nullable Restarts restarts) {
		this.options = configs.options();
		this.configs = configs;
		this.restarts = restarts;
	}

	DedicatedInstance create() {
		if (this.options.clientOnly()) {
			ClientConfig config = this.configs.client();
			return DedicatedInstance.start(() -> start(() -> connect(config)));
		}
		if (this.restarts != null && this.configs.isMemberOfProperties()) {
			return DedicatedInstance.kept(this.restarts.keep(this.options.memberSettings(), this::startToKeep));
		}
		Config config = this.configs.member();
		return DedicatedInstance.start(() -> start(() -> Hazelcast.newHazelcastInstance(config)));
	}

	private HazelcastInstance startToKeep() {
		Config config = this.configs.member();
		config.setClassLoader(Restarts.classLoader());
		return start(() -> Hazelcast.newHazelcastInstance(config));
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

}
