package io.github.hazelcastjetty.session.autoconfigure;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import io.github.hazelcastjetty.session.store.SessionStoreStatus.Availability;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link DeferredSessionStore}.
 */
class DeferredSessionStoreTests {

	@Test
	@Timeout(20)
	void clusterThatHoldsUpTheOpeningHoldsUpNeitherStartNorStop() {
		CountDownLatch opening = new CountDownLatch(1);
		CountDownLatch goOn = new CountDownLatch(1);
		DeferredSessionStore store = new DeferredSessionStore(() -> true, () -> {
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
		}, Duration.ofMillis(200));
		assertThat(store.availability()).isEqualTo(Availability.NONE);
		store.close();
		assertThat(opening.getCount()).isZero();
		goOn.countDown();
	}

}
