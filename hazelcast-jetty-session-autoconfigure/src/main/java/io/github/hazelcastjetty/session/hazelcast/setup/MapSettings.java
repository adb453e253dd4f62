package io.github.hazelcastjetty.session.hazelcast.setup;

import java.util.ArrayList;
import java.util.List;

import com.hazelcast.config.EvictionConfig;
import com.hazelcast.config.EvictionPolicy;
import com.hazelcast.config.MapConfig;
import com.hazelcast.core.HazelcastInstance;

/**
 * Finds the settings of a map with which no promise about sessions could be kept. All
 * others are the user's business.
 */
final class MapSettings {

	private static final String NEAR_CACHE = "near-cache: a node would see sessions as they were before, also after "
			+ "they have ended";

	private static final String EVICTION = "eviction: sessions that are in use, or single attributes of them, would "
			+ "disappear without notice";

	private static final String MAX_IDLE = "max-idle-seconds: Hazelcast would remove sessions, or single attributes "
			+ "of them, without notice. Sessions end by their own timeout";

	private MapSettings() {
	}

	/**
	 * Check what a member says about a map.
	 */
	static void require(MapConfig config, String mapName) {
		List<String> problems = new ArrayList<>();
		if (config.getNearCacheConfig() != null) {
			problems.add(NEAR_CACHE);
		}
		if (evicts(config.getEvictionConfig())) {
			problems.add(EVICTION);
		}
		if (config.getMaxIdleSeconds() > 0 && config.getMaxIdleSeconds() < Integer.MAX_VALUE) {
			problems.add(MAX_IDLE);
		}
		if (!problems.isEmpty()) {
			throw new UnsuitableMapException(mapName, "the member's map configuration '" + config.getName() + "'",
					problems);
		}
	}

	private static boolean evicts(EvictionConfig config) {
		return config.getEvictionPolicy() != EvictionPolicy.NONE && config.getSize() > 0
				&& config.getSize() < Integer.MAX_VALUE;
	}

	/**
	 * Check what a client says about a map. Its configuration cannot be read, but a map
	 * with a Near Cache has statistics of it.
	 */
	static void requireNoNearCache(HazelcastInstance client, String mapName) {
		if (client.getMap(mapName).getLocalMapStats().getNearCacheStats() != null) {
			throw new UnsuitableMapException(mapName,
					"the client's Near Cache configuration, whose names may be patterns or 'default'",
					List.of(NEAR_CACHE));
		}
	}

}
