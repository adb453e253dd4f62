package io.github.hazelcastjetty.session.hazelcast;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;

import org.jspecify.annotations.Nullable;

import io.github.hazelcastjetty.session.hazelcast.call.Deadline;
import io.github.hazelcastjetty.session.hazelcast.format.AttributeKey;
import io.github.hazelcastjetty.session.hazelcast.format.SessionHead;
import io.github.hazelcastjetty.session.store.SessionTimes;

/**
 * {@link Grid} in the memory of this process, without times to live. Queries look at all
 * heads.
 */
class InMemoryGrid implements Grid {

	private static final Duration TIMEOUT = Duration.ofSeconds(10);

	private final Map<String, SessionHead> heads = new ConcurrentHashMap<>();

	private final Map<AttributeKey, byte[]> large = new ConcurrentHashMap<>();

	/**
	 * Return the heads for a query.
	 */
	protected Map<String, SessionHead> heads() {
		return this.heads;
	}

	@Override
	public Deadline deadline() {
		return Deadline.in(TIMEOUT);
	}

	@Override
	public void pause(Duration pause) {
		LockSupport.parkNanos(pause.toNanos());
	}

	@Override
	public @Nullable SessionHead get(String key, Deadline deadline) {
		return this.heads.get(key);
	}

	@Override
	public @Nullable SessionHead putIfAbsent(String key, SessionHead head, Deadline deadline) {
		return this.heads.putIfAbsent(key, head);
	}

	@Override
	public boolean replace(String key, SessionHead present, SessionHead next, Deadline deadline) {
		return this.heads.replace(key, present, next);
	}

	@Override
	public boolean remove(String key, SessionHead present, Deadline deadline) {
		return this.heads.remove(key, present);
	}

	@Override
	public void keep(String key, SessionTimes times) {
		// There are no times to live
	}

	@Override
	public List<Expired> findExpired(long millis) {
		return heads().entrySet()
			.stream()
			.filter((entry) -> entry.getValue().expiry() <= millis)
			.map((entry) -> new Expired(entry.getKey(), entry.getValue().isClaimed(), entry.getValue().stamp()))
			.toList();
	}

	@Override
	public Map<String, SessionHead> findByPrincipal(String principal) {
		Map<String, SessionHead> found = new HashMap<>(heads());
		found.values().removeIf((head) -> !principal.equals(head.principal()));
		return found;
	}

	@Override
	public Map<String, String> findPrincipals() {
		Map<String, String> found = new HashMap<>();
		heads().forEach((key, head) -> {
			String principal = head.principal();
			if (!head.isClaimed() && principal != null) {
				found.put(key, principal);
			}
		});
		return found;
	}

	@Override
	public long size() {
		return heads().size();
	}

	@Override
	public SortedMap<String, SessionHead> list(@Nullable String principal, @Nullable String node, String after,
			int limit) {
		SortedMap<String, SessionHead> found = new TreeMap<>();
		new TreeMap<>(heads()).tailMap(after, false).forEach((key, head) -> {
			boolean matches = (principal == null || principal.equals(head.principal()))
					&& (node == null || node.equals(head.node()));
			if (found.size() < limit && !head.isClaimed() && matches) {
				found.put(key, head);
			}
		});
		return found;
	}

	@Override
	public void putLarge(String session, Map<AttributeKey, byte[]> values, Duration timeToLive, Deadline deadline) {
		this.large.putAll(values);
	}

	@Override
	public Map<AttributeKey, byte[]> getLarge(String session, Set<AttributeKey> keys, Deadline deadline) {
		Map<AttributeKey, byte[]> found = new HashMap<>();
		for (AttributeKey key : keys) {
			byte[] value = this.large.get(key);
			if (value != null) {
				found.put(key, value);
			}
		}
		return found;
	}

	@Override
	public void keepLarge(String session, Collection<AttributeKey> keys, Duration timeToLive, Deadline deadline) {
		// There are no times to live
	}

	@Override
	public void keepLargeLater(Collection<AttributeKey> keys, Duration timeToLive) {
		// There are no times to live
	}

	@Override
	public void deleteLarge(Collection<AttributeKey> keys) {
		keys.forEach(this.large::remove);
	}

}
