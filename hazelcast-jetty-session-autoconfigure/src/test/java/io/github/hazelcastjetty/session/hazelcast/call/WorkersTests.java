package io.github.hazelcastjetty.session.hazelcast.call;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link Workers}.
 */
@Timeout(60)
class WorkersTests {

	private static final Duration LIMIT = Duration.ofSeconds(20);

	private static final long NO_TIME = 1;

	private final Workers workers = new Workers();

	private final Semaphore limit = new Semaphore(1000);

	private final CountDownLatch end = new CountDownLatch(1);

	@AfterEach
	void close() {
		this.end.countDown();
		this.workers.close();
	}

	@Test
	void callIsMadeByTheThreadThatBecameIdleLast() throws Exception {
		List<CountDownLatch> ends = new ArrayList<>();
		List<Future<Thread>> calls = new ArrayList<>();
		for (int i = 0; i < 3; i++) {
			CountDownLatch end = new CountDownLatch(1);
			ends.add(end);
			calls.add(start(end));
		}
		for (int i : new int[] { 1, 2, 0 }) {
			ends.get(i).countDown();
			Thread thread = calls.get(i).get();
			Awaitility.await().atMost(LIMIT).until(() -> thread.getState() == Thread.State.TIMED_WAITING);
		}
		assertThat(start(new CountDownLatch(0)).get()).isSameAs(calls.get(0).get());
	}

	@Test
	void callWaitsForAThreadIfAllAreBusy() throws Exception {
		for (int i = 0; i < 110; i++) {
			start(this.end);
		}
		int free = this.limit.availablePermits();
		assertThatExceptionOfType(TimeoutException.class)
			.isThrownBy(() -> this.workers.start(() -> true, this.limit, NO_TIME));
		assertThat(this.limit.availablePermits()).isEqualTo(free);
		this.workers.startLater(this.end::countDown);
		Future<Boolean> late = this.workers.start(() -> true, this.limit, LIMIT.toNanos());
		assertThat(late.get()).isTrue();
		Awaitility.await().atMost(LIMIT).until(() -> this.limit.availablePermits() == 1000);
	}

	@Test
	void callWaitsWhileTooManyOfItsKindAreMade() throws Exception {
		Semaphore single = new Semaphore(1);
		this.workers.start(() -> this.end.await(LIMIT.toSeconds(), TimeUnit.SECONDS), single, NO_TIME);
		assertThatExceptionOfType(TimeoutException.class)
			.isThrownBy(() -> this.workers.start(() -> true, single, NO_TIME));
		this.end.countDown();
		assertThat(this.workers.start(() -> true, single, LIMIT.toNanos()).get()).isTrue();
	}

	@Test
	void tasksThatNobodyWaitsForAreLimited() {
		Runnable task = () -> {
			try {
				this.end.await();
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
		};
		for (int i = 0; i < 16 + 1024; i++) {
			this.workers.startLater(task);
		}
		assertThatExceptionOfType(RejectedExecutionException.class).isThrownBy(() -> this.workers.startLater(task));
	}

	private Future<Thread> start(CountDownLatch end) throws Exception {
		return this.workers.start(() -> {
			if (!end.await(LIMIT.toSeconds(), TimeUnit.SECONDS)) {
				throw new IllegalStateException("The test has not ended");
			}
			return Thread.currentThread();
		}, this.limit, NO_TIME);
	}

}
