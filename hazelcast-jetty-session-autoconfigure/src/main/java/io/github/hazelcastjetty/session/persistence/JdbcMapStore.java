package io.github.hazelcastjetty.session.persistence;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.locks.LockSupport;

import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.map.EntryStore;
import com.hazelcast.map.MapLoaderLifecycleSupport;
import org.jspecify.annotations.Nullable;

import io.github.hazelcastjetty.session.hazelcast.format.SessionNotPersistedException;
import io.github.hazelcastjetty.session.persistence.SessionTable.LoadedRow;

/**
 * Keeps a session map in a table. Created by Hazelcast on each member, from its name in
 * the configuration of the map, so the name must not change: members of two versions may
 * share a cluster. It finds the database in the user context of its member, where its
 * application has put it.
 * <p>
 * Safe for use by several threads. Each method fails with a
 * {@link SessionNotPersistedException} if the database fails or is silent.
 *
 * @since 1.0.0
 */
public final class JdbcMapStore implements EntryStore<Object, Object>, MapLoaderLifecycleSupport {

	private static final Logger logger = System.getLogger(JdbcMapStore.class.getName());

	/**
	 * When the cluster has been down for long, what has passed its time to live meanwhile
	 * is still loaded, so that sessions end as they do otherwise: by their timeout, with
	 * listeners that are told.
	 */
	static final Duration GRACE = Duration.ofHours(1);

	/**
	 * The length of the name that the key of each session begins with. Shorter keys are
	 * those of probes, which ask for the member and not for the database.
	 */
	private static final int SHORTEST_KEY = 16;

	/**
	 * How long a member waits for its application to say which database it is. One that
	 * was started before the application may be asked for its part of a map as soon as
	 * another node has configured it.
	 */
	private static final Duration REGISTRATION_PATIENCE = Duration.ofSeconds(20);

	private static final long REGISTRATION_PAUSE_NANOS = Duration.ofMillis(50).toNanos();

	private static final Clock clock = Clock.systemUTC();

	private Map<String, Object> context = Map.of();

	private String map = "";

	/**
	 * Create a store. To be called by Hazelcast.
	 */
	public JdbcMapStore() {
	}

	@Override
	public void init(HazelcastInstance instance, Properties properties, String mapName) {
		this.context = instance.getUserContext();
		this.map = mapName;
	}

	@Override
	public void destroy() {
		// What it uses is its application's
	}

	@Override
	public void store(Object key, MetadataAwareValue<Object> value) {
		SessionDatabase database = database();
		SessionRow row = SessionRow.of(this.map, key, value);
		database.calls().call((connection) -> {
			database.table().store(connection, row);
			return true;
		});
	}

	/**
	 * As Hazelcast asks for, what was stored before something failed is taken out of the
	 * entries.
	 */
	@Override
	public void storeAll(Map<Object, MetadataAwareValue<Object>> entries) {
		SessionDatabase database = database();
		Iterator<Map.Entry<Object, MetadataAwareValue<Object>>> rest = Map.copyOf(entries).entrySet().iterator();
		while (rest.hasNext()) {
			List<Object> keys = new ArrayList<>();
			List<SessionRow> rows = new ArrayList<>();
			while (rest.hasNext() && rows.size() < SessionTable.ROWS_AT_ONCE) {
				Map.Entry<Object, MetadataAwareValue<Object>> entry = rest.next();
				keys.add(entry.getKey());
				rows.add(SessionRow.of(this.map, entry.getKey(), entry.getValue()));
			}
			database.calls().call((connection) -> {
				for (SessionRow row : rows) {
					database.table().store(connection, row);
				}
				return true;
			});
			keys.forEach(entries::remove);
		}
	}

	@Override
	public void delete(Object key) {
		SessionDatabase database = database();
		String id = SessionRow.id(this.map, key);
		database.calls().call((connection) -> {
			database.table().delete(connection, id);
			return true;
		});
	}

	/**
	 * As Hazelcast asks for, what was deleted before something failed is taken out of the
	 * keys.
	 */
	@Override
	public void deleteAll(Collection<Object> keys) {
		for (Object key : List.copyOf(keys)) {
			delete(key);
			keys.remove(key);
		}
	}

	@Override
	public @Nullable MetadataAwareValue<Object> load(Object key) {
		return loadAll(List.of(key)).get(key);
	}

	@Override
	public Map<Object, MetadataAwareValue<Object>> loadAll(Collection<Object> keys) {
		List<String> ids = keys.stream()
			.filter(JdbcMapStore::mayBeStored)
			.map((key) -> SessionRow.id(this.map, key))
			.toList();
		Map<Object, MetadataAwareValue<Object>> loaded = new HashMap<>();
		if (ids.isEmpty()) {
			return loaded;
		}
		SessionDatabase database = database();
		for (int first = 0; first < ids.size(); first += SessionTable.ROWS_AT_ONCE) {
			List<String> some = ids.subList(first, Math.min(first + SessionTable.ROWS_AT_ONCE, ids.size()));
			database.calls()
				.call((connection) -> database.table().load(connection, some))
				.forEach((row) -> add(row, loaded));
		}
		return loaded;
	}

	private static boolean mayBeStored(Object key) {
		return !(key instanceof String text && text.length() < SHORTEST_KEY);
	}

	private void add(LoadedRow row, Map<Object, MetadataAwareValue<Object>> loaded) {
		Object key = SessionRow.key(row.key());
		try {
			Object value = SessionRow.value(row.value());
			long earliest = clock.millis() + GRACE.toMillis();
			loaded.put(key, new MetadataAwareValue<>(value, Math.max(row.retainUntil(), earliest)));
		}
		catch (IllegalArgumentException ex) {
			logger.log(Level.WARNING, "A row of the map ''{0}'' is not one of a session, and is left alone: {1}",
					this.map, key);
		}
	}

	@Override
	public Iterable<Object> loadAllKeys() {
		awaitRegistration();
		SessionDatabase database = database();
		return database.calls()
			.callPatiently((connection) -> database.table().keys(connection, this.map))
			.stream()
			.map(SessionRow::key)
			.toList();
	}

	private void awaitRegistration() {
		long start = System.nanoTime();
		while (SessionDatabase.find(this.context, this.map) == null
				&& System.nanoTime() - start < REGISTRATION_PATIENCE.toNanos()) {
			LockSupport.parkNanos(REGISTRATION_PAUSE_NANOS);
		}
	}

	private SessionDatabase database() {
		SessionDatabase database = SessionDatabase.find(this.context, this.map);
		if (database == null) {
			throw new SessionNotPersistedException(
					"This member knows no database for the map '%s', as others do".formatted(this.map));
		}
		return database;
	}

}
