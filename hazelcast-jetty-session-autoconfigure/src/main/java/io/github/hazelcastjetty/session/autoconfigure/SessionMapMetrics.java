package io.github.hazelcastjetty.session.autoconfigure;

import java.util.List;

import com.hazelcast.core.HazelcastInstance;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.cache.HazelcastCacheMetrics;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.web.server.context.WebServerInitializedEvent;
import org.springframework.context.ApplicationListener;

import io.github.hazelcastjetty.session.actuate.ClusterSize;
import io.github.hazelcastjetty.session.hazelcast.setup.SessionMaps;
import io.github.hazelcastjetty.session.store.SessionStoreDescription;

/**
 * Binds Micrometer's meters of Hazelcast maps to those with the sessions, as soon as
 * there is a server and the cluster has answered.
 */
final class SessionMapMetrics implements ApplicationListener<WebServerInitializedEvent>, AutoCloseable {

	private static final Log logger = LogFactory.getLog(SessionMapMetrics.class);

	private final OpenStore store;

	private final ObjectProvider<MeterRegistry> registries;

	private final ClusterSize clusterSize;

	SessionMapMetrics(OpenStore store, ObjectProvider<MeterRegistry> registries) {
		this.store = store;
		this.registries = registries;
		this.clusterSize = new ClusterSize(() -> store.requireManager().sessions().count(), this::bind);
	}

	ClusterSize clusterSize() {
		return this.clusterSize;
	}

	@Override
	public void onApplicationEvent(WebServerInitializedEvent event) {
		if (this.store.manager() != null) {
			this.clusterSize.refresh();
		}
	}

	private void bind() {
		SessionHazelcast hazelcast = this.store.hazelcast();
		SessionStoreDescription description = this.store.description();
		if (hazelcast == null || description == null) {
			return;
		}
		HazelcastInstance instance = hazelcast.instance();
		try {
			for (String map : List.of(description.map(), SessionMaps.attributes(description.map()))) {
				this.registries
					.ifAvailable((registry) -> HazelcastCacheMetrics.monitor(registry, instance.getMap(map)));
			}
		}
		catch (RuntimeException ex) {
			logger.warn("There will be no metrics of the maps with the sessions: " + ex.getMessage());
		}
	}

	@Override
	public void close() {
		this.clusterSize.close();
	}

}
