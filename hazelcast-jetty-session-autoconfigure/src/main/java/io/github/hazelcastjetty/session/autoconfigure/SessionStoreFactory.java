package io.github.hazelcastjetty.session.autoconfigure;

import java.time.Duration;
import java.util.List;

import com.hazelcast.config.MapConfig;
import com.hazelcast.core.HazelcastInstance;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import io.github.hazelcastjetty.session.hazelcast.HazelcastSessionStore;
import io.github.hazelcastjetty.session.hazelcast.SessionMaps;

/**
 * Prepares the maps and creates the store on them.
 */
final class SessionStoreFactory {

	private static final Log logger = LogFactory.getLog(SessionStoreFactory.class);

	private final SessionOptions options;

	private final List<SessionMapConfigCustomizer> customizers;

	SessionStoreFactory(SessionOptions options, List<SessionMapConfigCustomizer> customizers) {
		this.options = options;
		this.customizers = customizers;
	}

	/**
	 * Create a store that is used as soon as the cluster can be reached.
	 */
	DeferredSessionStore defer(SessionHazelcast hazelcast, Duration sessionTimeout) {
		return new DeferredSessionStore(hazelcast::isConnected, () -> create(hazelcast, sessionTimeout));
	}

	HazelcastSessionStore create(SessionHazelcast hazelcast, Duration sessionTimeout) {
		HazelcastInstance instance = hazelcast.instance();
		Duration timeToLive = prepare(instance, sessionTimeout);
		HazelcastSessionStore store = new HazelcastSessionStore(instance, this.options.mapName(), timeToLive,
				this.options.operationTimeout(), () -> prepare(instance, sessionTimeout));
		log(hazelcast);
		return store;
	}

	private Duration prepare(HazelcastInstance instance, Duration sessionTimeout) {
		return SessionMaps.prepare(instance, this.options.mapName(), this.options.backupCount(), sessionTimeout,
				this::customize);
	}

	private void customize(MapConfig mapConfig) {
		this.customizers.forEach((customizer) -> customizer.customize(mapConfig));
	}

	private void log(SessionHazelcast hazelcast) {
		logger.info("HTTP sessions are kept in Hazelcast: %s, cluster '%s', map '%s', %s".formatted(hazelcast.mode(),
				hazelcast.clusterName(), this.options.mapName(), (this.options.sticky()) ? "sticky" : "non-sticky"));
		if (hazelcast.isClient() && this.options.isMapUnnamed()) {
			logger.warn("The sessions are in the map '%s', like those of every other application without a name "
				.formatted(this.options.mapName())
					+ "on this cluster. Set 'spring.application.name' or '%s.map-name'."
						.formatted(HazelcastJettySessionProperties.PREFIX));
		}
		if (!hazelcast.dedicated() && hazelcast.hasShutdownHook()) {
			logger.warn("Hazelcast will stop the instance '%s' while requests are still served when this JVM is asked "
				.formatted(hazelcast.instance().getName())
					+ "to stop. Set the Hazelcast property 'hazelcast.shutdownhook.enabled' to 'false' in its "
					+ "configuration.");
		}
	}

}
