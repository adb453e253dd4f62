package io.github.hazelcastjetty.session.autoconfigure;

import com.hazelcast.config.MapConfig;

/**
 * Callback interface that can be implemented by beans wishing to change the configuration
 * of the maps that hold the sessions. It is called once for the map of the sessions and
 * once for the map of their large attributes, before that map's first use, and not at all
 * if the cluster has its own configuration for the map.
 *
 * @since 1.0.0
 */
@FunctionalInterface
public interface SessionMapConfigCustomizer {

	/**
	 * Customize the configuration of a map.
	 * @param mapConfig the configuration, with everything set that sessions need
	 */
	void customize(MapConfig mapConfig);

}
