package io.github.hazelcastjetty.session.support;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.function.Supplier;

import io.github.hazelcastjetty.session.hazelcast.ControlledGrid;
import io.github.hazelcastjetty.session.hazelcast.SimulatedStore;
import io.github.hazelcastjetty.session.store.EncodedAttribute;
import io.github.hazelcastjetty.session.store.SessionDelta;
import io.github.hazelcastjetty.session.store.SessionDirectory;
import io.github.hazelcastjetty.session.store.SessionKey;
import io.github.hazelcastjetty.session.store.SessionRecord;
import io.github.hazelcastjetty.session.store.SessionStore;
import io.github.hazelcastjetty.session.store.SessionStoreException;
import io.github.hazelcastjetty.session.store.SessionStoreListener;

/**
 * {@link SessionStore} of one node on maps in memory that several nodes of one JVM share.
 * It is the protocol itself that works on them, and it does on demand what a cluster does
 * at times: it fails before or after an operation, or takes its time.
 */
public final class ControlledSessionStore implements SessionStore, SessionDirectory {

	private final Map<Operation, AtomicInteger> counts = new EnumMap<>(Operation.class);

	private final Map<Operation, Integer> failures = new EnumMap<>(Operation.class);

	private final Map<Operation, Integer> lateFailures = new EnumMap<>(Operation.class);

	private final Map<Operation, Gate> gates = new EnumMap<>(Operation.class);

	private final List<SessionStoreListener> listeners = new CopyOnWriteArrayList<>();

	private final Cluster cluster;

	private final SimulatedStore store;

	private volatile boolean noticesLost;

	/**
	 * Create the first node of a cluster.
	 */
	public ControlledSessionStore(String node) {
		this(node, new Cluster());
	}

	private ControlledSessionStore(String node, Cluster cluster) {
		this.cluster = cluster;
		long firstStamp = cluster.nodes.size() * 1_000_000L;
		this.store = new SimulatedStore(cluster.grid, cluster, node, firstStamp, Clock.systemUTC(), cluster::nanos);
		for (Operation operation : Operation.values()) {
			this.counts.put(operation, new AtomicInteger());
		}
		cluster.nodes.add(this);
	}

	/**
	 * Create another node of the same cluster.
	 */
	public ControlledSessionStore another(String otherNode) {
		return new ControlledSessionStore(otherNode, this.cluster);
	}

	/**
	 * Make the next calls of an operation fail without having done anything.
	 */
	public void failNext(Operation operation, int times) {
		synchronized (this.cluster) {
			this.failures.put(operation, times);
		}
	}

	/**
	 * Let the next call of an operation succeed and the one after it fail.
	 */
	public void failNextButOne(Operation operation) {
		synchronized (this.cluster) {
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
		synchronized (this.cluster) {
			this.lateFailures.put(operation, calls);
		}
	}

	/**
	 * Fail no more.
	 */
	public void recover() {
		synchronized (this.cluster) {
			this.failures.clear();
			this.lateFailures.clear();
		}
	}

	/**
	 * Let all claims look as if their nodes had died.
	 */
	public void abandonClaims() {
		this.cluster.nodes.forEach((each) -> each.store.findExpired(Instant.now()));
		this.cluster.skippedNanos += Duration.ofHours(1).toNanos();
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
		synchronized (this.cluster) {
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
	 * Return the names of all sessions in the cluster, claimed ones included.
	 */
	public Collection<String> keys() {
		return this.cluster.grid.keys();
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
		this.cluster.grid.damage(key);
	}

	/**
	 * Go back to an older state of a session, as a cluster does that has lost the later
	 * ones. It counts the changes from there again.
	 */
	public void goBack(SessionKey key, SessionRecord record) {
		this.cluster.grid.write(key, record);
	}

	/**
	 * Lose the values of all large attributes.
	 * @return brings them back
	 */
	public Runnable loseLargeAttributes() {
		return this.cluster.grid.loseLarge();
	}

	/**
	 * Return what is stored, uncounted and unharmed.
	 */
	public SessionRecord peek(SessionKey key) {
		return this.cluster.grid.read(key);
	}

	@Override
	public String node() {
		return this.store.node();
	}

	@Override
	public SessionRecord find(SessionKey key, SessionRecord known) {
		return call(Operation.FIND, () -> this.store.find(key, known));
	}

	@Override
	public Map<String, byte[]> readApart(SessionKey key, SessionRecord record, Collection<String> names) {
		return call(Operation.READ_APART, () -> this.store.readApart(key, record, names));
	}

	@Override
	public SessionRecord insert(SessionKey key, byte[] secret, SessionDelta delta) {
		return call(Operation.INSERT, () -> this.store.insert(key, secret, delta));
	}

	@Override
	public SessionRecord update(SessionKey key, SessionRecord known, SessionDelta delta) {
		return call(Operation.UPDATE, () -> this.store.update(key, known, delta));
	}

	@Override
	public void announce(SessionKey key) {
		if (!this.noticesLost) {
			this.cluster.nodes.stream().filter((other) -> other != this).forEach((other) -> other.tellStale(key));
		}
	}

	@Override
	public SessionRecord claim(SessionKey key, Predicate<SessionRecord> condition) {
		return call(Operation.CLAIM, () -> this.store.claim(key, condition));
	}

	@Override
	public void remove(SessionKey key, SessionRecord claimed) {
		call(Operation.REMOVE, () -> {
			boolean present = keys().contains(key.value());
			this.store.remove(key, claimed);
			if (present && !keys().contains(key.value())) {
				this.cluster.nodes.forEach((each) -> each.tellRemoved(key));
			}
			return null;
		});
	}

	@Override
	public List<SessionKey> findExpired(Instant now) {
		return call(Operation.FIND_EXPIRED, () -> this.store.findExpired(now));
	}

	@Override
	public Map<SessionKey, SessionRecord> findByPrincipal(String principal) {
		return call(Operation.FIND_BY_PRINCIPAL, () -> this.store.findByPrincipal(principal));
	}

	@Override
	public Map<SessionKey, String> findPrincipals() {
		return call(Operation.FIND_BY_PRINCIPAL, this.store::findPrincipals);
	}

	@Override
	public long size() {
		return call(Operation.LIST, this.store::size);
	}

	@Override
	public Page list(String principal, String node, SessionKey after, int limit) {
		return call(Operation.LIST, () -> this.store.list(principal, node, after, limit));
	}

	@Override
	public boolean isLocal(SessionKey key) {
		return true;
	}

	@Override
	public void addListener(SessionStoreListener listener) {
		this.listeners.add(listener);
	}

	private void tellStale(SessionKey key) {
		if (!this.noticesLost) {
			this.listeners.forEach((listener) -> listener.stale(key));
		}
	}

	private void tellRemoved(SessionKey key) {
		if (!this.noticesLost) {
			this.listeners.forEach((listener) -> listener.removed(key));
		}
	}

	private <T> T call(Operation operation, Supplier<T> action) {
		this.counts.get(operation).incrementAndGet();
		Gate gate;
		synchronized (this.cluster) {
			gate = this.gates.get(operation);
		}
		if (gate != null && !gate.after) {
			gate.pass();
		}
		T result;
		synchronized (this.cluster) {
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

	/**
	 * What the nodes share, and the lock for what they were told to do.
	 */
	private static final class Cluster implements SimulatedStore.Cluster {

		private final ControlledGrid grid = new ControlledGrid();

		private final List<ControlledSessionStore> nodes = new CopyOnWriteArrayList<>();

		private volatile long skippedNanos;

		private long nanos() {
			return System.nanoTime() + this.skippedNanos;
		}

		@Override
		public boolean isMemberLost() {
			return false;
		}

		@Override
		public void tell(String holder, SessionKey key) {
			this.nodes.stream().filter((each) -> each.node().equals(holder)).forEach((each) -> each.tellStale(key));
		}

	}

}
