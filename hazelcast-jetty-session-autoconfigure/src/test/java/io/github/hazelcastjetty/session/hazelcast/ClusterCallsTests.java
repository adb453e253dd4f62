package io.github.hazelcastjetty.session.hazelcast;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import com.hazelcast.cluster.Address;
import com.hazelcast.cluster.Cluster;
import com.hazelcast.cluster.Member;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.core.LifecycleEvent;
import com.hazelcast.core.LifecycleEvent.LifecycleState;
import com.hazelcast.core.LifecycleListener;
import com.hazelcast.core.LifecycleService;
import com.hazelcast.partition.Partition;
import com.hazelcast.partition.PartitionService;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.mockito.ArgumentCaptor;

import io.github.hazelcastjetty.session.store.SessionStoreException;
import io.github.hazelcastjetty.session.store.SessionStoreListener;
import io.github.hazelcastjetty.session.store.SessionStoreStatus.Availability;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.verify;

/**
 * Tests for {@link ClusterCalls} and {@link Circuits}, with members that are made up.
 */
@Timeout(60)
class ClusterCallsTests {

	private static final Duration TIMEOUT = Duration.ofSeconds(20);

	private static final Duration PATIENCE = Duration.ofSeconds(4);

	private static final Duration LIMIT = Duration.ofSeconds(20);

	private static final int CALLERS = 100;

	private final Member even = member(5701);

	private final Member odd = member(5702);

	private final Set<Member> members = ConcurrentHashMap.newKeySet();

	private final Set<Member> silent = ConcurrentHashMap.newKeySet();

	private final LifecycleService lifecycle = mock();

	private final CountDownLatch answer = new CountDownLatch(1);

	private final CountDownLatch reconnected = new CountDownLatch(1);

	private final ExecutorService callers = Executors.newFixedThreadPool(CALLERS);

	private Circuits circuits;

	private ClusterCalls calls;

	@BeforeEach
	void open() {
		HazelcastInstance instance = mock();
		PartitionService partitions = mock();
		Cluster cluster = mock();
		given(instance.getPartitionService()).willReturn(partitions);
		given(instance.getCluster()).willReturn(cluster);
		given(instance.getLifecycleService()).willReturn(this.lifecycle);
		given(cluster.getMembers()).willAnswer((invocation) -> new HashSet<>(this.members));
		given(partitions.getPartition(any())).willAnswer((invocation) -> {
			Partition partition = mock();
			given(partition.getOwner()).willReturn(owner(invocation.getArgument(0)));
			return partition;
		});
		this.members.addAll(Set.of(this.even, this.odd));
		this.circuits = new Circuits(instance, PATIENCE, this::probe, () -> await(this.reconnected),
				mock(SessionStoreListener.class));
		this.calls = new ClusterCalls(TIMEOUT, this.circuits);
	}

	@AfterEach
	void close() {
		this.answer.countDown();
		this.reconnected.countDown();
		this.calls.close();
		this.callers.shutdownNow();
	}

	@Test
	void preparationMayTakeLongerThanACall() {
		try (ClusterCalls patient = new ClusterCalls(Duration.ofSeconds(3), this.circuits)) {
			CompletableFuture<Boolean> slow = new CompletableFuture<Boolean>().completeOnTimeout(true, 3_500,
					TimeUnit.MILLISECONDS);
			patient.prepare("Connecting", slow::join);
			assertThat(slow).isDone();
		}
	}

	@Test
	void preparationMayNotTakeForEver() {
		try (ClusterCalls quick = new ClusterCalls(Duration.ofMillis(500), this.circuits)) {
			assertThatExceptionOfType(SessionStoreException.class)
				.isThrownBy(() -> quick.prepare("Connecting", new CompletableFuture<>()::join))
				.withMessage("Connecting failed: no answer from the cluster within 1500 ms (3 times "
						+ "hazelcast.jetty.session.operation-timeout)");
		}
	}

	@Test
	void whoWaitsForHisTurnLeavesWithTheOthers() throws Exception {
		this.silent.add(this.odd);
		Deadline deadline = this.calls.deadline();
		List<String> outcomes = inParallel(() -> this.calls.call("Asking", "1", deadline, () -> await(this.answer)));
		assertThat(outcomes).hasSize(CALLERS)
			.containsOnly("Asking failed: member " + address(5702) + " does not answer");
		assertThat(deadline.hasPassed()).isFalse();
	}

	@Test
	void callToAllMembersIsRefusedWhileOneIsSilent() throws Exception {
		this.silent.add(this.odd);
		this.circuits.open(circuit("1"), "1");
		AtomicInteger made = new AtomicInteger();
		assertThatExceptionOfType(SessionStoreException.class)
			.isThrownBy(() -> this.calls.callAll("Asking", this.calls.deadline(), made::incrementAndGet))
			.withMessage("Asking failed: member " + address(5702) + " does not answer");
		assertThat(made).hasValue(0);
		assertThat(this.circuits.refusedCalls()).isEqualTo(1);
		this.silent.clear();
		Awaitility.await().atMost(LIMIT).until(() -> this.circuits.availability() == Availability.FULL);
		assertThat(this.calls.<Integer>callAll("Asking", this.calls.deadline(), made::incrementAndGet)).isEqualTo(1);
	}

	@Test
	void callToAllMembersFindsTheSilentOne() {
		this.silent.add(this.odd);
		Deadline deadline = this.calls.deadline();
		assertThatExceptionOfType(SessionStoreException.class)
			.isThrownBy(() -> this.calls.callAll("Asking", deadline, () -> await(this.answer)))
			.withMessage("Asking failed: member " + address(5702) + " does not answer");
		assertThat(deadline.hasPassed()).isFalse();
		assertThat(this.circuits.availability()).isEqualTo(Availability.PARTIAL);
		assertThat(circuit("0").isOpen()).isFalse();
	}

	@Test
	void slowCallsToAllMembersLeaveWorkersForOthers() throws Exception {
		AtomicInteger made = new AtomicInteger();
		List<Future<String>> slow = submit(() -> this.calls.callAll("Asking", this.calls.deadline(), () -> {
			made.incrementAndGet();
			return await(this.answer);
		}));
		Awaitility.await().atMost(LIMIT).until(() -> made.get() >= 32);
		for (int i = 0; i < 64; i++) {
			assertThat(this.calls.<Integer>call("Asking", String.valueOf(i), this.calls.deadline(), () -> 1))
				.isEqualTo(1);
		}
		assertThat(made).hasValue(32);
		this.answer.countDown();
		assertThat(outcomes(slow)).containsOnly("answered");
		assertThat(made).hasValue(CALLERS);
	}

	@Test
	void memberIsFoundAgainWhileTheClientIsBeingReconnected() {
		this.silent.add(this.odd);
		this.circuits.open(circuit("1"), "1");
		Circuit toOdd = circuit("1");
		ArgumentCaptor<LifecycleListener> listener = ArgumentCaptor.captor();
		verify(this.lifecycle).addLifecycleListener(listener.capture());
		listener.getValue().stateChanged(new LifecycleEvent(LifecycleState.CLIENT_DISCONNECTED));
		this.members.clear();
		this.members.add(member(5703));
		Awaitility.await()
			.atMost(LIMIT)
			.until(() -> Thread.getAllStackTraces()
				.keySet()
				.stream()
				.anyMatch((thread) -> thread.getName().equals("hazelcast-jetty-session-reconnect")));
		assertThat(this.circuits.availability()).isEqualTo(Availability.NONE);
		this.silent.clear();
		Awaitility.await().atMost(LIMIT).until(() -> !toOdd.isOpen());
		assertThat(this.circuits.availability()).isEqualTo(Availability.NONE);
		this.reconnected.countDown();
		Awaitility.await().atMost(LIMIT).until(() -> this.circuits.availability() == Availability.FULL);
	}

	private Circuit circuit(String key) {
		return this.circuits.circuit(owner(key));
	}

	private CompletionStage<?> probe(String key) {
		return this.silent.contains(owner(key)) ? new CompletableFuture<>() : CompletableFuture.completedFuture(null);
	}

	private Member owner(String key) {
		return (key.hashCode() % 2 == 0) ? this.even : this.odd;
	}

	private static Member member(int port) {
		Member member = mock();
		given(member.getUuid()).willReturn(UUID.randomUUID());
		given(member.getAddress()).willReturn(address(port));
		return member;
	}

	private static Address address(int port) {
		return Address.createUnresolvedAddress("127.0.0.1", port);
	}

	private static boolean await(CountDownLatch latch) {
		try {
			latch.await();
			return true;
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private List<String> inParallel(Runnable call) throws Exception {
		return outcomes(submit(call));
	}

	private List<Future<String>> submit(Runnable call) {
		List<Future<String>> futures = new ArrayList<>();
		for (int i = 0; i < CALLERS; i++) {
			futures.add(this.callers.submit(() -> {
				try {
					call.run();
					return "answered";
				}
				catch (SessionStoreException ex) {
					return ex.getMessage();
				}
			}));
		}
		return futures;
	}

	private static List<String> outcomes(List<Future<String>> futures) throws Exception {
		List<String> outcomes = new ArrayList<>();
		for (Future<String> future : futures) {
			outcomes.add(future.get());
		}
		return outcomes;
	}

}
