package io.github.hazelcastjetty.session.autoconfigure;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import java.util.function.Predicate;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

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
 * A store that is opened while the application starts, or once the cluster is there.
 * Until then an operation waits, or fails at once.
 * <p>
 * Listeners that are added before the store is open are kept, and handed to it when it
 * opens. The lock keeps a listener from being added while they are handed over.
 */
final class DeferredSessionStore implements SessionStore, SessionDirectory, SessionStoreStatus, AutoCloseable {

	private static final Log logger = LogFactory.getLog(DeferredSessionStore.class);

	private final List<SessionStoreListener> listeners = new CopyOnWriteArrayList<>();

	private final Object lock = new Object();

	private final CompletableFuture<HazelcastSessionStore> opening;

	/**
	 * The store with the listeners that were kept for it.
	 */
	private final CompletableFuture<HazelcastSessionStore> usable;

	private final Function<Throwable, RuntimeException> failures;

	/**
	 * Opens the store when the cluster is there, {@code null}: operations wait.
	 */
	private final @Nullable OpeningAttempts attempts;

	private final Duration patience;

	private volatile @Nullable HazelcastSessionStore store;

	private DeferredSessionStore(CompletableFuture<HazelcastSessionStore> opening,
			Function<Throwable, RuntimeException> failures, @Nullable OpeningAttempts attempts, Duration patience) {
		this.opening = opening;
		this.failures = failures;
		this.attempts = attempts;
		this.patience = patience;
		this.usable = opening.thenApply(this::use);
	}

	/**
	 * Create a store whose operations wait until it is open.
	 * @param opening opens it, or fails
	 * @param failures makes of that failure what is thrown
	 */
	static DeferredSessionStore waitsForOpening(CompletableFuture<HazelcastSessionStore> opening,
			Function<Throwable, RuntimeException> failures) {
		return new DeferredSessionStore(opening, failures, null, Duration.ZERO);
	}

	/**
	 * Create a store on a cluster that may not be there yet. Until it is, operations
	 * fail.
	 * @param attempts opens it as soon as the cluster is there
	 * @param patience how long the start of the application waits for the first attempt
	 */
	static DeferredSessionStore failsUntilOpen(OpeningAttempts attempts, Duration patience) {
		return new DeferredSessionStore(attempts.opening(), IllegalStateException::new, attempts, patience);
	}

	private HazelcastSessionStore use(HazelcastSessionStore opened) {
		synchronized (this.lock) {
			this.listeners.forEach(opened::addListener);
			this.store = opened;
		}
		return opened;
	}

	/**
	 * Wait until the store is open, or it has turned out that the application starts
	 * without it.
	 * @throws RuntimeException if the application must not start
	 */
	void awaitOpen() {
		if (this.attempts == null) {
			Waiting.forResult(this.usable, this.failures);
		}
		else if (!this.attempts.awaitFirst(this.patience)) {
			logger.warn("The Hazelcast cluster that keeps the sessions cannot be reached yet. "
					+ "Requests that need a session are turned away until it can.");
		}
	}

	private HazelcastSessionStore require(String what) {
		HazelcastSessionStore present = this.store;
		if (present != null) {
			return present;
		}
		if (this.attempts == null) {
			return Waiting.forResult(this.usable, this.failures);
		}
		throw new SessionStoreException(what + " failed: the cluster has not been reached yet", null);
	}

	@Override
	public String node() {
		return require("Looking for a session").node();
	}

	@Override
	public @Nullable SessionRecord find(SessionKey key, @Nullable SessionRecord known) {
		return require("Looking for a session").find(key, known);
	}

	@Override
	public Map<String, byte[]> readApart(SessionKey key, SessionRecord record, Collection<String> names) {
		return require("Reading session attributes").readApart(key, record, names);
	}

	@Override
	public SessionRecord insert(SessionKey key, byte[] secret, SessionDelta delta) {
		return require("Storing a session").insert(key, secret, delta);
	}

	@Override
	public @Nullable SessionRecord update(SessionKey key, SessionRecord known, SessionDelta delta) {
		return require("Changing a session").update(key, known, delta);
	}

	@Override
	public void announce(SessionKey key) {
		require("Changing a session").announce(key);
	}

	@Override
	public @Nullable SessionRecord claim(SessionKey key, Predicate<SessionRecord> condition) {
		return require("Ending a session").claim(key, condition);
	}

	@Override
	public void remove(SessionKey key, SessionRecord claimed) {
		require("Removing a session").remove(key, claimed);
	}

	@Override
	public List<SessionKey> findExpired(Instant now) {
		HazelcastSessionStore present = this.store;
		return (present != null) ? present.findExpired(now) : List.of();
	}

	@Override
	public Map<SessionKey, SessionRecord> findByPrincipal(String principal) {
		return require("Looking for the sessions of a user").findByPrincipal(principal);
	}

	@Override
	public Map<SessionKey, String> findPrincipals() {
		return require("Looking for users with a session").findPrincipals();
	}

	@Override
	public long size() {
		return require("Counting the sessions").size();
	}

	@Override
	public Page list(@Nullable String principal, @Nullable String node, @Nullable SessionKey after, int limit) {
		return require("Listing the sessions").list(principal, node, after, limit);
	}

	@Override
	public boolean isLocal(SessionKey key) {
		HazelcastSessionStore present = this.store;
		return present == null || present.isLocal(key);
	}

	@Override
	public void addListener(SessionStoreListener listener) {
		synchronized (this.lock) {
			HazelcastSessionStore present = this.store;
			if (present != null) {
				present.addListener(listener);
			}
			else {
				this.listeners.add(listener);
			}
		}
	}

	@Override
	public Availability availability() {
		HazelcastSessionStore present = this.store;
		return (present != null) ? present.availability() : Availability.NONE;
	}

	@Override
	public int members() {
		HazelcastSessionStore present = this.store;
		return (present != null) ? present.members() : 0;
	}

	@Override
	public long refusedCalls() {
		HazelcastSessionStore present = this.store;
		return (present != null) ? present.refusedCalls() : 0;
	}

	@Override
	public long unansweredCalls() {
		HazelcastSessionStore present = this.store;
		return (present != null) ? present.unansweredCalls() : 0;
	}

	@Override
	public long changes() {
		HazelcastSessionStore present = this.store;
		return (present != null) ? present.changes() : 0;
	}

	@Override
	public long conflicts() {
		HazelcastSessionStore present = this.store;
		return (present != null) ? present.conflicts() : 0;
	}

	@Override
	public long mostConflicts() {
		HazelcastSessionStore present = this.store;
		return (present != null) ? present.mostConflicts() : 0;
	}

	@Override
	public void close() {
		if (this.attempts != null) {
			this.attempts.close();
		}
		this.opening.completeExceptionally(new SessionStoreException("The session store is closed", null));
		this.usable.handle((present, failure) -> {
			if (present != null) {
				present.close();
			}
			return null;
		}).join();
	}

}
