package io.github.hazelcastjetty.session.hazelcast;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

import com.hazelcast.map.IMap;
import org.jspecify.annotations.Nullable;

import io.github.hazelcastjetty.session.hazelcast.call.ClusterCalls;
import io.github.hazelcastjetty.session.hazelcast.call.Deadline;
import io.github.hazelcastjetty.session.hazelcast.format.AttributeKey;
import io.github.hazelcastjetty.session.store.SessionStoreException;

/**
 * The part of {@link HazelcastGrid} that is about large attributes.
 */
final class LargeAttributeMap {

	/**
	 * Half of the threads for tasks that nobody waits for.
	 */
	private static final int DELETIONS = 8;

	/**
	 * Bytes that no value has.
	 */
	private static final byte[] NOTHING = {};

	private final Semaphore deletions = new Semaphore(DELETIONS);

	private final IMap<AttributeKey, byte[]> map;

	private final ClusterCalls calls;

	private final MapReader reader;

	LargeAttributeMap(IMap<AttributeKey, byte[]> map, ClusterCalls calls, MapReader reader) {
		this.map = map;
		this.calls = calls;
		this.reader = reader;
	}

	/**
	 * Make the schema of the keys known.
	 */
	void announce() {
		this.map.containsKey(new AttributeKey("", "", 0));
	}

	/**
	 * Store values one after the other: to begin all of them at once takes futures, which
	 * cost much more than the calls.
	 */
	void put(String session, Map<AttributeKey, byte[]> values, Duration timeToLive, Deadline deadline) {
		this.calls.call("Writing session attributes", session, deadline, () -> {
			values.forEach((key, value) -> this.map.set(key, value, timeToLive.toMillis(), TimeUnit.MILLISECONDS));
			return true;
		});
	}

	Map<AttributeKey, byte[]> get(String session, Set<AttributeKey> keys, Deadline deadline) {
		if (keys.size() == 1) {
			return getEach(session, keys, deadline);
		}
		try {
			Map<AttributeKey, byte[]> values = new HashMap<>();
			this.calls.call("Reading session attributes", session, deadline, () -> this.map.getAll(keys))
				.forEach(values::put);
			return values;
		}
		catch (ClassCastException | SessionStoreException ex) {
			if (MapReader.isForeignValue(ex)) {
				return getEach(session, keys, deadline);
			}
			throw ex;
		}
	}

	private Map<AttributeKey, byte[]> getEach(String session, Set<AttributeKey> keys, Deadline deadline) {
		Map<AttributeKey, byte[]> values = new HashMap<>();
		for (AttributeKey key : keys) {
			byte[] value = get(session, key, deadline);
			if (value != null) {
				values.put(key, value);
			}
		}
		return values;
	}

	private byte @Nullable [] get(String session, AttributeKey key, Deadline deadline) {
		try {
			byte[] value = this.reader.read("Reading a session attribute", session, deadline, this.map, key);
			return value;
		}
		catch (ClassCastException | SessionStoreException ex) {
			if (MapReader.isForeignValue(ex)) {
				return NOTHING;
			}
			throw ex;
		}
	}

	void keep(String session, Collection<AttributeKey> keys, Duration timeToLive, Deadline deadline) {
		this.calls.call("Prolonging session attributes", session, deadline, () -> {
			setTimeToLive(keys, timeToLive);
			return true;
		});
	}

	void keepLater(Collection<AttributeKey> keys, Duration timeToLive) {
		this.calls.execute(() -> setTimeToLive(keys, timeToLive));
	}

	private void setTimeToLive(Collection<AttributeKey> keys, Duration timeToLive) {
		keys.forEach((key) -> this.map.setTtl(key, timeToLive.toMillis(), TimeUnit.MILLISECONDS));
	}

	/**
	 * Delete values later. A silent member holds up a limited number of threads: what
	 * comes after those is deleted with futures.
	 */
	void delete(Collection<AttributeKey> keys) {
		this.calls.execute(() -> {
			if (!this.deletions.tryAcquire()) {
				keys.forEach(this.map::deleteAsync);
				return;
			}
			try {
				keys.forEach(this.map::delete);
			}
			finally {
				this.deletions.release();
			}
		});
	}

}
