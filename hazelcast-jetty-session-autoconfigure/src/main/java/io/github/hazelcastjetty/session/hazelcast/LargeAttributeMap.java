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

	private static final int MAX_BLOCKING_DELETIONS = ClusterCalls.TASKS / 2;

	/**
	 * Bytes that no value has.
	 */
	private static final byte[] NOTHING = {};

	private final Semaphore blockingDeletions = new Semaphore(MAX_BLOCKING_DELETIONS);

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
	 * cost much more than the calls. Each is a call of its own, since a client that was
	 * interrupted in one must not begin another.
	 */
	void put(String session, Map<AttributeKey, byte[]> values, Duration timeToLive, Deadline deadline) {
		values.forEach((key, value) -> this.calls.call("Writing session attributes", session, deadline, () -> {
			this.map.set(key, value, timeToLive.toMillis(), TimeUnit.MILLISECONDS);
			return true;
		}));
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
		keys.forEach((key) -> this.calls.call("Prolonging session attributes", session, deadline,
				() -> this.map.setTtl(key, timeToLive.toMillis(), TimeUnit.MILLISECONDS)));
	}

	void keepLater(Collection<AttributeKey> keys, Duration timeToLive) {
		this.calls
			.execute(() -> keys.forEach((key) -> this.map.setTtl(key, timeToLive.toMillis(), TimeUnit.MILLISECONDS)));
	}

	/**
	 * Delete values later. A silent member holds up a limited number of threads; further
	 * deletions are made with futures.
	 */
	void delete(Collection<AttributeKey> keys) {
		this.calls.execute(() -> {
			if (!this.blockingDeletions.tryAcquire()) {
				keys.forEach(this.map::deleteAsync);
				return;
			}
			try {
				keys.forEach(this::delete);
			}
			finally {
				this.blockingDeletions.release();
			}
		});
	}

	private void delete(AttributeKey key) {
		try {
			this.map.delete(key);
		}
		catch (RuntimeException ex) {
			// Its time to live makes up for it
		}
	}

}
