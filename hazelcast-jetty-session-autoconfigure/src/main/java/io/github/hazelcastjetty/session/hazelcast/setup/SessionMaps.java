package io.github.hazelcastjetty.session.hazelcast.setup;

import java.time.Duration;
import java.util.Iterator;
import java.util.Map;
import java.util.function.Consumer;

import com.hazelcast.client.Client;
import com.hazelcast.config.Config;
import com.hazelcast.config.IndexConfig;
import com.hazelcast.config.IndexType;
import com.hazelcast.config.InvalidConfigurationException;
import com.hazelcast.config.MapConfig;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.nio.serialization.HazelcastSerializationException;
import com.hazelcast.splitbrainprotection.SplitBrainProtectionException;
import org.jspecify.annotations.Nullable;

import io.github.hazelcastjetty.session.hazelcast.format.SessionHead;
import io.github.hazelcastjetty.session.hazelcast.format.TimeToLive;

/**
 * Prepares the maps that hold the sessions.
 *
 * @since 1.0.0
 */
public final class SessionMaps {

	private static final String ATTRIBUTES_SUFFIX = "-attributes";

	private SessionMaps() {
	}

	/**
	 * Return the name of the map of large attributes.
	 * @param mapName the name of the sessions map
	 * @return the name
	 */
	public static String attributes(String mapName) {
		return mapName + ATTRIBUTES_SUFFIX;
	}

	/**
	 * Configure the sessions map and the map of large attributes, unless the cluster has
	 * a configuration for them. A configuration with a pattern that matches their names
	 * counts, the one named {@code default} does not.
	 * @param instance a running member or client
	 * @param mapName the name of the sessions map
	 * @param backupCount the number of synchronous backups, 0 to 6
	 * @param sessionTimeout the usual timeout of sessions, zero or negative: never
	 * @param mergePolicy whether to set {@link SessionMergePolicy}, which all members
	 * must have on their class path
	 * @param customizer may change each configuration before it is used
	 * @throws UnsuitableMapException if a map is configured so that no promise about
	 * sessions could be kept
	 * @throws SessionMapNameConflictException if the map holds something that is not a
	 * session
	 */
	public static void prepare(HazelcastInstance instance, String mapName, int backupCount, Duration sessionTimeout,
			boolean mergePolicy, Consumer<MapConfig> customizer) {
		long timeToLive = TimeToLive.ofHead(sessionTimeout).toSeconds();
		MapConfig sessions = new MapConfig(mapName).setBackupCount(backupCount)
			.setTimeToLiveSeconds((int) Math.min(timeToLive, Integer.MAX_VALUE))
			.addIndexConfig(new IndexConfig(IndexType.SORTED, "expiry"));
		if (mergePolicy) {
			sessions.getMergePolicyConfig().setPolicy(SessionMergePolicy.class.getName());
		}
		add(instance, sessions, customizer);
		MapConfig attributes = new MapConfig(attributes(mapName)).setBackupCount(backupCount);
		add(instance, attributes, customizer);
		if (isClient(instance)) {
			// Not before the maps are configured, because this creates them
			MapSettings.requireNoNearCache(instance, sessions.getName());
			MapSettings.requireNoNearCache(instance, attributes.getName());
		}
		requireSessions(instance, mapName);
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
