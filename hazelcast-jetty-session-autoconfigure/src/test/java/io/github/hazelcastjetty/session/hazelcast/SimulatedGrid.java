package io.github.hazelcastjetty.session.hazelcast;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

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
	public void keepLarge(String session, Collection<AttributeKey> keys, Duration timeToLive, Deadline deadline) {
		// There are no times to live
	}

	@Override
	public void keepLargeLater(Collection<AttributeKey> keys, Duration timeToLive) {
		// There are no times to live
	}

}
