package io.github.hazelcastjetty.session.hazelcast;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import com.hazelcast.map.IMap;
import org.jspecify.annotations.Nullable;

import io.github.hazelcastjetty.session.store.SessionKey;
import io.github.hazelcastjetty.session.store.SessionStoreException;
import io.github.hazelcastjetty.session.store.SessionTimes;
import io.github.hazelcastjetty.session.store.StoredAttribute.Apart;

/**
 * The attributes map: values that are too large to travel with the head at each change.
 * An entry is written before the head that refers to it and deleted after the head that
 * no longer does. What a crash leaves behind, its time to live removes: it is three times
 * the timeout of the session and an hour, and is extended at the first access after half
 * of the timeout. A session that is rarely used comes to that after one and a half
 * timeouts, so the entry is there for the next time too, should the node die in between.
 * A session that never expires counts as one with a timeout of a year: what belongs to no
 * session any more is not to stay for ever.
 */
final class LargeAttributes {

	private static final Duration GRACE = Duration.ofHours(1);

	private static final Duration NEVER = Duration.ofDays(365);

	/**
	 * For as long as this, late writers learn the new name of a session.
	 */
	private static final Duration FORWARD = Duration.ofMinutes(1);

	private static final String FORWARD_NAME = ">";

	/**
	 * Bytes that no value has.
	 */
	private static final byte[] NOTHING = {};

	private final IMap<AttributeKey, byte[]> map;

	private final ClusterCalls calls;

	LargeAttributes(IMap<AttributeKey, byte[]> map, ClusterCalls calls) {
		this.map = map;
		this.calls = calls;
	}

	void write(String home, Map<String, byte[]> values, Map<String, Apart> places, SessionTimes times,
			Deadline deadline) {
		List<CompletableFuture<Void>> writes = new ArrayList<>();
		this.calls.await("Writing session attributes", home, deadline, () -> {
			places.forEach((name, apart) -> {
				AttributeKey key = new AttributeKey(home, name, apart.stamp());
				byte[] value = values.get(name);
				if (value != null) {
					writes.add(this.map.setAsync(key, value, ttlMillis(times), TimeUnit.MILLISECONDS)
						.toCompletableFuture());
				}
			});
			return CompletableFuture.allOf(writes.toArray(new CompletableFuture<?>[0]));
		});
	}

	/**
	 * Read values.
	 * @return those that are there, empty: somebody else has put something in its place
	 */
	Map<String, byte[]> read(String home, Map<String, Apart> places) {
		Deadline deadline = this.calls.deadline();
		Set<AttributeKey> keys = keys(home, places);
		if (keys.size() == 1) {
			return readEach(home, keys, deadline);
		}
		Map<String, byte[]> values = new HashMap<>();
		try {
			this.calls.call("Reading session attributes", home, deadline, () -> this.map.getAll(keys))
				.forEach((key, value) -> values.put(key.name(), value));
			return values;
		}
		catch (ClassCastException | SessionStoreException ex) {
			if (ForeignValues.isReasonOf(ex)) {
				return readEach(home, keys, deadline);
			}
			throw ex;
		}
	}

	private Map<String, byte[]> readEach(String home, Set<AttributeKey> keys, Deadline deadline) {
		Map<String, byte[]> values = new HashMap<>();
		for (AttributeKey key : keys) {
			byte[] value = read(home, key, deadline);
			if (value != null) {
				values.put(key.name(), value);
			}
		}
		return values;
	}

	private byte @Nullable [] read(String home, AttributeKey key, Deadline deadline) {
		try {
			return this.calls.await("Reading a session attribute", home, deadline, () -> this.map.getAsync(key));
		}
		catch (ClassCastException | SessionStoreException ex) {
			if (ForeignValues.isReasonOf(ex)) {
				return NOTHING;
			}
			throw ex;
		}
	}

	/**
	 * Delete values that no head refers to any more. Nobody waits for this, nor has to
	 * know if it fails: the time to live makes up for it.
	 */
	void delete(String home, Map<String, Apart> places) {
		try {
			keys(home, places).forEach(this.map::deleteAsync);
		}
		catch (RuntimeException ex) {
			// The instance has been shut down
		}
	}

	/**
	 * Return whether the values of a session have to be kept longer than those of another
	 * one.
	 */
	static boolean isLonger(SessionTimes times, SessionTimes other) {
		return ttlMillis(times) > ttlMillis(other);
	}

	/**
	 * Extend the time to live before a head says that the session lasts longer.
	 */
	void prolong(String home, Map<String, Apart> places, SessionTimes times, Deadline deadline) {
		Collection<AttributeKey> keys = keys(home, places);
		if (!keys.isEmpty()) {
			this.calls.call("Prolonging session attributes", home, deadline, () -> {
				keys.forEach((key) -> this.map.setTtl(key, ttlMillis(times), TimeUnit.MILLISECONDS));
				return true;
			});
		}
	}

	/**
	 * Extend the time to live. Nobody waits for this.
	 */
	void renew(String home, Map<String, Apart> places, SessionTimes times) {
		Collection<AttributeKey> keys = keys(home, places);
		if (!keys.isEmpty()) {
			this.calls
				.execute(() -> keys.forEach((key) -> this.map.setTtl(key, ttlMillis(times), TimeUnit.MILLISECONDS)));
		}
	}

	void writeForward(SessionKey from, SessionKey to, Deadline deadline) {
		this.calls.await("Renaming a session", from.value(), deadline, () -> this.map.setAsync(forwardKey(from),
				to.id().getBytes(StandardCharsets.UTF_8), FORWARD.toMillis(), TimeUnit.MILLISECONDS));
	}

	@Nullable SessionKey readForward(SessionKey from, Deadline deadline) {
		byte[] id = this.calls.await("Reading the new name of a session", from.value(), deadline,
				() -> this.map.getAsync(forwardKey(from)));
		return (id != null) ? from.withId(new String(id, StandardCharsets.UTF_8)) : null;
	}

	private static Set<AttributeKey> keys(String home, Map<String, Apart> places) {
		Set<AttributeKey> keys = new HashSet<>();
		places.forEach((name, apart) -> keys.add(new AttributeKey(home, name, apart.stamp())));
		return keys;
	}

	private static AttributeKey forwardKey(SessionKey from) {
		return new AttributeKey(from.value(), FORWARD_NAME, 0);
	}

	/**
	 * Return after how long the time to live is to be extended.
	 */
	static Duration renewalPeriod(SessionTimes times) {
		return timeout(times).dividedBy(2);
	}

	private static Duration timeout(SessionTimes times) {
		return times.isImmortal() ? NEVER : times.maxInactive();
	}

	private static long ttlMillis(SessionTimes times) {
		return timeout(times).multipliedBy(3).plus(GRACE).toMillis();
	}

}
