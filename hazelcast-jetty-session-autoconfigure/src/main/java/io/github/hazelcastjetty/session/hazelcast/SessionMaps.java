package io.github.hazelcastjetty.session.hazelcast;

import java.time.Duration;
import java.util.Iterator;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import com.hazelcast.client.Client;
import com.hazelcast.config.Config;
import com.hazelcast.config.IndexConfig;
import com.hazelcast.config.IndexType;
import com.hazelcast.config.InvalidConfigurationException;
import com.hazelcast.config.MapConfig;
import com.hazelcast.core.EntryView;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.map.IMap;
import com.hazelcast.nio.serialization.HazelcastSerializationException;
import com.hazelcast.splitbrainprotection.SplitBrainProtectionException;
import org.jspecify.annotations.Nullable;

/**
 * Prepares the maps that hold the sessions.
 *
 * @since 1.0.0
 */
public final class SessionMaps {

	/**
	 * The key of an entry that is there for a moment. No session has it.
	 */
	private static final String PROBE = "-";

	/**
	 * A claim that no sweep finds.
	 */
	private static final SessionHead NOBODY = new SessionHead(0, Long.MAX_VALUE, 0, null, null, PROBE, new byte[0]);

	private static final int PROBES = 10;

	private SessionMaps() {
	}

	/**
	 * Configure the sessions map and the map of large attributes, unless the cluster has
	 * a configuration for them. A configuration with a pattern that matches their names
	 * counts, the one named {@code default} does not.
	 * @param instance a running member or client
	 * @param mapName the name of the sessions map
	 * @param backupCount the number of synchronous backups, 0 to 6
	 * @param sessionTimeout the usual timeout of sessions, zero or negative: never
	 * @param customizer may change each configuration before it is used
	 * @return the time to live that the sessions map gives to each entry, zero: none
	 * @throws UnsuitableMapException if a map is configured so that no promise about
	 * sessions could be kept
	 * @throws SessionMapNameConflictException if the map holds something that is not a
	 * session
	 */
	public static Duration prepare(HazelcastInstance instance, String mapName, int backupCount, Duration sessionTimeout,
			Consumer<MapConfig> customizer) {
		boolean immortal = sessionTimeout.isZero() || sessionTimeout.isNegative();
		Duration timeToLive = immortal ? Duration.ZERO : SessionHeads.timeToLive(sessionTimeout);
		MapConfig sessions = new MapConfig(mapName).setBackupCount(backupCount)
			.setTimeToLiveSeconds((int) Math.min(timeToLive.toSeconds(), Integer.MAX_VALUE))
			.addIndexConfig(new IndexConfig(IndexType.SORTED, "expiry"));
		MapConfig attributes = new MapConfig(mapName + HazelcastSessionStore.ATTRIBUTES_SUFFIX)
			.setBackupCount(backupCount);
		add(instance, sessions, (config) -> {
			if (!isClient(instance) && MergePolicyProbe.isKnownToAll(instance)) {
				// A member that does not know the class could not use the map
				config.getMergePolicyConfig().setPolicy(SessionMergePolicy.class.getName());
			}
			customizer.accept(config);
		});
		add(instance, attributes, customizer);
		if (isClient(instance)) {
			// Not before the maps are configured, because this creates them
			MapSettings.requireNoNearCache(instance, sessions.getName());
			MapSettings.requireNoNearCache(instance, attributes.getName());
		}
		requireSessions(instance, mapName);
		MapConfig used = find(instance, instance.getConfig(), mapName);
		return (used != null) ? Duration.ofSeconds(used.getTimeToLiveSeconds())
				: timeToLive(instance.getMap(mapName), timeToLive);
	}

	/**
	 * Find out what the map gives its entries, where its configuration cannot be seen.
	 * Neither listeners nor a {@code MapStore} learn of it. Other nodes that do the same
	 * may remove the entry meanwhile.
	 * @param expected what it gives if nobody has configured anything else
	 */
	private static Duration timeToLive(IMap<String, SessionHead> map, Duration expected) {
		for (int attempt = 0; attempt < PROBES; attempt++) {
			map.putTransient(PROBE, NOBODY, -1, TimeUnit.MILLISECONDS);
			EntryView<String, SessionHead> view = map.getEntryView(PROBE);
			if (view != null) {
				map.evict(PROBE);
				return (view.getTtl() < Long.MAX_VALUE) ? Duration.ofMillis(view.getTtl()) : Duration.ZERO;
			}
		}
		return expected;
	}

	private static void add(HazelcastInstance instance, MapConfig ours, Consumer<MapConfig> customizer) {
		Config config = instance.getConfig();
		MapConfig present = find(instance, config, ours.getName());
		if (present != null) {
			MapSettings.require(present, ours.getName());
			return;
		}
		customizer.accept(ours);
		MapSettings.require(ours, ours.getName());
		try {
			config.addMapConfig(ours);
		}
		catch (InvalidConfigurationException ex) {
			// Another node was first, with other settings: those of the first are used
		}
	}

	private static @Nullable MapConfig find(HazelcastInstance instance, Config config, String mapName) {
		// A client cannot see the configuration of the cluster, and need not: a static
		// one is preferred there to what a client adds
		return isClient(instance) ? null : config.getMapConfigOrNull(mapName);
	}

	private static boolean isClient(HazelcastInstance instance) {
		return instance.getLocalEndpoint() instanceof Client;
	}

	private static void requireSessions(HazelcastInstance instance, String mapName) {
		Map<Object, Object> map = instance.getMap(mapName);
		try {
			if (map.isEmpty()) {
				return;
			}
			Iterator<Map.Entry<Object, Object>> entries = instance.getMap(mapName).iterator(1);
			if (entries.hasNext()) {
				Map.Entry<Object, Object> entry = entries.next();
				if (!(entry.getKey() instanceof String) || !(entry.getValue() instanceof SessionHead)) {
					throw new SessionMapNameConflictException(mapName,
							entry.getValue().getClass().getName() + " under a key of " + entry.getKey().getClass());
				}
			}
		}
		catch (SplitBrainProtectionException ex) {
			// A member has to start before there can be enough of them
		}
		catch (HazelcastSerializationException | ClassCastException ex) {
			throw new SessionMapNameConflictException(mapName, "not readable here");
		}
	}

}
