package io.github.hazelcastjetty.session.hazelcast.call;

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
import java.util.concurrent.atomic.AtomicLong;

import com.hazelcast.client.Client;
import com.hazelcast.cluster.Address;
import com.hazelcast.cluster.Cluster;
import com.hazelcast.cluster.Endpoint;
import com.hazelcast.cluster.Member;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.core.LifecycleEvent;
import com.hazelcast.core.LifecycleEvent.LifecycleState;
import com.hazelcast.core.LifecycleListener;
import com.hazelcast.core.LifecycleService;
import com.hazelcast.logging.LoggingService;
import com.hazelcast.partition.Partition;
import com.hazelcast.partition.PartitionService;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mockito.ArgumentCaptor;

import io.github.hazelcastjetty.session.store.SessionStoreException;
import io.github.hazelcastjetty.session.store.SessionStoreListener;
import io.github.hazelcastjetty.session.store.SessionStoreStatus.Availability;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.BDDMockito.given;
import static org.mockito.BDDMockito.willThrow;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.timeout;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.withSettings;

/**
 * Tests for {@link ClusterCalls} and {@link Circuits}, with members that are made up.
 * Time passes each time that somebody looks at it.
 */
@Timeout(60)
class ClusterCallsTests {

	private static final Duration TIMEOUT = Duration.ofMillis(320);

	private static final long STEP = TIMEOUT.toNanos() / 32;

	/**
	 * A call that waits looks at the time so often in each step.
	 */
	private static final int LOOKS = 3;

	private static final Duration LIMIT = Duration.ofSeconds(20);

	private static final int CALLERS = 100;

	private final AtomicLong now = new AtomicLong();

	private final Member even = member(5701);

	private final Member odd = member(5702);

	private final Set<Member> members = ConcurrentHashMap.newKeySet();

	private final Set<Member> silent = ConcurrentHashMap.newKeySet();

	private final LifecycleService lifecycle = mock();

	private final SessionStoreListener listener = mock();

	private final CountDownLatch answer = new CountDownLatch(1);

	private final CountDownLatch reconnecting = new CountDownLatch(1);

	private final CountDownLatch reconnected = new CountDownLatch(1);

	private final ExecutorService callers = Executors.newFixedThreadPool(CALLERS);

	private volatile long tick;

	private ClusterCalls calls;

	@BeforeEach
	void openAsMember() {
		open(mock(Endpoint.class));
	}

	private void open(Endpoint endpoint) {
		HazelcastInstance instance = mock();
		given(instance.getLocalEndpoint()).willReturn(endpoint);
		PartitionService partitions = mock(withSettings().stubOnly());
		Cluster cluster = mock();
		LoggingService logging = mock();
		given(logging.getLogger(any(Class.class))).willReturn(mock());
		given(instance.getLoggingService()).willReturn(logging);
		given(instance.getPartitionService()).willReturn(partitions);
		given(instance.getCluster()).willReturn(cluster);
		given(instance.getLifecycleService()).willReturn(this.lifecycle);
		given(cluster.getMembers()).willAnswer((invocation) -> new HashSet<>(this.members));
		Partition ofEven = partition(this.even);
		Partition ofOdd = partition(this.odd);
		given(partitions.getPartition(any()))
			.willAnswer((invocation) -> (owner(invocation.getArgument(0)) == this.odd) ? ofOdd : ofEven);
		this.members.addAll(Set.of(this.even, this.odd));
		this.calls = new ClusterCalls(instance, TIMEOUT, this::probe, () -> {
			this.reconnecting.countDown();
			await(this.reconnected);
		}, this.listener, () -> this.now.getAndAdd(this.tick));
	}

	@AfterEach
	void close() {
		this.answer.countDown();
		this.reconnected.countDown();
		this.calls.close();
		this.callers.shutdownNow();
	}

	@Test
	void callIsAnswered() {
		Deadline deadline = this.calls.deadline();
		assertThat(this.calls.<Integer>await("Asking", "0", deadline, () -> CompletableFuture.completedFuture(1)))
			.isEqualTo(1);
		assertThat(this.calls.<Integer>call("Asking", "1", deadline, () -> 2)).isEqualTo(2);
		assertThat(this.calls.<Integer>callAll("Asking", deadline, () -> 3)).isEqualTo(3);
	}

	@Test
	void failureSaysWhatWasTriedAndWhy() {
		Deadline deadline = this.calls.deadline();
		IllegalStateException reason = new IllegalStateException("Secret");
		assertThatExceptionOfType(SessionStoreException.class)
			.isThrownBy(() -> this.calls.await("Asking", "0", deadline, () -> CompletableFuture.failedFuture(reason)))
			.withMessage("Asking failed: IllegalStateException (session '0')")
			.withCause(reason);
		assertThatExceptionOfType(SessionStoreException.class)
			.isThrownBy(() -> this.calls.callAll("Asking", deadline, () -> {
				throw reason;
			}))
			.withMessage("Asking failed: IllegalStateException")
			.withCause(reason);
	}

	@Test
	void preparationMayTakeLongerThanACall() {
		this.calls.prepare("Connecting", () -> {
			this.now.addAndGet(TIMEOUT.toNanos() * 2);
			this.tick = 1;
			long before = this.now.get();
			Awaitility.await().atMost(LIMIT).until(() -> this.now.get() >= before + 2 * LOOKS);
		});
		assertThat(this.now).hasValueGreaterThan(TIMEOUT.toNanos() * 2);
	}

	@Test
	void preparationMayNotTakeForEver() {
		this.tick = STEP;
		assertThatExceptionOfType(SessionStoreException.class)
			.isThrownBy(() -> this.calls.prepare("Connecting", new CompletableFuture<>()::join))
			.withMessage("Connecting failed: no answer from the cluster within 960 ms "
					+ "(hazelcast.jetty.session.operation-timeout)");
	}

	@ParameterizedTest
	@ValueSource(classes = { Client.class, Member.class })
	void blockingCallThatIsSlowEndsWithItsDeadline(Class<? extends Endpoint> endpoint) {
		this.calls.close();
		open(mock(endpoint));
		this.tick = STEP / LOOKS;
		Deadline deadline = this.calls.deadline();
		assertThatExceptionOfType(SessionStoreException.class)
			.isThrownBy(() -> this.calls.call("Asking", "1", deadline, () -> await(this.answer)))
			.withMessage("Asking failed: no answer from the cluster within 320 ms "
					+ "(hazelcast.jetty.session.operation-timeout) (session '1')");
		assertThat(this.calls.availability()).isEqualTo(Availability.FULL);
		assertThat(this.calls.unansweredCalls()).isEqualTo(1);
	}

	@Test
	void callThatIsSlowEndsWithItsDeadline() {
		this.tick = STEP / LOOKS;
		Deadline deadline = this.calls.deadline();
		assertThatExceptionOfType(SessionStoreException.class)
			.isThrownBy(() -> this.calls.await("Asking", "1", deadline, CompletableFuture::new))
			.withMessage("Asking failed: no answer from the cluster within 320 ms "
					+ "(hazelcast.jetty.session.operation-timeout) (session '1')");
		assertThat(this.calls.availability()).isEqualTo(Availability.FULL);
		assertThat(this.calls.unansweredCalls()).isEqualTo(1);
	}

	@ParameterizedTest
	@ValueSource(classes = { Client.class, Member.class })
	void callsOfASilentMemberLeaveTogether(Class<? extends Endpoint> endpoint) throws Exception {
		this.calls.close();
		open(mock(endpoint));
		this.silent.add(this.odd);
		Deadline deadline = this.calls.deadline();
		this.tick = STEP / (LOOKS * CALLERS);
		List<String> outcomes = outcomes(
				submit(() -> this.calls.call("Asking", "1", deadline, () -> await(this.answer))));
		assertThat(outcomes).hasSize(CALLERS)
			.containsOnly("Asking failed: member " + address(5702) + " does not answer (session '1')");
		assertThat(deadline.hasPassed()).isFalse();
		assertThat(this.calls.unansweredCalls() + this.calls.refusedCalls()).isEqualTo(CALLERS);
	}

	@Test
	void callToAllMembersIsRefusedWhileOneIsSilent() throws Exception {
		findOutThatOddIsSilent();
		AtomicInteger made = new AtomicInteger();
		assertThatExceptionOfType(SessionStoreException.class)
			.isThrownBy(() -> this.calls.callAll("Asking", this.calls.deadline(), made::incrementAndGet))
			.withMessage("Asking failed: member " + address(5702) + " does not answer");
		assertThat(made).hasValue(0);
		assertThat(this.calls.refusedCalls()).isEqualTo(1);
		this.silent.clear();
		waitUntil(Availability.FULL);
		assertThat(this.calls.<Integer>callAll("Asking", this.calls.deadline(), made::incrementAndGet)).isEqualTo(1);
	}

	@Test
	void callToAllMembersFindsTheSilentOne() {
		this.silent.add(this.odd);
		this.tick = STEP / (LOOKS + 1);
		Deadline deadline = this.calls.deadline();
		assertThatExceptionOfType(SessionStoreException.class)
			.isThrownBy(() -> this.calls.callAll("Asking", deadline, () -> await(this.answer)))
			.withMessage("Asking failed: member " + address(5702) + " does not answer");
		assertThat(deadline.hasPassed()).isFalse();
		assertThat(this.calls.availability()).isEqualTo(Availability.PARTIAL);
		assertThat(this.calls.<Integer>call("Asking", "0", this.calls.deadline(), () -> 1)).isEqualTo(1);
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
	void listenerThatFailsDoesNotKeepTheCircuitOpen() {
		willThrow(IllegalStateException.class).given(this.listener).unavailable(any());
		willThrow(IllegalStateException.class).given(this.listener).available(any());
		findOutThatOddIsSilent();
		this.silent.clear();
		waitUntil(Availability.FULL);
		verify(this.listener, timeout(LIMIT.toMillis())).available("member " + address(5702));
	}

	@Test
	void memberThatHasLeftIsNotWaitedFor() {
		findOutThatOddIsSilent();
		this.members.remove(this.odd);
		verify(this.listener, timeout(LIMIT.toMillis())).available("member " + address(5702));
		assertThat(this.calls.<Integer>callAll("Asking", this.calls.deadline(), () -> 1)).isEqualTo(1);
		assertThat(this.calls.<Integer>call("Asking", "1", this.calls.deadline(), () -> 2)).isEqualTo(2);
	}

	@Test
	void memberIsFoundAgainWhileTheClientIsBeingReconnected() {
		findOutThatOddIsSilent();
		ArgumentCaptor<LifecycleListener> registered = ArgumentCaptor.captor();
		verify(this.lifecycle).addLifecycleListener(registered.capture());
		registered.getValue().stateChanged(new LifecycleEvent(LifecycleState.CLIENT_DISCONNECTED));
		this.members.clear();
		this.members.add(member(5703));
		await(this.reconnecting);
		assertThat(this.calls.availability()).isEqualTo(Availability.NONE);
		this.silent.clear();
		verify(this.listener, timeout(LIMIT.toMillis())).available("member " + address(5702));
		assertThat(this.calls.availability()).isEqualTo(Availability.NONE);
		this.reconnected.countDown();
		waitUntil(Availability.FULL);
	}

	@Test
	void callsAreRefusedWhileSuspended() {
		this.calls.suspend();
		assertThatExceptionOfType(SessionStoreException.class)
			.isThrownBy(() -> this.calls.call("Asking", "0", this.calls.deadline(), () -> 1))
			.withMessage("Asking failed: the cluster does not answer (session '0')");
		this.calls.resume();
		waitUntil(Availability.FULL);
		assertThat(this.calls.<Integer>call("Asking", "0", this.calls.deadline(), () -> 1)).isEqualTo(1);
	}

	@Test
	void deregistrationIsNotWaitedForForEver() throws Exception {
		CompletableFuture<Thread> stuck = new CompletableFuture<>();
		CountDownLatch done = new CountDownLatch(1);
		Future<?> closing = this.callers.submit(() -> {
			this.calls.deregister(() -> {
				stuck.complete(Thread.currentThread());
				await(this.answer);
			}, done::countDown);
			this.calls.close();
		});
		closing.get(LIMIT.toSeconds(), TimeUnit.SECONDS);
		await(done);
		stuck.get().join(LIMIT.toMillis());
		assertThat(stuck.get().isAlive()).isFalse();
	}

	@Test
	void closingEndsAttemptsAndCalls() throws Exception {
		CompletableFuture<Thread> worker = new CompletableFuture<>();
		this.calls.execute(() -> {
			worker.complete(Thread.currentThread());
			while (true) {
				this.calls.pause(Duration.ofMillis(10));
			}
		});
		List<Future<String>> waiting = submit(
				() -> this.calls.await("Asking", "1", this.calls.deadline(), CompletableFuture::new));
		worker.get();
		this.calls.close();
		worker.get().join(LIMIT.toMillis());
		assertThat(worker.get().isAlive()).isFalse();
		assertThat(outcomes(waiting)).containsOnly("Asking failed: the session store is closed (session '1')");
		assertThatExceptionOfType(SessionStoreException.class)
			.isThrownBy(() -> this.calls.call("Asking", "0", this.calls.deadline(), () -> 1))
			.withMessage("Asking failed: the session store is closed (session '0')");
	}

	private void findOutThatOddIsSilent() {
		this.silent.add(this.odd);
		this.tick = STEP / LOOKS;
		assertThatExceptionOfType(SessionStoreException.class)
			.isThrownBy(() -> this.calls.await("Asking", "1", this.calls.deadline(), CompletableFuture::new))
			.withMessage("Asking failed: member " + address(5702) + " does not answer (session '1')");
		this.tick = 0;
	}

	private void waitUntil(Availability availability) {
		Awaitility.await().atMost(LIMIT).until(() -> this.calls.availability() == availability);
	}

	private CompletionStage<?> probe(String key) {
		return this.silent.contains(owner(key)) ? new CompletableFuture<>() : CompletableFuture.completedFuture(null);
	}

	private Member owner(String key) {
		return (key.hashCode() % 2 != 0 && this.members.contains(this.odd)) ? this.odd : this.even;
	}

	private static Partition partition(Member owner) {
		Partition partition = mock(withSettings().stubOnly());
		given(partition.getOwner()).willReturn(owner);
		return partition;
	}

	private static Member member(int port) {
		Member member = mock(withSettings().stubOnly());
		given(member.getUuid()).willReturn(UUID.randomUUID());
		given(member.getAddress()).willReturn(address(port));
		return member;
	}

	private static Address address(int port) {
		return Address.createUnresolvedAddress("127.0.0.1", port);
	}

	private static boolean await(CountDownLatch latch) {
		try {
			if (!latch.await(LIMIT.toSeconds(), TimeUnit.SECONDS)) {
				throw new IllegalStateException("Waited in vain");
			}
			return true;
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
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
