package io.github.hazelcastjetty.session.hazelcast.simulation;

import java.lang.reflect.Field;
import java.lang.reflect.Proxy;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;

import org.eclipse.jetty.session.ManagedSession;
import org.eclipse.jetty.session.SessionContext;
import org.eclipse.jetty.session.SessionIdManager;
import org.eclipse.jetty.session.SessionInactivityTimer;
import org.eclipse.jetty.session.SessionManager;

import io.github.hazelcastjetty.session.codec.AttributeCipher;
import io.github.hazelcastjetty.session.hazelcast.SimulatedStore;
import io.github.hazelcastjetty.session.hazelcast.simulation.History.Write;
import io.github.hazelcastjetty.session.jetty.cache.Background;
import io.github.hazelcastjetty.session.jetty.cache.Clocks;
import io.github.hazelcastjetty.session.jetty.cache.ClusteredSession;
import io.github.hazelcastjetty.session.jetty.cache.ClusteredSessionCache;
import io.github.hazelcastjetty.session.jetty.cache.SessionSettings;
import io.github.hazelcastjetty.session.jetty.data.AttributeValues;
import io.github.hazelcastjetty.session.store.SessionPrincipalResolver;
import io.github.hazelcastjetty.session.store.SessionStatistics;

/**
 * A node: its store, its copies, its clock.
 */
final class Node {

	static final Duration STALE_PERIOD = Duration.ofSeconds(10);

	private final World world;

	private final int index;

	private final long skew;

	private final SimulatedStore store;

	private final ClusteredSessionCache cache;

	private Part part;

	private boolean alive = true;

	private boolean joining;

	private boolean saving;

	private ClusteredSession session;

	private int requests;

	private long busySince;

	private boolean overlapping;

	private final List<Write> shared = new ArrayList<>();

	Node(World world, int index, long skew, boolean sticky, Part part) {
		this.world = world;
		this.index = index;
		this.skew = skew;
		this.part = part;
		Clock clock = new NodeClock();
		this.store = new SimulatedStore(new NodeGrid(world, this), world, name(), 1_000_000L * (index + 1), clock,
				world::nanos);
		SessionSettings settings = new SessionSettings(name(), sticky, sticky ? STALE_PERIOD : Duration.ZERO, 0,
				Duration.ofMinutes(1), Duration.ofSeconds(5), Duration.ofMillis(1), 0);
		AttributeValues values = new AttributeValues(new ValueCodec(world.scheduler()::step), AttributeCipher.none(),
				true, Set.of(), 0, new SessionStatistics());
		this.cache = new ClusteredSessionCache(manager(), this.store, values, AttributeCipher.none(),
				SessionPrincipalResolver.ofServer(), settings, background(), new Clocks(clock, world::nanos));
		try {
			this.cache.initialize(new SessionContext(this.cache.getSessionManager()));
			this.cache.start();
		}
		catch (Exception ex) {
			throw new IllegalStateException(ex);
		}
	}

	private SessionManager manager() {
		SessionIdManager ids = proxy(SessionIdManager.class, (name, arguments) -> name());
		SessionManager[] manager = new SessionManager[1];
		manager[0] = proxy(SessionManager.class, (name, arguments) -> switch (name) {
			case "getSessionIdManager" -> ids;
			case "newSessionInactivityTimer" -> new Timer(manager[0], (ManagedSession) arguments[0]);
			case "calculateInactivityTimeout" -> 0L;
			case "onSessionDestroyed" -> {
				this.world.destroyed(this);
				yield null;
			}
			default -> null;
		});
		return manager[0];
	}

	private static <T> T proxy(Class<T> type, Handler handler) {
		return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] { type },
				(self, method,
						arguments) -> (method.getReturnType() == void.class || !method.getReturnType().isPrimitive()
								|| method.getReturnType() == long.class) ? handler.handle(method.getName(), arguments)
										: primitive(method.getReturnType())));
	}

	private static Object primitive(Class<?> type) {
		return (type == boolean.class) ? (Object) false : (Object) 0;
	}

	/**
	 * Make a background whose tasks are tasks of the simulation.
	 */
	private Background background() {
		Background background = new Background();
		try {
			Field executor = Background.class.getDeclaredField("executor");
			executor.setAccessible(true);
			executor.set(background, new SimulatedExecutor(this.world, this));
		}
		catch (ReflectiveOperationException ex) {
			throw new IllegalStateException(ex);
		}
		return background;
	}

	String name() {
		return "node" + this.index;
	}

	ClusteredSessionCache cache() {
		return this.cache;
	}

	SimulatedStore store() {
		return this.store;
	}

	Part part() {
		return this.part;
	}

	boolean isAlive() {
		return this.alive;
	}

	void kill() {
		this.alive = false;
	}

	/**
	 * Be in another part of the cluster from now on.
	 */
	void move(Part newPart) {
		this.part = newPart;
	}

	boolean isJoining() {
		return this.joining;
	}

	void setJoining(boolean joining) {
		this.joining = joining;
	}

	long millis() {
		return World.START + this.world.scheduler().now() + this.skew;
	}

	/**
	 * Remember the copy of the session, to drop it later.
	 */
	void use(ClusteredSession used) {
		this.session = used;
	}

	/**
	 * Drop the copy of the session if no request uses it.
	 */
	void evict() {
		if (this.session != null) {
			this.cache.checkInactiveSession(this.session);
		}
	}

	/**
	 * A request begins.
	 * @return since when requests have been under way on this node without a pause
	 */
	long begin(long now) {
		if (this.requests++ == 0) {
			this.busySince = now;
			this.overlapping = false;
		}
		else {
			this.overlapping = true;
		}
		return this.busySince;
	}

	/**
	 * Return whether another request has been under way at the same time. What both may
	 * change, either of them stores.
	 */
	boolean isOverlapping() {
		return this.overlapping;
	}

	/**
	 * A request ends.
	 * @param changes the changes of mutable values that it has made
	 */
	void end(List<Write> changes) {
		this.shared.addAll(changes);
		if (--this.requests == 0) {
			if (this.overlapping) {
				this.world.history().endShared(this.shared);
			}
			this.shared.clear();
		}
	}

	/**
	 * Do what may store the session. The lock that makes saves follow each other would
	 * block a thread, so it has to be free then.
	 */
	<T> T saving(Callable<T> action) throws Exception {
		this.world.scheduler().await(() -> !this.saving);
		this.saving = true;
		try {
			return action.call();
		}
		finally {
			this.saving = false;
		}
	}

	/**
	 * Answers calls of an interface.
	 */
	private interface Handler {

		Object handle(String name, Object[] arguments) throws Throwable;

	}

	/**
	 * The wall clock of the node.
	 */
	private final class NodeClock extends Clock {

		@Override
		public ZoneId getZone() {
			return ZoneOffset.UTC;
		}

		@Override
		public Clock withZone(ZoneId zone) {
			return this;
		}

		@Override
		public Instant instant() {
			return Instant.ofEpochMilli(Node.this.millis());
		}

	}

	/**
	 * A timer that never goes off.
	 */
	private static final class Timer extends SessionInactivityTimer {

		private Timer(SessionManager manager, ManagedSession session) {
			super(manager, session, null);
		}

		@Override
		public void schedule(long time) {
			// Never
		}

		@Override
		public void cancel() {
			// Nothing to cancel
		}

	}

}
