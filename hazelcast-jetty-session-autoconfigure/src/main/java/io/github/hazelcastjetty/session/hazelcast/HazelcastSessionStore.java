package io.github.hazelcastjetty.session.hazelcast;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

import com.hazelcast.client.Client;
import com.hazelcast.config.IndexConfig;
import com.hazelcast.config.IndexType;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.core.HazelcastInstanceNotActiveException;
import com.hazelcast.map.IMap;
import com.hazelcast.splitbrainprotection.SplitBrainProtectionException;
import org.jspecify.annotations.Nullable;

import io.github.hazelcastjetty.session.hazelcast.SessionHeads.Swap;
import io.github.hazelcastjetty.session.store.EncodedAttribute;
import io.github.hazelcastjetty.session.store.SessionDelta;
import io.github.hazelcastjetty.session.store.SessionKey;
import io.github.hazelcastjetty.session.store.SessionRecord;
import io.github.hazelcastjetty.session.store.SessionStore;
import io.github.hazelcastjetty.session.store.SessionStoreException;
import io.github.hazelcastjetty.session.store.SessionStoreListener;
import io.github.hazelcastjetty.session.store.SessionStoreStatus;
import io.github.hazelcastjetty.session.store.StoredAttribute.Apart;

/**
 * {@link SessionStore} on two maps of a Hazelcast cluster, by the same operations in a
 * member and in a client, with no code on other members.
 * <p>
 * The map of the given name holds a small head for each session. The map of that name
 * with {@value #ATTRIBUTES_SUFFIX} holds the values of large attributes, which never
 * change: they are written before the head that refers to them and deleted after the head
 * that no longer does. Each change is one compare-and-set of the head.
 * <p>
 * The instance is neither closed nor reconfigured by this class.
 *
 * @since 1.0.0
 */
public final class HazelcastSessionStore implements SessionStore, SessionStoreStatus, AutoCloseable {

	/**
	 * Added to the name of the sessions map for the map of large attributes.
	 */
	public static final String ATTRIBUTES_SUFFIX = "-attributes";

	private static final String NOTICES_SUFFIX = "-notices";

	private final HazelcastInstance instance;

	private final boolean client;

	private final Clock clock;

	private final Stamps stamps = new Stamps();

	private final Claims claims;

	private final Circuits circuits;

	private final ClusterCalls calls;

	private final SessionHeads heads;

	private final AbandonedRenames abandoned;

	private final FormerNames formerNames;

	private final LargeAttributes large;

	private final Renames renames;

	private final SplitWatch watch;

	private final EndedSessions ended;

	private final Merging merging;

	private final StaleNotices notices;

	private final RemovalEvents removals;

	private final StoreListeners listeners = new StoreListeners();

	/**
	 * Create a store.
	 * @param instance a member or a client
	 * @param mapName the name of the sessions map
	 * @param timeToLive the time to live that the map's configuration gives to each
	 * entry, zero: none
	 * @param operationTimeout how long a call may take, greater than zero
	 */
	public HazelcastSessionStore(HazelcastInstance instance, String mapName, Duration timeToLive,
			Duration operationTimeout) {
		this(instance, mapName, timeToLive, operationTimeout, () -> {
		});
	}

	/**
	 * Create a store.
	 * @param instance a member or a client
	 * @param mapName the name of the sessions map
	 * @param timeToLive the time to live that the map's configuration gives to each
	 * entry, zero: none
	 * @param operationTimeout how long a call may take, greater than zero
	 * @param preparation configures the maps again when a client has lost its cluster and
	 * found one that may not know them
	 */
	public HazelcastSessionStore(HazelcastInstance instance, String mapName, Duration timeToLive,
			Duration operationTimeout, Runnable preparation) {
		this(instance, mapName, timeToLive, operationTimeout, preparation, Clock.systemUTC());
	}

	HazelcastSessionStore(HazelcastInstance instance, String mapName, Duration timeToLive, Duration operationTimeout,
			Runnable preparation, Clock clock) {
		this.instance = instance;
		this.client = instance.getLocalEndpoint() instanceof Client;
		this.clock = clock;
		this.claims = new Claims(this.stamps, clock);
		IMap<String, SessionHead> sessions = instance.getMap(mapName);
		IMap<AttributeKey, byte[]> attributes = instance.getMap(mapName + ATTRIBUTES_SUFFIX);
		// A member that is silent for half of the time is not given the other half too
		this.circuits = new Circuits(instance, operationTimeout.dividedBy(2), sessions::getAsync, () -> {
			preparation.run();
			useAgain(sessions, attributes);
		}, this.listeners);
		this.calls = new ClusterCalls(operationTimeout, this.circuits);
		this.heads = new SessionHeads(sessions, this.calls, timeToLive);
		this.abandoned = new AbandonedRenames(this.heads, this.claims);
		this.formerNames = new FormerNames(this.heads);
		this.large = new LargeAttributes(attributes, this.calls);
		this.renames = new Renames(this.heads, this.large, this.claims, this.abandoned);
		try {
			this.calls.prepare("Connecting to the sessions", () -> announce(sessions, attributes));
			this.removals = new RemovalEvents(sessions, this.listeners);
		}
		catch (RuntimeException ex) {
			this.calls.close();
			throw ex;
		}
		try {
			this.notices = new StaleNotices(instance.getTopic(mapName + NOTICES_SUFFIX), this.stamps.node(),
					this.listeners);
		}
		catch (RuntimeException ex) {
			this.calls.close();
			this.removals.close();
			throw ex;
		}
		this.watch = new SplitWatch(instance, clock);
		this.ended = new EndedSessions(this.watch, clock);
		this.listeners.add(new RevivedSessions(this.ended, this.heads, this.large, this.formerNames, this.calls));
		this.merging = new Merging(instance, this.circuits, () -> this.calls.execute(this.notices::tellAll));
	}

	private void useAgain(IMap<String, SessionHead> sessions, IMap<AttributeKey, byte[]> attributes) {
		announce(sessions, attributes);
		this.heads.mapIsUnprepared();
	}

	/**
	 * Add the index, unless it is there, and make the shape of our records known here and
	 * to the cluster. A client that meets an unknown one asks the cluster for it on the
	 * very thread that is to receive the answer (Hazelcast 5.5), and is stuck until it
	 * loses its connection.
	 */
	private static void announce(IMap<String, SessionHead> sessions, IMap<AttributeKey, byte[]> attributes) {
		try {
			sessions.addIndex(new IndexConfig(IndexType.SORTED, "expiry"));
			SessionHead nobody = new SessionHead(0, 0, 0, null, null, null, new byte[0]);
			sessions.replace("", nobody, nobody);
			attributes.containsKey(new AttributeKey("", "", 0));
		}
		catch (SplitBrainProtectionException ex) {
			// A member has to start before there can be enough of them
		}
	}

	@Override
	public String node() {
		return this.stamps.node();
	}

	@Override
	public @Nullable SessionRecord find(SessionKey key) {
		StoredHead head = this.renames.readSettled(key, this.calls.deadline());
		if (head == null || head.isClaimed() || this.ended.contains(key, head.body().times().created())) {
			// What has ended here, the other part of a split cluster may have brought
			// back
			return null;
		}
		return head.toRecord();
	}

	@Override
	public Map<String, byte[]> readApart(SessionKey key, SessionRecord record, Collection<String> names) {
		StoredHead head = StoredHead.of(record);
		Map<String, Apart> places = head.apart();
		places.keySet().retainAll(names);
		return places.isEmpty() ? Map.of() : this.large.read(head.home(key), places);
	}

	@Override
	public SessionRecord insert(SessionKey key, SessionDelta delta) {
		Deadline deadline = this.calls.deadline();
		HeadMerge merge = HeadMerge.of(this.stamps, Map.of(), delta, null);
		writeLarge(key.value(), merge, delta, deadline);
		StoredHead first = merge.first();
		if (!this.heads.insert(key.value(), first, deadline)) {
			throw new SessionStoreException("Storing a session failed: its id is in use", null);
		}
		return first.toRecord();
	}

	@Override
	public @Nullable SessionRecord update(SessionKey key, SessionRecord known, SessionDelta delta) {
		return update(key, known, delta, this.calls.deadline());
	}

	private @Nullable SessionRecord update(SessionKey key, SessionRecord known, SessionDelta delta, Deadline deadline) {
		StoredHead base = StoredHead.of(known);
		HeadMerge merge = HeadMerge.of(this.stamps, known.attributes(), delta, this.watch.lost());
		String home = base.home(key);
		writeLarge(home, merge, delta, deadline);
		if (delta.timeoutChanged() && LargeAttributes.isLonger(delta.times(), known.times())) {
			this.large.prolong(home, base.apart(), delta.times(), deadline);
		}
		SessionKey name = key;
		Swap swap = change(name, base, merge, deadline);
		while (swap == null) {
			name = this.renames.follow(name, deadline);
			if (name == null) {
				this.large.delete(home, merge.places());
				return null;
			}
			swap = change(name, null, merge, deadline);
		}
		return name.equals(key) ? swap.after().toRecord() : null;
	}

	@Override
	public @Nullable SessionRecord rename(SessionKey from, SessionKey to, SessionRecord known, SessionDelta delta) {
		Deadline deadline = this.calls.deadline();
		SessionRecord current = update(from, known, delta, deadline);
		if (current == null) {
			return null;
		}
		this.formerNames.clear(from, StoredHead.of(current), deadline);
		Swap moved = this.heads.change(from.value(), StoredHead.of(current), deadline,
				(head) -> this.claims.move(head, to.id()));
		if (moved == null) {
			return null;
		}
		// Not before the claim: of two nodes that rename it the other one may win
		this.large.writeForward(from, to, deadline);
		StoredHead renamed = this.claims.renamed(from, moved.before(), delta.seal());
		if (!this.heads.insert(to.value(), renamed, deadline)) {
			throw new SessionStoreException("Renaming a session failed: its new id is in use", null);
		}
		this.ended.forget(to);
		this.ended.add(from, known.times().created(), true);
		StoredHead settled = this.formerNames.release(from, moved.after(), renamed, deadline);
		tellHolder(from, moved, deadline);
		return settled.toRecord();
	}

	@Override
	public @Nullable SessionKey findRenamed(SessionKey key) {
		return this.renames.follow(key, this.calls.deadline());
	}

	@Override
	public @Nullable SessionRecord claim(SessionKey key, Predicate<SessionRecord> condition) {
		Deadline deadline = this.calls.deadline();
		Swap swap;
		do {
			swap = this.heads.change(key.value(), null, deadline, (head) -> this.claims.destroy(head, condition));
		}
		while (swap == null && this.abandoned.finish(key, deadline));
		if (swap == null) {
			return null;
		}
		tellHolder(key, swap, deadline);
		return swap.after().toRecord();
	}

	@Override
	public void remove(SessionKey key, SessionRecord claimed) {
		Deadline deadline = this.calls.deadline();
		StoredHead head = StoredHead.of(claimed);
		if (!claimed.times().isExpiredAt(this.clock.instant())) {
			// One that has expired in this part of a cluster may be in use in another
			this.ended.add(key, claimed.times().created(), false);
		}
		this.formerNames.clear(key, head, deadline);
		if (this.heads.remove(key.value(), head, deadline) || this.heads.read(key.value(), deadline) == null) {
			this.large.delete(head.home(key), head.apart());
		}
	}

	@Override
	public List<SessionKey> findExpired(Instant now) {
		List<SessionKey> expired = new ArrayList<>();
		this.heads.expired(now.toEpochMilli()).forEach((name, claimed) -> {
			SessionKey key = SessionKey.parse(name);
			if (!claimed || !finishRename(key)) {
				expired.add(key);
			}
		});
		return expired;
	}

	@Override
	public Map<SessionKey, SessionRecord> findByPrincipal(String principal) {
		Map<SessionKey, SessionRecord> found = new HashMap<>();
		this.heads.ofPrincipal(principal).forEach((key, head) -> {
			if (!head.isClaimed()) {
				found.put(SessionKey.parse(key), head.toRecord());
			}
		});
		return found;
	}

	@Override
	public Map<SessionKey, String> findPrincipals() {
		Map<SessionKey, String> found = new HashMap<>();
		this.heads.principals().forEach((key, principal) -> found.put(SessionKey.parse(key), principal));
		return found;
	}

	@Override
	public boolean isLocal(SessionKey key) {
		if (this.client) {
			return true;
		}
		try {
			var owner = this.instance.getPartitionService().getPartition(key.value()).getOwner();
			return owner == null || owner.localMember();
		}
		catch (HazelcastInstanceNotActiveException ex) {
			// Whoever asks learns soon that nothing can be stored
			return true;
		}
	}

	@Override
	public void addListener(SessionStoreListener listener) {
		this.listeners.add(listener);
	}

	@Override
	public Availability availability() {
		return this.circuits.availability();
	}

	@Override
	public long refusedCalls() {
		return this.circuits.refusedCalls();
	}

	@Override
	public long unansweredCalls() {
		return this.circuits.unansweredCalls();
	}

	@Override
	public long changes() {
		return this.heads.changes();
	}

	@Override
	public long conflicts() {
		return this.heads.conflicts();
	}

	@Override
	public long mostConflicts() {
		return this.heads.mostConflicts();
	}

	@Override
	public long mergeConflicts() {
		return SessionMergePolicy.conflicts(this.instance).sum();
	}

	/**
	 * Stop listening to the cluster. The Hazelcast instance is left as it is.
	 */
	@Override
	public void close() {
		if (this.instance.getLifecycleService().isRunning()) {
			this.merging.close();
			this.watch.close();
			this.notices.close();
			this.removals.close();
		}
		this.calls.close();
	}

	private @Nullable Swap change(SessionKey key, @Nullable StoredHead base, HeadMerge merge, Deadline deadline) {
		Swap swap = this.heads.change(key.value(), base, deadline,
				(head) -> head.isClaimed() ? null : merge.after(head));
		if (swap == null) {
			return null;
		}
		String home = swap.after().home(key);
		Map<String, Apart> unused = swap.before().apart();
		Map<String, Apart> used = swap.after().apart();
		unused.entrySet().removeIf((entry) -> isSame(entry.getValue(), used.get(entry.getKey())));
		this.large.delete(home, unused);
		if (!swap.after().body().renewed().equals(swap.before().body().renewed())) {
			this.large.renew(home, used, swap.after().body().times());
		}
		else if (LargeAttributes.isLonger(swap.after().body().times(), merge.times())) {
			// Another node has given the session a longer timeout while this one wrote
			this.large.renew(home, merge.places(), swap.after().body().times());
		}
		tellHolder(key, swap, deadline);
		return swap;
	}

	private boolean finishRename(SessionKey key) {
		try {
			return this.abandoned.finish(key, this.calls.deadline());
		}
		catch (SessionStoreException ex) {
			// It is not to keep the others, and is met again
			return false;
		}
	}

	private static boolean isSame(Apart one, @Nullable Apart other) {
		return other != null && one.stamp() == other.stamp();
	}

	private void writeLarge(String home, HeadMerge merge, SessionDelta delta, Deadline deadline) {
		if (!merge.places().isEmpty()) {
			Map<String, byte[]> values = new HashMap<>();
			for (Map.Entry<String, EncodedAttribute> entry : delta.set().entrySet()) {
				values.put(entry.getKey(), entry.getValue().bytes());
			}
			this.large.write(home, values, merge.places(), delta.times(), deadline);
		}
	}

	private void tellHolder(SessionKey key, Swap swap, Deadline deadline) {
		String holder = swap.before().head().node();
		if (holder != null && swap.before().body().trusting() && !holder.equals(node())) {
			this.notices.tell(holder, key, deadline);
		}
	}

}
