package io.github.hazelcastjetty.session.hazelcast.call;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link CallGuard}.
 */
@Timeout(60)
class CallGuardTests {

	private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();

	private final AtomicInteger steps = new AtomicInteger();

	private final AtomicInteger questions = new AtomicInteger();

	private final CallGuard guard = new CallGuard((watch) -> {
		this.steps.incrementAndGet();
		this.timer.schedule(watch, 5, TimeUnit.MILLISECONDS);
	});

	@AfterEach
	void close() {
		this.timer.shutdownNow();
		assertThat(Thread.interrupted()).isFalse();
	}

	@Test
	void callThatIsOverIsGivenUp() {
		assertThatExceptionOfType(CallGuard.GivenUpException.class)
			.isThrownBy(() -> this.guard.run(CallGuardTests::waitForEver, this::isOver))
			.withCauseInstanceOf(InterruptedException.class);
		assertThat(this.steps).as("a call is left alone until it has lasted for a step").hasValueGreaterThan(1);
	}

	@Test
	void interruptThatTheCallLeavesBehindIsCleared() {
		assertThatExceptionOfType(CallGuard.GivenUpException.class).isThrownBy(() -> this.guard.run(() -> {
			try {
				return waitForEver();
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
				throw new IllegalStateException(ex);
			}
		}, this::isOver)).withCauseInstanceOf(IllegalStateException.class);
	}

	@Test
	void answerThatComesWithTheInterruptIsAnAnswer() throws Exception {
		String answer = this.guard.run(() -> {
			try {
				waitForEver();
				return "in vain";
			}
			catch (InterruptedException ex) {
				return "answer";
			}
		}, this::isOver);
		assertThat(answer).isEqualTo("answer");
	}

	@Test
	void failureOfACallIsThrownAsItIs() {
		IllegalStateException failure = new IllegalStateException();
		assertThatExceptionOfType(IllegalStateException.class).isThrownBy(() -> this.guard.run(() -> {
			throw failure;
		}, this::isOver)).isSameAs(failure);
	}

	@Test
	void threadThatDoesNotWaitIsNotInterrupted() throws Exception {
		boolean interrupted = this.guard.run(() -> {
			while (this.questions.get() < 5) {
				Thread.onSpinWait();
			}
			return Thread.currentThread().isInterrupted();
		}, this::isOver);
		assertThat(interrupted).isFalse();
	}

	@Test
	void interruptOfTheApplicationIsHiddenFromTheCallAndKept() throws Exception {
		Thread.currentThread().interrupt();
		assertThat(this.guard.run(() -> Thread.currentThread().isInterrupted(), () -> false)).isFalse();
		assertThat(Thread.interrupted()).isTrue();
	}

	@Test
	void callThatGoesOnIsWatchedUntilItEnds() throws Exception {
		CountDownLatch end = new CountDownLatch(1);
		boolean ended = this.guard.run(() -> end.await(20, TimeUnit.SECONDS), () -> {
			if (this.questions.incrementAndGet() == 3) {
				end.countDown();
			}
			return false;
		});
		assertThat(ended).isTrue();
	}

	@Test
	void questionThatFailsDoesNotEndTheWatch() {
		assertThatExceptionOfType(CallGuard.GivenUpException.class)
			.isThrownBy(() -> this.guard.run(CallGuardTests::waitForEver, () -> {
				if (this.questions.incrementAndGet() == 1) {
					throw new IllegalStateException("Made to fail");
				}
				return true;
			}));
	}

	@Test
	void withoutCallsNothingIsWatched() throws Exception {
		this.guard.run(() -> true, this::isOver);
		Awaitility.await()
			.pollInterval(Duration.ofMillis(20))
			.during(Duration.ofMillis(100))
			.until(() -> this.steps.get() <= 1);
		assertThat(this.questions).hasValue(0);
	}

	private boolean isOver() {
		this.questions.incrementAndGet();
		return true;
	}

	private static Void waitForEver() throws InterruptedException {
		new CountDownLatch(1).await();
		return null;
	}

}
