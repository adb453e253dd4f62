package io.github.hazelcastjetty.session.hazelcast.call;

import java.io.IOException;
import java.time.Duration;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import com.hazelcast.client.HazelcastClientNotActiveException;
import com.hazelcast.client.HazelcastClientOfflineException;
import com.hazelcast.cluster.Member;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.core.HazelcastInstanceNotActiveException;
import com.hazelcast.core.LifecycleEvent;
import com.hazelcast.core.LifecycleEvent.LifecycleState;
import com.hazelcast.core.OperationTimeoutException;
import com.hazelcast.logging.ILogger;
import com.hazelcast.spi.exception.RetryableException;
import org.jspecify.annotations.Nullable;

import io.github.hazelcastjetty.session.store.SessionStoreListener;
import io.github.hazelcastjetty.session.store.SessionStoreStatus.Availability;

/**
 * The circuits of all members and of the whole cluster. A silent member fails only calls
 * about the sessions that it keeps. Behind an open circuit a small call finds out every
 * 250 ms whether the member answers again, and closes the circuit.
 */
final class Circuits implements AutoCloseable {

	private static final Duration PROBE_PERIOD = Duration.ofMillis(250);

	private static final String ANY_KEY = "";

	/**
	 * Enough to find one that a member keeps.
	 */
	private static final int KEYS_TO_TRY = 3000;

	private final Map<UUID, Circuit> circuits = new ConcurrentHashMap<>();

	/**
	 * Open while a client has no connection. For keys whose owner is not known.
	 */
	private final Circuit whole;

	private final HazelcastInstance instance;

	private final PartitionsByKey partitions;

	private final Duration patience;

	private final LongSupplier ticker;

	private final Function<String, CompletionStage<?>> probe;

	private final Runnable reconnect;

	private final SessionStoreListener listener;

	private final ILogger logger;

	private final Workers workers;

	private final UUID registration;

	private volatile Collection<UUID> lastMembers = Set.of();

	private volatile boolean suspended;

	/**
	 * Create an instance.
	 * @param instance a member or a client
	 * @param patience how long a member may be silent
	 * @param ticker returns the time in nanoseconds
	 * @param probe asks the owner of a key for something small
	 * @param reconnect is run when a client has lost its cluster and found another one,
	 * or the former one without its data, before anything else uses it
	 * @param listener is told when circuits open and close
	 * @param workers run what has to be done behind open circuits
	 */
	Circuits(HazelcastInstance instance, Duration patience, LongSupplier ticker,
			Function<String, CompletionStage<?>> probe, Runnable reconnect, SessionStoreListener listener,
			Workers workers) {
		this.instance = instance;
		this.partitions = new PartitionsByKey((key) -> instance.getPartitionService().getPartition(key));
		this.patience = patience;
		this.ticker = ticker;
		this.probe = probe;
		this.reconnect = reconnect;
		this.listener = listener;
		this.logger = instance.getLoggingService().getLogger(Circuits.class);
		this.whole = new Circuit("the cluster", patience);
		this.workers = workers;
		this.registration = instance.getLifecycleService().addLifecycleListener(this::changed);
	}

	private void changed(LifecycleEvent event) {
		if (event.getState() == LifecycleState.CLIENT_DISCONNECTED) {
			this.lastMembers = members().keySet();
			open(this.whole);
		}
		else if (event.getState() == LifecycleState.SHUTDOWN) {
			tell(this.listener::ended);
		}
	}

	/**
	 * Return the circuit of the member that keeps a key.
	 */
	Circuit of(String key) {
		Member owner = this.whole.isOpen() ? null : owner(key);
		return (owner != null) ? of(owner) : this.whole;
	}

	/**
	 * Return the circuits of all members that keep data.
	 */
	List<Circuit> all() {
		Collection<Member> members = this.whole.isOpen() ? Set.of() : members().values();
		return members.isEmpty() ? List.of(this.whole) : members.stream().map(this::of).toList();
	}

	private Circuit of(Member member) {
		Circuit circuit = this.circuits.get(member.getUuid());
		return (circuit != null) ? circuit : add(member);
	}

	private Circuit add(Member member) {
		Collection<UUID> present = members().keySet();
		this.circuits.entrySet().removeIf((entry) -> !entry.getValue().isOpen() && !present.contains(entry.getKey()));
		return this.circuits.computeIfAbsent(member.getUuid(),
				(id) -> new Circuit("member " + member.getAddress(), this.patience));
	}

	private @Nullable Member owner(String key) {
		try {
			return this.partitions.get(key).getOwner();
		}
		catch (HazelcastClientOfflineException | HazelcastClientNotActiveException
				| HazelcastInstanceNotActiveException ex) {
			return null;
		}
	}

	private Map<UUID, Member> members() {
		try {
			return this.instance.getCluster()
				.getMembers()
				.stream()
				.filter((member) -> !member.isLiteMember())
				.collect(Collectors.toMap(Member::getUuid, Function.identity()));
		}
		catch (HazelcastClientNotActiveException | HazelcastInstanceNotActiveException ex) {
			return Map.of();
		}
	}

	/**
	 * Return how long a call waits before it has to {@link #check}.
	 */
	long stepNanos() {
		return this.whole.stepNanos();
	}

	/**
	 * Look after a circuit for which a call has waited for a step.
	 */
	void check(Circuit circuit) {
		switch (circuit.check(this.ticker.getAsLong())) {
			case ASK -> ask(circuit).thenAccept((answered) -> {
				if (answered) {
					circuit.answered();
				}
			});
			case SILENT -> open(circuit);
			default -> {
			}
		}
	}

	/**
	 * A call has failed: with an answer, or for want of a connection.
	 */
	void failed(Circuit circuit, Throwable cause) {
		if (isOffline(cause)) {
			open(this.whole);
		}
		else if (isAnswer(cause)) {
			circuit.answered();
		}
	}

	/**
	 * Keep all calls from the cluster, although it answers.
	 */
	void suspend() {
		this.suspended = true;
		open(this.whole);
	}

	/**
	 * Let calls pass again, as soon as the cluster answers.
	 */
	void resume() {
		this.suspended = false;
	}

	private void open(Circuit circuit) {
		if (circuit.open()) {
			probeLater(circuit);
			tell(() -> this.listener.unavailable(circuit.toString()));
		}
	}

	private void close(Circuit circuit) {
		circuit.close();
		tell(() -> this.listener.available(circuit.toString()));
	}

	private void tell(Runnable notice) {
		try {
			notice.run();
		}
		catch (RuntimeException ex) {
			this.logger.warning("A listener of the session store has failed", ex);
		}
	}

	private void probeLater(Circuit circuit) {
		this.workers.schedule(() -> probe(circuit), PROBE_PERIOD);
	}

	private void probe(Circuit circuit) {
		ask(circuit).completeOnTimeout(false, this.patience.toMillis(), TimeUnit.MILLISECONDS)
			.thenAccept((answered) -> {
				if (!answered || this.suspended) {
					probeLater(circuit);
				}
				else if (circuit == this.whole && isOtherCluster()) {
					this.workers.schedule(this::reconnect, Duration.ZERO);
				}
				else {
					close(circuit);
				}
			});
	}

	/**
	 * Ask a member for something small. One that keeps nothing counts as having answered:
	 * nothing has to wait for it.
	 * @return whether it has answered
	 */
	private CompletableFuture<Boolean> ask(Circuit circuit) {
		try {
			String key = (circuit == this.whole) ? ANY_KEY : keyOf(circuit);
			CompletionStage<?> answer = (key != null) ? this.probe.apply(key) : CompletableFuture.completedStage(null);
			return answer.toCompletableFuture().handle((value, failure) -> failure == null || isAnswer(failure));
		}
		catch (RuntimeException ex) {
			return CompletableFuture.completedFuture(false);
		}
	}

	private @Nullable String keyOf(Circuit circuit) {
		return IntStream.range(0, KEYS_TO_TRY).mapToObj(String::valueOf).filter((key) -> {
			Member owner = owner(key);
			return owner != null && this.circuits.get(owner.getUuid()) == circuit;
		}).findFirst().orElse(null);
	}

	private boolean isOtherCluster() {
		return !this.lastMembers.isEmpty() && Collections.disjoint(this.lastMembers, members().keySet());
	}

	/**
	 * The whole cluster is not probed meanwhile.
	 */
	private void reconnect() {
		try {
			this.reconnect.run();
		}
		catch (RuntimeException ex) {
			probeLater(this.whole);
			return;
		}
		close(this.whole);
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
		List<Circuit> members = all();
		long silent = members.stream().filter(Circuit::isOpen).count();
		if (silent == 0) {
			return Availability.FULL;
		}
		return (silent < members.size()) ? Availability.PARTIAL : Availability.NONE;
	}

	@Override
	public void close() {
		if (this.instance.getLifecycleService().isRunning()) {
			this.instance.getLifecycleService().removeLifecycleListener(this.registration);
		}
	}

}
