package io.github.hazelcastjetty.session.hazelcast;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

import io.github.hazelcastjetty.session.hazelcast.call.Deadline;
import io.github.hazelcastjetty.session.hazelcast.format.AttributeKey;
import io.github.hazelcastjetty.session.hazelcast.format.SessionHead;
import io.github.hazelcastjetty.session.store.SessionTimes;

/**
 * {@link Grid} that can be implemented in another package. There are no times to live,
 * and all queries look at a view of the heads.
 */
public abstract class SimulatedGrid implements Grid {

	/**
	 * Return the heads for a query.
	 */
	protected abstract Map<String, SessionHead> heads();

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
			if (!head.isClaimed() && head.principal() != null) {
				found.put(key, head.principal());
			}
		});
		return found;
	}

	@Override
	public long size() {
		return heads().size();
	}

	@Override
	public SortedMap<String, SessionHead> list(String principal, String node, String after, int limit) {
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
	public void keepLarge(String session, Collection<AttributeKey> keys, Duration timeToLive, Deadline deadline) {
		// There are no times to live
	}

	@Override
	public void keepLargeLater(Collection<AttributeKey> keys, Duration timeToLive) {
		// There are no times to live
	}

}
