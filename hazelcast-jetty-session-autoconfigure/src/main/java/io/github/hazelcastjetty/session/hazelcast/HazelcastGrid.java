package io.github.hazelcastjetty.session.hazelcast;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

import com.hazelcast.config.IndexConfig;
import com.hazelcast.config.IndexType;
import com.hazelcast.map.IMap;
import com.hazelcast.projection.Projections;
import com.hazelcast.query.Predicate;
import com.hazelcast.query.Predicates;
import com.hazelcast.splitbrainprotection.SplitBrainProtectionException;
import org.jspecify.annotations.Nullable;

import io.github.hazelcastjetty.session.hazelcast.call.ClusterCalls;
import io.github.hazelcastjetty.session.hazelcast.call.Deadline;
import io.github.hazelcastjetty.session.hazelcast.format.AttributeKey;
import io.github.hazelcastjetty.session.hazelcast.format.SessionHead;
import io.github.hazelcastjetty.session.store.SessionStoreException;
import io.github.hazelcastjetty.session.store.SessionTimes;
import io.github.hazelcastjetty.session.store.UnreadableSessionException;

/**
 * {@link Grid} on two maps of Hazelcast.
 */
final class HazelcastGrid implements Grid {

	private static final String PRINCIPAL = "principal";

	private final IMap<String, SessionHead> heads;

	private final LargeAttributeMap large;

	private final ClusterCalls calls;

	private final MapReader reader;

	private final HeadTimeToLive timeToLive;

	private volatile boolean announced;

	private volatile boolean principalsIndexed;

	/**
	 * Create an instance.
	 * @param readsBackups whether {@code get} may be answered by a backup
	 */
	HazelcastGrid(IMap<String, SessionHead> heads, IMap<AttributeKey, byte[]> large, ClusterCalls calls,
			boolean readsBackups) {
		this.heads = heads;
		this.calls = calls;
		this.reader = new MapReader(calls, readsBackups);
		this.large = new LargeAttributeMap(large, calls, this.reader);
		this.timeToLive = new HeadTimeToLive(heads);
	}

	/**
	 * Add the index, unless it is there, and make the schemas of our records known here
	 * and to the cluster. A client that meets an unknown one asks the cluster for it on
	 * the very thread that is to receive the answer (Hazelcast 5.5), and is stuck until
	 * it loses its connection. While there are too few members, split-brain protection
	 * refuses that: then it is done before the first operation that is not refused.
	 */
	void announce() {
		try {
			this.heads.addIndex(new IndexConfig(IndexType.SORTED, "expiry"));
			SessionHead nobody = new SessionHead(0, 0, 0, null, null, null, new byte[0]);
			this.heads.replace("", nobody, nobody);
			this.large.announce();
			this.announced = true;
		}
		catch (SplitBrainProtectionException ex) {
			this.announced = false;
		}
	}

	/**
	 * Use a cluster that does not know the maps.
	 */
	void announceAgain() {
		this.timeToLive.forget();
		this.principalsIndexed = false;
		announce();
	}

	private void announceFirst(String key, Deadline deadline) {
		if (!this.announced) {
			this.calls.call("Connecting to the sessions", key, deadline, () -> {
				announce();
				return this.announced;
			});
		}
	}

	@Override
	public Deadline deadline() {
		return this.calls.deadline();
	}

	@Override
	public void pause(Duration pause) {
		this.calls.pause(pause);
	}

	@Override
	public @Nullable SessionHead get(String key, Deadline deadline) {
		announceFirst(key, deadline);
		try {
			// Assigned, so that a value of another type is noticed here
			SessionHead head = this.reader.read("Reading a session", key, deadline, this.heads, key);
			return head;
		}
		catch (ClassCastException | SessionStoreException ex) {
			throw MapReader.isForeignValue(ex)
					? new UnreadableSessionException(
							"Reading a session failed: what is stored is not a session (session '%s')".formatted(key))
					: ex;
		}
	}

	@Override
	public @Nullable SessionHead putIfAbsent(String key, SessionHead head, Deadline deadline) {
		announceFirst(key, deadline);
		return this.calls.call("Storing a session", key, deadline, () -> this.heads.putIfAbsent(key, head));
	}

	@Override
	public boolean replace(String key, SessionHead present, SessionHead next, Deadline deadline) {
		announceFirst(key, deadline);
		return this.calls.call("Changing a session", key, deadline, () -> this.heads.replace(key, present, next));
	}

	@Override
	public boolean remove(String key, SessionHead present, Deadline deadline) {
		return this.calls.call("Removing a session", key, deadline, () -> this.heads.remove(key, present));
	}

	@Override
	public void keep(String key, SessionTimes times) {
		if (this.timeToLive.mayBeTooShort(times)) {
			this.calls.execute(() -> this.timeToLive.set(key, times));
		}
	}

	@Override
	public List<Expired> findExpired(long millis) {
		Collection<Object[]> rows = this.calls.callAll("Looking for expired sessions", this.calls.deadline(),
				() -> this.heads.project(Projections.multiAttribute("__key", "claim", "stamp"),
						Predicates.lessEqual("expiry", millis)));
		return rows.stream().map((row) -> new Expired((String) row[0], row[1] != null, (Long) row[2])).toList();
	}

	/**
	 * The index is not there before it is needed: an application that never asks for
	 * users does not pay for it at each change.
	 */
	@Override
	public Map<String, SessionHead> findByPrincipal(String principal) {
		Set<Map.Entry<String, SessionHead>> entries = this.calls.callAll("Looking for the sessions of a user",
				this.calls.deadline(), () -> {
					indexPrincipals();
					return this.heads.entrySet(Predicates.equal(PRINCIPAL, principal));
				});
		return entries.stream().collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
	}

	private void indexPrincipals() {
		if (!this.principalsIndexed) {
			this.heads.addIndex(new IndexConfig(IndexType.HASH, PRINCIPAL));
			this.principalsIndexed = true;
		}
	}

	@Override
	public Map<String, String> findPrincipals() {
		Collection<Object[]> rows = this.calls.callAll("Looking for users with a session", this.calls.deadline(),
				() -> this.heads.project(Projections.multiAttribute("__key", PRINCIPAL),
						Predicates.and(Predicates.notEqual(PRINCIPAL, null), Predicates.equal("claim", null))));
		return rows.stream().collect(Collectors.toMap((row) -> (String) row[0], (row) -> (String) row[1]));
	}

	@Override
	public long size() {
		return this.calls.callAll("Counting the sessions", this.calls.deadline(), this.heads::size);
	}

	/**
	 * Without a comparator of ours, which other members could not load, a page is in the
	 * order of the keys. It begins after the last one of the page before, so that members
	 * neither remember anything nor return what was read before.
	 */
	@Override
	public SortedMap<String, SessionHead> list(@Nullable String principal, @Nullable String node, String after,
			int limit) {
		List<Predicate<String, SessionHead>> conditions = new ArrayList<>();
		conditions.add(Predicates.greaterThan("__key", after));
		conditions.add(Predicates.equal("claim", null));
		if (principal != null) {
			conditions.add(Predicates.equal(PRINCIPAL, principal));
		}
		if (node != null) {
			conditions.add(Predicates.equal("node", node));
		}
		Predicate<String, SessionHead> page = Predicates
			.pagingPredicate(Predicates.and(conditions.toArray(new Predicate<?, ?>[0])), limit);
		SortedMap<String, SessionHead> found = new TreeMap<>();
		this.calls.callAll("Listing the sessions", this.calls.deadline(), () -> {
			if (principal != null) {
				indexPrincipals();
			}
			return this.heads.entrySet(page);
		}).forEach((entry) -> found.put(entry.getKey(), entry.getValue()));
		return found;
	}

	@Override
	public void putLarge(String session, Map<AttributeKey, byte[]> values, Duration timeToLive, Deadline deadline) {
		this.large.put(session, values, timeToLive, deadline);
	}

	@Override
	public Map<AttributeKey, byte[]> getLarge(String session, Set<AttributeKey> keys, Deadline deadline) {
		return this.large.get(session, keys, deadline);
	}

	@Override
	public void keepLarge(String session, Collection<AttributeKey> keys, Duration timeToLive, Deadline deadline) {
		this.large.keep(session, keys, timeToLive, deadline);
	}

	@Override
	public void keepLargeLater(Collection<AttributeKey> keys, Duration timeToLive) {
		this.large.keepLater(keys, timeToLive);
	}

	@Override
	public void deleteLarge(Collection<AttributeKey> keys) {
		this.large.delete(keys);
	}

}
