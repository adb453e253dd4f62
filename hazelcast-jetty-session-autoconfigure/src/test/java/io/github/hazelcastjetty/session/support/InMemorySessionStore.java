package io.github.hazelcastjetty.session.support;

import java.time.Instant;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiPredicate;
import java.util.function.Predicate;
import java.util.function.Supplier;

import io.github.hazelcastjetty.session.store.EncodedAttribute;
import io.github.hazelcastjetty.session.store.SecretChange;
import io.github.hazelcastjetty.session.store.SessionDelta;
import io.github.hazelcastjetty.session.store.SessionDirectory;
import io.github.hazelcastjetty.session.store.SessionKey;
import io.github.hazelcastjetty.session.store.SessionRecord;
import io.github.hazelcastjetty.session.store.SessionStore;
import io.github.hazelcastjetty.session.store.SessionStoreException;
import io.github.hazelcastjetty.session.store.SessionStoreListener;
import io.github.hazelcastjetty.session.store.SessionTimes;
import io.github.hazelcastjetty.session.store.StoredAttribute;
import io.github.hazelcastjetty.session.store.UnreadableSessionException;

/**
 * {@link SessionStore} of one node on a map that several nodes of one JVM share. Keeps
 * the contract, merges included, and does on demand what a cluster does at times: it
 * fails before or after an operation, or takes its time.
 */
public final class InMemorySessionStore implements SessionStore, SessionDirectory {

	private static final int INLINE_VALUE = 1024;

	private static final int INLINE_TOTAL = 4096;

	private final Map<Operation, AtomicInteger> counts = new EnumMap<>(Operation.class);

	private final Map<Operation, Integer> failures = new EnumMap<>(Operation.class);

	private final Map<Operation, Integer> lateFailures = new EnumMap<>(Operation.class);

	private final Map<Operation, Gate> gates = new EnumMap<>(Operation.class);

	private final List<SessionStoreListener> listeners = new CopyOnWriteArrayList<>();

	private final Grid grid;

	private final String node;

	private volatile boolean noticesLost;

	/**
	 * Create the first node of a grid.
	 */
	public InMemorySessionStore(String node) {
		this(node, new Grid());
	}

	private InMemorySessionStore(String node, Grid grid) {
		this.node = node;
		this.grid = grid;
		for (Operation operation : Operation.values()) {
			this.counts.put(operation, new AtomicInteger());
		}
		grid.nodes.add(this);
	}

	/**
	 * Create another node of the same grid.
	 */
	public InMemorySessionStore another(String otherNode) {
		return new InMemorySessionStore(otherNode, this.grid);
	}

	/**
	 * Make the next calls of an operation fail without having done anything.
	 */
	public void failNext(Operation operation, int times) {
		synchronized (this.grid) {
			this.failures.put(operation, times);
		}
	}

	/**
	 * Let the next call of an operation succeed and the one after it fail.
	 */
	public void failNextButOne(Operation operation) {
		synchronized (this.grid) {
			this.failures.put(operation, -1);
		}
	}

	/**
	 * Make every operation fail until {@link #recover()}.
	 */
	public void failAll() {
		for (Operation operation : Operation.values()) {
			failNext(operation, Integer.MAX_VALUE);
		}
	}

	/**
	 * Make the next call of an operation fail after it has been done.
	 */
	public void failNextAfterwards(Operation operation) {
		failNextAfterwards(operation, 1);
	}

	/**
	 * Let the next calls of an operation fail after they have been done.
	 */
	public void failNextAfterwards(Operation operation, int calls) {
		synchronized (this.grid) {
			this.lateFailures.put(operation, calls);
		}
	}

	/**
	 * Fail no more.
	 */
	public void recover() {
		synchronized (this.grid) {
			this.failures.clear();
			this.lateFailures.clear();
		}
	}

	/**
	 * Let all claims look as if their nodes had died.
	 */
	public void abandonClaims() {
		synchronized (this.grid) {
			this.grid.abandoned = true;
		}
	}

	/**
	 * Tell this node that the store answers again.
	 */
	public void tellAvailable() {
		this.listeners.forEach((listener) -> listener.available("the store"));
	}

	/**
	 * Hold up all calls of an operation, before they do anything, until the gate is
	 * opened.
	 */
	public Gate holdBefore(Operation operation) {
		return hold(operation, false);
	}

	/**
	 * Hold up all calls of an operation, after they have done it, until the gate is
	 * opened.
	 */
	public Gate holdAfter(Operation operation) {
		return hold(operation, true);
	}

	private Gate hold(Operation operation, boolean after) {
		Gate gate = new Gate(after);
		synchronized (this.grid) {
			this.gates.put(operation, gate);
		}
		return gate;
	}

	/**
	 * From now on this node is told nothing.
	 */
	public void loseNotices() {
		this.noticesLost = true;
	}

	/**
	 * Return how often this node has called an operation.
	 */
	public int count(Operation operation) {
		return this.counts.get(operation).get();
	}

	/**
	 * Return how often this node has called the store.
	 */
	public int count() {
		return this.counts.values().stream().mapToInt(AtomicInteger::get).sum();
	}

	/**
	 * Return the names of all sessions in the grid, claimed ones included.
	 */
	public List<String> keys() {
		synchronized (this.grid) {
			return List.copyOf(this.grid.sessions.keySet());
		}
	}

	/**
	 * Put bytes into an attribute behind everybody's back.
	 */
	public void tamper(SessionKey key, String name, byte[] bytes) {
		SessionRecord present = peek(key);
		update(key, present,
				SessionDelta.of(Map.of(name, new EncodedAttribute(bytes, false)), Set.of(), present.times(), false));
	}

	/**
	 * Make a session unreadable for good.
	 */
	public void damage(SessionKey key) {
		synchronized (this.grid) {
			this.grid.sessions.put(key.value(), new Entry(null, false));
		}
	}

	/**
	 * Go back to an older state of a session, as a cluster does that has lost the later
	 * ones. It counts the changes from there again.
	 */
	public void goBack(SessionKey key, SessionRecord record) {
		synchronized (this.grid) {
			this.grid.sessions.put(key.value(), new Entry((Stored) record, false));
		}
	}

	/**
	 * Lose the values of all large attributes.
	 * @return brings them back
	 */
	public Runnable loseLargeAttributes() {
		synchronized (this.grid) {
			Map<Place, byte[]> lost = Map.copyOf(this.grid.apart);
			this.grid.apart.clear();
			return () -> restore(lost);
		}
	}

	private void restore(Map<Place, byte[]> lost) {
		synchronized (this.grid) {
			this.grid.apart.putAll(lost);
		}
	}

	/**
	 * Return what is stored, uncounted and unharmed.
	 */
	public SessionRecord peek(SessionKey key) {
		return read(key);
	}

	private Stored read(SessionKey key) {
		synchronized (this.grid) {
			Entry entry = this.grid.sessions.get(key.value());
			return (entry != null && !entry.claimed) ? entry.read() : null;
		}
	}

	@Override
	public String node() {
		return this.node;
	}

	@Override
	public SessionRecord find(SessionKey key, SessionRecord known) {
		return call(Operation.FIND, () -> {
			SessionRecord present = peek(key);
			return (present != null && known != null && present.stamp() == known.stamp()) ? known : present;
		});
	}

	@Override
	public Map<String, byte[]> readApart(SessionKey key, SessionRecord record, Collection<String> names) {
		return call(Operation.READ_APART, () -> {
			Map<String, byte[]> values = new HashMap<>();
			for (String name : names) {
				byte[] bytes = (record.attributes().get(name) instanceof StoredAttribute.Apart apart)
						? this.grid.apart.get(new Place(key, name, apart.stamp())) : null;
				if (bytes != null) {
					values.put(name, bytes);
				}
			}
			return values;
		});
	}

	@Override
	public SessionRecord insert(SessionKey key, byte[] secret, SessionDelta delta) {
		return call(Operation.INSERT, () -> {
			if (this.grid.sessions.containsKey(key.value())) {
				throw new SessionStoreException("Storing a session failed: its name is in use", null);
			}
			long stamp = ++this.grid.stamps;
			return put(key, false, new Stored(stamp, 1, delta.times(), this.node, delta.trusting(),
					principal(null, delta), new Secret(secret.clone(), 1), attributes(key, Map.of(), stamp, 1, delta)));
		});
	}

	@Override
	public SessionRecord update(SessionKey key, SessionRecord known, SessionDelta whole) {
		return call(Operation.UPDATE, () -> {
			Stored base = read(key);
			if (base == null) {
				return null;
			}
			SessionDelta delta = withoutYielding(whole, known, base);
			long stamp = ++this.grid.stamps;
			long version = base.version() + 1;
			Stored after = put(key, false,
					new Stored(stamp, version, base.times().merge(delta.times(), delta.timeoutChanged()), this.node,
							delta.trusting(), principal(base.principal(), delta), secret(base, delta),
							attributes(key, base.attributes(), stamp, version, delta)));
			removeApart(key, (name, apart) -> {
				StoredAttribute now = after.attributes().get(name);
				return now == null || now.stamp() != apart.stamp();
			}, base);
			tellHolder(key, base);
			return after;
		});
	}

	@Override
	public void announce(SessionKey key) {
		if (!this.noticesLost) {
			this.grid.nodes.stream()
				.filter((other) -> other != this)
				.forEach((other) -> other.listeners.forEach((listener) -> listener.stale(key)));
		}
	}

	@Override
	public SessionRecord claim(SessionKey key, Predicate<SessionRecord> condition) {
		return call(Operation.CLAIM, () -> {
			Entry entry = this.grid.sessions.get(key.value());
			boolean abandoned = entry != null && entry.claimed && this.grid.abandoned;
			Stored base = abandoned ? entry.read() : read(key);
			if (base == null || !(abandoned || condition.test(base))) {
				return null;
			}
			Stored claimed = put(key, true, new Stored(++this.grid.stamps, base.version() + 1, base.times(), this.node,
					false, base.principal(), base.identity(), base.attributes()));
			tellHolder(key, base);
			return claimed;
		});
	}

	@Override
	public void remove(SessionKey key, SessionRecord claimed) {
		call(Operation.REMOVE, () -> {
			Entry entry = this.grid.sessions.get(key.value());
			if (entry != null && entry.claimed && entry.record.stamp() == claimed.stamp()) {
				this.grid.sessions.remove(key.value());
				removeApart(key, (name, apart) -> true, claimed);
				tellRemoved(key);
			}
			return null;
		});
	}

	@Override
	public List<SessionKey> findExpired(Instant now) {
		return call(Operation.FIND_EXPIRED, () -> this.grid.sessions.entrySet()
			.stream()
			.filter((entry) -> entry.getValue().claimed ? this.grid.abandoned : entry.getValue().isExpiredAt(now))
			.map((entry) -> SessionKey.parse(entry.getKey()))
			.toList());
	}

	@Override
	public Map<SessionKey, SessionRecord> findByPrincipal(String principal) {
		return call(Operation.FIND_BY_PRINCIPAL, () -> registered((found) -> found.equals(principal)));
	}

	@Override
	public Map<SessionKey, String> findPrincipals() {
		return call(Operation.FIND_BY_PRINCIPAL, () -> {
			Map<SessionKey, String> principals = new HashMap<>();
			registered((found) -> true).forEach((key, record) -> principals.put(key, record.principal()));
			return principals;
		});
	}

	private Map<SessionKey, SessionRecord> registered(Predicate<String> condition) {
		Map<SessionKey, SessionRecord> found = new HashMap<>();
		this.grid.sessions.forEach((key, entry) -> {
			String principal = (entry.record != null) ? entry.record.principal() : null;
			if (!entry.claimed && principal != null && condition.test(principal)) {
				found.put(SessionKey.parse(key), entry.record);
			}
		});
		return found;
	}

	@Override
	public long size() {
		return call(Operation.LIST, this.grid.sessions::size);
	}

	@Override
	public Page list(String principal, String node, SessionKey after, int limit) {
		return call(Operation.LIST, () -> {
			Map<SessionKey, SessionRecord> found = new LinkedHashMap<>();
			this.grid.sessions.tailMap((after != null) ? after.value() : "", false).forEach((key, entry) -> {
				Stored record = entry.record;
				boolean matches = record != null && !entry.claimed
						&& (principal == null || principal.equals(record.principal()))
						&& (node == null || node.equals(record.node()));
				if (matches && found.size() < limit) {
					found.put(SessionKey.parse(key), record);
				}
			});
			SessionKey end = found.keySet().stream().reduce((first, last) -> last).orElse(null);
			return new Page(found, (found.size() < limit) ? null : end);
		});
	}

	@Override
	public boolean isLocal(SessionKey key) {
		return true;
	}

	@Override
	public void addListener(SessionStoreListener listener) {
		this.listeners.add(listener);
	}

	private Stored put(SessionKey key, boolean claimed, Stored record) {
		this.grid.sessions.put(key.value(), new Entry(record, claimed));
		return record;
	}

	private static String principal(String old, SessionDelta delta) {
		String principal = (delta.principal() != null) ? delta.principal() : old;
		return "".equals(principal) ? null : principal;
	}

	private static Secret secret(Stored present, SessionDelta delta) {
		SecretChange change = delta.secret();
		return (change != null) ? new Secret(change.secretAfter(present.secret(), present.secretVersion()),
				change.versionAfter(present.secret(), present.secretVersion())) : present.identity();
	}

	private static SessionDelta withoutYielding(SessionDelta delta, SessionRecord known, SessionRecord present) {
		Predicate<String> overtaken = (name) -> delta.yielding().contains(name)
				&& stamp(known, name) != stamp(present, name);
		Map<String, EncodedAttribute> set = new LinkedHashMap<>(delta.set());
		set.keySet().removeIf(overtaken);
		Set<String> removed = new HashSet<>(delta.removed());
		removed.removeIf(overtaken);
		return new SessionDelta(set, removed, delta.times(), delta.timeoutChanged(), delta.trusting(),
				delta.principal(), delta.secret());
	}

	private static long stamp(SessionRecord record, String name) {
		StoredAttribute attribute = record.attributes().get(name);
		return (attribute != null) ? attribute.stamp() : 0;
	}

	private Map<String, StoredAttribute> attributes(SessionKey key, Map<String, StoredAttribute> old, long stamp,
			long version, SessionDelta delta) {
		Map<String, StoredAttribute> attributes = new LinkedHashMap<>(old);
		attributes.keySet().removeAll(delta.removed());
		attributes.keySet().removeAll(delta.set().keySet());
		delta.set().forEach((name, value) -> {
			byte[] bytes = value.bytes().clone();
			if (bytes.length <= INLINE_VALUE && inline(attributes) + bytes.length <= INLINE_TOTAL) {
				attributes.put(name, new StoredAttribute.Inline(stamp, version, bytes, value.listening()));
			}
			else {
				this.grid.apart.put(new Place(key, name, stamp), bytes);
				attributes.put(name, new StoredAttribute.Apart(stamp, version, bytes.length, value.listening()));
			}
		});
		return Collections.unmodifiableMap(attributes);
	}

	private static int inline(Map<String, StoredAttribute> attributes) {
		return attributes.values()
			.stream()
			.filter((attribute) -> attribute instanceof StoredAttribute.Inline)
			.mapToInt(StoredAttribute::size)
			.sum();
	}

	private void removeApart(SessionKey key, BiPredicate<String, StoredAttribute> unused, SessionRecord record) {
		record.attributes().forEach((name, attribute) -> {
			if (unused.test(name, attribute)) {
				this.grid.apart.remove(new Place(key, name, attribute.stamp()));
			}
		});
	}

	private void tellHolder(SessionKey key, SessionRecord before) {
		for (InMemorySessionStore other : this.grid.nodes) {
			if (before.trusting() && other != this && other.node.equals(before.node()) && !other.noticesLost) {
				other.listeners.forEach((listener) -> listener.stale(key));
			}
		}
	}

	private void tellRemoved(SessionKey key) {
		for (InMemorySessionStore each : this.grid.nodes) {
			if (!each.noticesLost) {
				each.listeners.forEach((listener) -> listener.removed(key));
			}
		}
	}

	private <T> T call(Operation operation, Supplier<T> action) {
		this.counts.get(operation).incrementAndGet();
		Gate gate;
		synchronized (this.grid) {
			gate = this.gates.get(operation);
		}
		if (gate != null && !gate.after) {
			gate.pass();
		}
		T result;
		synchronized (this.grid) {
			fail(this.failures, operation);
			result = action.get();
			fail(this.lateFailures, operation);
		}
		if (gate != null && gate.after) {
			gate.pass();
		}
		return result;
	}

	private static void fail(Map<Operation, Integer> failures, Operation operation) {
		int left = failures.getOrDefault(operation, 0);
		if (left < 0) {
			failures.put(operation, 1);
		}
		else if (left > 0) {
			failures.put(operation, left - 1);
			throw new SessionStoreException("The operation " + operation + " was made to fail", null);
		}
	}

	/**
	 * The operations of a store.
	 */
	public enum Operation {

		/**
		 * {@link SessionStore#find}.
		 */
		FIND,

		/**
		 * {@link SessionStore#readApart}.
		 */
		READ_APART,

		/**
		 * {@link SessionStore#insert}.
		 */
		INSERT,

		/**
		 * {@link SessionStore#update}.
		 */
		UPDATE,

		/**
		 * {@link SessionStore#claim}.
		 */
		CLAIM,

		/**
		 * {@link SessionStore#remove}.
		 */
		REMOVE,

		/**
		 * {@link SessionStore#findExpired}.
		 */
		FIND_EXPIRED,

		/**
		 * {@link SessionStore#findByPrincipal} and {@link SessionStore#findPrincipals}.
		 */
		FIND_BY_PRINCIPAL,

		/**
		 * {@link SessionDirectory#size} and {@link SessionDirectory#list}.
		 */
		LIST

	}

	/**
	 * Holds up the calls of an operation.
	 */
	public static final class Gate implements AutoCloseable {

		private final CountDownLatch reached = new CountDownLatch(1);

		private final CountDownLatch open = new CountDownLatch(1);

		private final boolean after;

		private Gate(boolean after) {
			this.after = after;
		}

		/**
		 * Wait until a call has arrived.
		 */
		public void awaitArrival() {
			await(this.reached);
		}

		/**
		 * Let all calls pass.
		 */
		public void open() {
			this.open.countDown();
		}

		@Override
		public void close() {
			open();
		}

		private void pass() {
			this.reached.countDown();
			await(this.open);
		}

		private static void await(CountDownLatch latch) {
			try {
				if (!latch.await(20, TimeUnit.SECONDS)) {
					throw new IllegalStateException("Waited too long at a gate");
				}
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
				throw new IllegalStateException(ex);
			}
		}

	}

	private static final class Grid {

		private final TreeMap<String, Entry> sessions = new TreeMap<>();

		private final Map<Place, byte[]> apart = new HashMap<>();

		private final List<InMemorySessionStore> nodes = new CopyOnWriteArrayList<>();

		private long stamps;

		private boolean abandoned;

	}

	/**
	 * An entry of the grid.
	 *
	 * @param record what is stored, {@code null}: something that is not a session
	 * @param claimed whether the session is being destroyed
	 */
	private record Entry(Stored record, boolean claimed) {

		Stored read() {
			if (this.record == null) {
				throw new UnreadableSessionException("Reading a session failed: what is stored is not a session");
			}
			return this.record;
		}

		boolean isExpiredAt(Instant now) {
			return this.record != null && this.record.times().isExpiredAt(now);
		}

	}

	/**
	 * Where the value of a large attribute is.
	 */
	private record Place(SessionKey key, String name, long stamp) {

	}

	private record Stored(long stamp, long version, SessionTimes times, String node, boolean trusting, String principal,
			Secret identity, Map<String, StoredAttribute> attributes) implements SessionRecord {

		@Override
		public byte[] secret() {
			return this.identity.value();
		}

		@Override
		public long secretVersion() {
			return this.identity.version();
		}

	}

	private record Secret(byte[] value, long version) {

	}

}
