package io.github.hazelcastjetty.session.autoconfigure;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeoutException;

import com.hazelcast.core.HazelcastInstance;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import io.github.hazelcastjetty.session.hazelcast.HazelcastSessionStore;
import io.github.hazelcastjetty.session.store.SessionStoreException;
import io.github.hazelcastjetty.session.store.SessionStoreListener;
import io.github.hazelcastjetty.session.store.SessionStoreStatus.Availability;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.mockito.BDDMockito.given;
import static org.mockito.BDDMockito.then;
import static org.mockito.Mockito.mock;

/**
 * Tests for {@link DeferredSessionStore}.
 */
class DeferredSessionStoreTests {

	@Test
	@Timeout(20)
	void clusterThatHoldsUpTheOpeningHoldsUpNeitherStartNorStop() {
		CountDownLatch opening = new CountDownLatch(1);
		CountDownLatch goOn = new CountDownLatch(1);
		HazelcastInstance member = mock(HazelcastInstance.class);
		OpeningAttempts attempts = new OpeningAttempts(SessionHazelcast.existing(member), () -> {
			opening.countDown();
			while (goOn.getCount() > 0) {
				try {
					goOn.await();
				}
				catch (InterruptedException ex) {
					// Nor does a call that cannot be interrupted
				}
			}
			throw new IllegalStateException("too late");
		});
		DeferredSessionStore store = DeferredSessionStore.failsUntilOpen(attempts, Duration.ofMillis(200));
		store.awaitOpen();
		assertThat(store.availability()).isEqualTo(Availability.NONE);
		store.close();
		assertThat(opening.getCount()).isZero();
		goOn.countDown();
	}

	@Test
	@Timeout(20)
	void operationWaitsForTheStart() {
		CompletableFuture<HazelcastSessionStore> opening = new CompletableFuture<>();
		DeferredSessionStore store = waiting(opening);
		assertThat(store.availability()).isEqualTo(Availability.NONE);
		SessionStoreListener listener = mock(SessionStoreListener.class);
		store.addListener(listener);
		CompletableFuture<String> node = CompletableFuture.supplyAsync(store::node);
		HazelcastSessionStore opened = mock(HazelcastSessionStore.class);
		given(opened.node()).willReturn("node");
		assertThat(node).isNotDone();
		opening.complete(opened);
		assertThat(node.join()).isEqualTo("node");
		then(opened).should().addListener(listener);
		store.close();
		then(opened).should().close();
	}

	@Test
	@Timeout(20)
	void startFailsAsTheOpeningDoes() {
		CompletableFuture<HazelcastSessionStore> opening = new CompletableFuture<>();
		DeferredSessionStore store = waiting(opening);
		opening.completeExceptionally(new TimeoutException("late"));
		assertThatIllegalStateException().isThrownBy(store::awaitOpen).withRootCauseInstanceOf(TimeoutException.class);
		store.close();
	}

	@Test
	@Timeout(20)
	void startThatFailsMeanwhileEndsTheWaiting() {
		DeferredSessionStore store = waiting(new CompletableFuture<>());
		store.close();
		assertThatIllegalStateException().isThrownBy(store::awaitOpen)
			.withRootCauseInstanceOf(SessionStoreException.class);
	}

	@Test
	void interruptEndsTheWaiting() {
		DeferredSessionStore store = waiting(new CompletableFuture<>());
		Thread.currentThread().interrupt();
		assertThatIllegalStateException().isThrownBy(store::awaitOpen).withMessageStartingWith("Interrupted");
		assertThat(Thread.interrupted()).isTrue();
		store.close();
	}

	private static DeferredSessionStore waiting(CompletableFuture<HazelcastSessionStore> opening) {
		return DeferredSessionStore.waitsForOpening(opening, IllegalStateException::new);
	}

}
