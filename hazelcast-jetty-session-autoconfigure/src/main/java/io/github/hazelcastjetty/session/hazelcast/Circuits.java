package io.github.hazelcastjetty.session.hazelcast;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.stream.Collectors;

import com.hazelcast.client.HazelcastClientNotActiveException;
import com.hazelcast.client.HazelcastClientOfflineException;
import com.hazelcast.cluster.Member;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.core.HazelcastInstanceNotActiveException;
import com.hazelcast.core.LifecycleEvent.LifecycleState;
import com.hazelcast.core.OperationTimeoutException;
import com.hazelcast.spi.exception.RetryableException;
import org.jspecify.annotations.Nullable;

import io.github.hazelcastjetty.session.hazelcast.Route.Way;
import io.github.hazelcastjetty.session.store.SessionStoreListener;
import io.github.hazelcastjetty.session.store.SessionStoreStatus.Availability;

/**
 * The ways to all members, one for each, so that a member that does not answer costs only
 * those whose sessions it keeps, and those only a moment. Behind an open circuit one
 * small call at a time tries whether the member is back. As soon as it is answered, by
 * whichever member keeps the data then, the circuit is closed.
 */
final class Circuits implements AutoCloseable {

	private static final Duration PROBE_PERIOD = Duration.ofMillis(250);

	private static final String ANY_KEY = "";

	/**
	 * Among so many there is one in each of 271 partitions.
	 */
	private static final int KEYS_TO_TRY = 3000;

	private final Map<UUID, Circuit> circuits = new ConcurrentHashMap<>();

	/**
	 * The way to all of them: open while there is no connection, and used for what nobody
	 * owns at the moment.
	 */
	private final Circuit whole;

	private final AtomicLong refused = new AtomicLong();

	private final AtomicLong unanswered = new AtomicLong();

	private final HazelcastInstance instance;

	private final Duration patience;

	private final Function<String, CompletionStage<?>> probe;

	private final Runnable reconnect;

	private final SessionStoreListener listener;

	private final ScheduledThreadPoolExecutor prober;

	private final UUID registration;

	private volatile Collection<UUID> lastMembers = Set.of();

	private volatile boolean suspended;

	/**
	 * Create an instance.
	 * @param instance a member or a client
	 * @param patience how long a member may be silent while calls wait for it
	 * @param probe asks the owner of a key for something small
	 * @param reconnect is run when a client has lost its cluster and found another one,
	 * or the same without its data, before anybody else uses it
	 * @param listener is told when circuits open and close
	 */
	Circuits(HazelcastInstance instance, Duration patience, Function<String, CompletionStage<?>> probe,
			Runnable reconnect, SessionStoreListener listener) {
		this.instance = instance;
		this.patience = patience;
		this.probe = probe;
		this.reconnect = reconnect;
		this.listener = listener;
		this.whole = new Circuit("the cluster", patience);
		this.prober = new ScheduledThreadPoolExecutor(1, (task) -> {
			Thread thread = new Thread(task, "hazelcast-jetty-session-probe");
			thread.setDaemon(true);
			return thread;
		});
		this.prober.setKeepAliveTime(30, TimeUnit.SECONDS);
		this.prober.allowCoreThreadTimeOut(true);
		this.registration = instance.getLifecycleService().addLifecycleListener((event) -> {
			if (event.getState() == LifecycleState.CLIENT_DISCONNECTED) {
				this.lastMembers = members();
				open(this.whole, ANY_KEY);
			}
			if (event.getState() == LifecycleState.SHUTDOWN) {
				listener.ended();
			}
		});
	}

	/**
	 * Return the way to the member that keeps a key.
	 */
	Route to(String key) {
		Member owner = (this.whole.isOpen()) ? null : owner(key);
		Circuit circuit = (owner != null) ? circuit(owner) : this.whole;
		return new Route(this, circuit, List.of(new Way(circuit, key)));
	}

	/**
	 * Return the ways to all members that keep anything.
	 */
	Route toAll() {
		List<Way> ways = new ArrayList<>();
		Collection<UUID> missing = (this.whole.isOpen()) ? Set.of() : new HashSet<>(members());
		for (int i = 0; i < KEYS_TO_TRY && !missing.isEmpty(); i++) {
			String key = String.valueOf(i);
			Member owner = owner(key);
			if (owner != null && missing.remove(owner.getUuid())) {
				ways.add(new Way(circuit(owner), key));
			}
		}
		return new Route(this, this.whole, ways.isEmpty() ? List.of(new Way(this.whole, ANY_KEY)) : ways);
	}

	Circuit circuit(Member owner) {
		Circuit circuit = this.circuits.get(owner.getUuid());
		return (circuit != null) ? circuit : add(owner);
	}

	private Circuit add(Member owner) {
		Collection<UUID> present = members();
		this.circuits.entrySet().removeIf((entry) -> !entry.getValue().isOpen() && !present.contains(entry.getKey()));
		return this.circuits.computeIfAbsent(owner.getUuid(),
				(id) -> new Circuit("member " + owner.getAddress(), this.patience));
	}

	private @Nullable Member owner(String key) {
		try {
			return this.instance.getPartitionService().getPartition(key).getOwner();
		}
		catch (HazelcastClientOfflineException | HazelcastClientNotActiveException
				| HazelcastInstanceNotActiveException ex) {
			return null;
		}
	}

	/**
	 * Nobody was made to wait, because the circuit is open.
	 */
	void refused() {
		this.refused.incrementAndGet();
	}

	/**
	 * Somebody has waited in vain.
	 */
	void unanswered() {
		this.unanswered.incrementAndGet();
	}

	/**
	 * A call has failed: with an answer, or for want of a connection.
	 */
	void failed(Circuit circuit, String key, Throwable cause) {
		if (isOffline(cause)) {
			open(this.whole, key);
		}
		else if (isAnswer(cause)) {
			circuit.answered();
		}
	}

	/**
	 * Ask a member that somebody has been waiting for, unless it has been asked.
	 * @param key something that it keeps
	 */
	void doubt(Circuit circuit, String key) {
		if (circuit.beginDoubt()) {
			ask(key).whenComplete((answer, failure) -> {
				if (failure == null || isAnswer(failure)) {
					circuit.answered();
				}
			});
		}
	}

	/**
	 * Let nobody wait for a member until it answers.
	 * @param key something that it keeps
	 */
	void open(Circuit circuit, String key) {
		if (circuit.open()) {
			this.listener.unavailable(circuit.toString());
			probeLater(circuit, key);
		}
	}

	/**
	 * Let nobody use the cluster, although it answers.
	 */
	void suspend() {
		this.suspended = true;
		open(this.whole, ANY_KEY);
	}

	/**
	 * Let everybody use the cluster again, as soon as it answers.
	 */
	void resume() {
		this.suspended = false;
	}

	private void probeLater(Circuit circuit, String key) {
		try {
			this.prober.schedule(() -> probe(circuit, key), PROBE_PERIOD.toMillis(), TimeUnit.MILLISECONDS);
		}
		catch (RejectedExecutionException ex) {
			// The store is closed
		}
	}

	private void probe(Circuit circuit, String key) {
		ask(key).orTimeout(this.patience.toMillis(), TimeUnit.MILLISECONDS)
			.whenComplete((answer, failure) -> probed(circuit, key, failure));
	}

	private CompletableFuture<?> ask(String key) {
		try {
			// A copy, since whoever completes the original tells Hazelcast
			return this.probe.apply(key).toCompletableFuture().copy();
		}
		catch (RuntimeException ex) {
			return CompletableFuture.failedFuture(ex);
		}
	}

	private void probed(Circuit circuit, String key, @Nullable Throwable failure) {
		if (this.suspended || (failure != null && !isAnswer(failure))) {
			probeLater(circuit, key);
		}
		else if (circuit == this.whole) {
			reconnected(key);
		}
		else {
			close(circuit);
		}
	}

	/**
	 * Off the prober's thread, since a member that is silent meanwhile holds this up. It
	 * never happens twice at the same time: until it is done nobody asks again.
	 */
	private void reconnected(String key) {
		if (this.lastMembers.isEmpty() || !Collections.disjoint(this.lastMembers, members())) {
			close(this.whole);
			return;
		}
		Thread thread = new Thread(() -> {
			try {
				this.reconnect.run();
				close(this.whole);
			}
			catch (RuntimeException ex) {
				probeLater(this.whole, key);
			}
		}, "hazelcast-jetty-session-reconnect");
		thread.setDaemon(true);
		thread.start();
	}

	private void close(Circuit circuit) {
		circuit.close();
		this.listener.available(circuit.toString());
	}

	private static boolean isAnswer(Throwable failure) {
		Throwable cause = (failure instanceof CompletionException && failure.getCause() != null) ? failure.getCause()
				: failure;
		return !(isOffline(cause) || cause instanceof OperationTimeoutException || cause instanceof TimeoutException
				|| cause instanceof RetryableException || cause instanceof IOException);
	}

	private static boolean isOffline(Throwable cause) {
		return cause instanceof HazelcastClientOfflineException || cause instanceof HazelcastClientNotActiveException
				|| cause instanceof HazelcastInstanceNotActiveException;
	}

	Availability availability() {
		Collection<UUID> silent = this.circuits.entrySet()
			.stream()
			.filter((entry) -> entry.getValue().isOpen())
			.map(Map.Entry::getKey)
			.collect(Collectors.toSet());
		if (this.whole.isOpen()) {
			return Availability.NONE;
		}
		if (silent.isEmpty()) {
			return Availability.FULL;
		}
		return (silent.containsAll(members())) ? Availability.NONE : Availability.PARTIAL;
	}

	long refusedCalls() {
		return this.refused.get();
	}

	long unansweredCalls() {
		return this.unanswered.get();
	}

	private Collection<UUID> members() {
		try {
			return this.instance.getCluster()
				.getMembers()
				.stream()
				.filter((member) -> !member.isLiteMember())
				.map(Member::getUuid)
				.collect(Collectors.toSet());
		}
		catch (HazelcastClientNotActiveException | HazelcastInstanceNotActiveException ex) {
			return Set.of();
		}
	}

	@Override
	public void close() {
		if (this.instance.getLifecycleService().isRunning()) {
			this.instance.getLifecycleService().removeLifecycleListener(this.registration);
		}
		this.prober.shutdownNow();
	}

}
