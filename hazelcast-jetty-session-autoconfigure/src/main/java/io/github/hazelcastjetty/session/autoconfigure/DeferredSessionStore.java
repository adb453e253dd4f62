package io.github.hazelcastjetty.session.autoconfigure;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import java.util.function.Supplier;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.diagnostics.FailureAnalyzer;

import io.github.hazelcastjetty.session.hazelcast.HazelcastSessionStore;
import io.github.hazelcastjetty.session.store.SessionDelta;
import io.github.hazelcastjetty.session.store.SessionDirectory;
import io.github.hazelcastjetty.session.store.SessionKey;
import io.github.hazelcastjetty.session.store.SessionRecord;
import io.github.hazelcastjetty.session.store.SessionStore;
import io.github.hazelcastjetty.session.store.SessionStoreException;
import io.github.hazelcastjetty.session.store.SessionStoreListener;
import io.github.hazelcastjetty.session.store.SessionStoreStatus;

/**
 * A store on a cluster that may not be there yet. Until it is, every operation fails at
 * once.
 * <p>
 * Listeners are registered before the store is opened, or by it: both under the lock, so
 * that none is missed.
 */
final class DeferredSessionStore implements SessionStore, SessionDirectory, SessionStoreStatus, AutoCloseable {

	private static final Log logger = LogFactory.getLog(DeferredSessionStore.class);

	private static final Duration RETRY_PERIOD = Duration.ofMillis(500);

	private static final Duration FOREVER = Duration.ofDays(1);

	private static final List<FailureAnalyzer> LASTING = List.of(new UnsuitableMapFailureAnalyzer(),
			new SessionMapNameConflictFailureAnalyzer());

	private final List<SessionStoreListener> listeners = new CopyOnWriteArrayList<>();

	private final Object lock = new Object();

	private final BooleanSupplier connected;

	private final Supplier<HazelcastSessionStore> opener;

	private final ScheduledExecutorService retries;

	private volatile @Nullable HazelcastSessionStore store;

	private @Nullable String failure;

	/**
	 * Create a store that is open.
	 */
	DeferredSessionStore(HazelcastSessionStore store) {
		this(() -> true, () -> store, FOREVER);
	}

	/**
	 * Create a store, and open it if the cluster is there. A member that is silent
	 * meanwhile can hold that up: then it goes on in the background.
	 * @param connected whether the cluster is there
	 * @param opener opens the store, or fails
	 * @param patience how long to wait for it
	 */
	DeferredSessionStore(BooleanSupplier connected, Supplier<HazelcastSessionStore> opener, Duration patience) {
		this.connected = connected;
		this.opener = opener;
		this.retries = Executors.newSingleThreadScheduledExecutor((task) -> {
			Thread thread = new Thread(task, "hazelcast-jetty-session-connect");
			thread.setDaemon(true);
			return thread;
		});
		CountDownLatch tried = new CountDownLatch(1);
		this.retries.scheduleWithFixedDelay(() -> {
			tryToOpen();
			tried.countDown();
		}, 0, RETRY_PERIOD.toMillis(), TimeUnit.MILLISECONDS);
		await(tried, patience);
		if (this.store == null) {
			logger.warn("The Hazelcast cluster that keeps the sessions cannot be reached yet. "
					+ "Requests that need a session are turned away until it can.");
		}
	}

	private static void await(CountDownLatch tried, Duration patience) {
		try {
			tried.await(patience.toMillis(), TimeUnit.MILLISECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	private void tryToOpen() {
		try {
			if (!this.connected.getAsBoolean()) {
				return;
			}
			HazelcastSessionStore opened = this.opener.get();
			synchronized (this.lock) {
				if (this.retries.isShutdown()) {
					opened.close();
					return;
				}
				this.listeners.forEach(opened::addListener);
				this.store = opened;
				this.retries.shutdown();
			}
		}
		catch (RuntimeException ex) {
			tell(ex);
		}
	}

	/**
	 * Tell of each failure once, and most of all of those that do not pass by themselves.
	 */
	private void tell(RuntimeException ex) {
		String message = String.valueOf(ex.getMessage());
		if (message.equals(this.failure)) {
			return;
		}
		this.failure = message;
		FailureAnalysis analysis = analyze(ex);
		if (analysis != null) {
			logger.error("The sessions in Hazelcast cannot be used: %s%n%s".formatted(analysis.getDescription(),
					analysis.getAction()));
		}
		else {
			logger.warn("The sessions in Hazelcast cannot be used yet: " + message);
		}
	}

	private static @Nullable FailureAnalysis analyze(RuntimeException ex) {
		return LASTING.stream()
			.map((analyzer) -> analyzer.analyze(ex))
			.filter(Objects::nonNull)
			.findFirst()
			.orElse(null);
	}

	private HazelcastSessionStore opened(String what) {
		HazelcastSessionStore opened = this.store;
		if (opened == null) {
			throw new SessionStoreException(what + " failed: the cluster has not been reached yet", null);
		}
		return opened;
	}

	@Override
	public String node() {
		return opened("Looking for a session").node();
	}

	@Override
	public @Nullable SessionRecord find(SessionKey key, @Nullable SessionRecord known) {
		return opened("Looking for a session").find(key, known);
	}

	@Override
	public Map<String, byte[]> readApart(SessionKey key, SessionRecord record, Collection<String> names) {
		return opened("Reading session attributes").readApart(key, record, names);
	}

	@Override
	public SessionRecord insert(SessionKey key, byte[] secret, SessionDelta delta) {
		return opened("Storing a session").insert(key, secret, delta);
	}

	@Override
	public @Nullable SessionRecord update(SessionKey key, SessionRecord known, SessionDelta delta) {
		return opened("Changing a session").update(key, known, delta);
	}

	@Override
	public void announce(SessionKey key) {
		opened("Changing a session").announce(key);
	}

	@Override
	public @Nullable SessionRecord claim(SessionKey key, Predicate<SessionRecord> condition) {
		return opened("Ending a session").claim(key, condition);
	}

	@Override
	public void remove(SessionKey key, SessionRecord claimed) {
		opened("Removing a session").remove(key, claimed);
	}

	@Override
	public List<SessionKey> findExpired(Instant now) {
		HazelcastSessionStore opened = this.store;
		return (opened != null) ? opened.findExpired(now) : List.of();
	}

	@Override
	public Map<SessionKey, SessionRecord> findByPrincipal(String principal) {
		return opened("Looking for the sessions of a user").findByPrincipal(principal);
	}

	@Override
	public Map<SessionKey, String> findPrincipals() {
		return opened("Looking for users with a session").findPrincipals();
	}

	@Override
	public long size() {
		return opened("Counting the sessions").size();
	}

	@Override
	public Page list(@Nullable String principal, @Nullable String node, @Nullable SessionKey after, int limit) {
		return opened("Listing the sessions").list(principal, node, after, limit);
	}

	@Override
	public boolean isLocal(SessionKey key) {
		HazelcastSessionStore opened = this.store;
		return opened == null || opened.isLocal(key);
	}

	@Override
	public void addListener(SessionStoreListener listener) {
		synchronized (this.lock) {
			HazelcastSessionStore opened = this.store;
			if (opened != null) {
				opened.addListener(listener);
			}
			else {
				this.listeners.add(listener);
			}
		}
	}

	@Override
	public Availability availability() {
		HazelcastSessionStore opened = this.store;
		return (opened != null) ? opened.availability() : Availability.NONE;
	}

	@Override
	public int members() {
		HazelcastSessionStore opened = this.store;
		return (opened != null) ? opened.members() : 0;
	}

	@Override
	public long refusedCalls() {
		HazelcastSessionStore opened = this.store;
		return (opened != null) ? opened.refusedCalls() : 0;
	}

	@Override
	public long unansweredCalls() {
		HazelcastSessionStore opened = this.store;
		return (opened != null) ? opened.unansweredCalls() : 0;
	}

	@Override
	public long changes() {
		HazelcastSessionStore opened = this.store;
		return (opened != null) ? opened.changes() : 0;
	}

	@Override
	public long conflicts() {
		HazelcastSessionStore opened = this.store;
		return (opened != null) ? opened.conflicts() : 0;
	}

	@Override
	public long mostConflicts() {
		HazelcastSessionStore opened = this.store;
		return (opened != null) ? opened.mostConflicts() : 0;
	}

	@Override
	public void close() {
		synchronized (this.lock) {
			this.retries.shutdownNow();
			HazelcastSessionStore opened = this.store;
			if (opened != null) {
				opened.close();
			}
		}
	}

}
