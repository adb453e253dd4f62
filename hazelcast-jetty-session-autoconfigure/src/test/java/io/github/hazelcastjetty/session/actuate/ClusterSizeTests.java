package io.github.hazelcastjetty.session.actuate;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ClusterSize}.
 */
class ClusterSizeTests {

	private final AtomicLong nanos = new AtomicLong();

	private final AtomicInteger counts = new AtomicInteger();

	private final AtomicInteger firstAnswers = new AtomicInteger();

	private final CountDownLatch silence = new CountDownLatch(1);

	private ClusterSize size = new ClusterSize(this.counts::incrementAndGet, this.firstAnswers::incrementAndGet,
			this.nanos::get);

	@AfterEach
	void close() {
		this.silence.countDown();
		this.size.close();
	}

	@Test
	void whoAsksNeverWaits() {
		this.size.close();
		this.size = new ClusterSize(this::awaitAnswer, this.firstAnswers::incrementAndGet, this.nanos::get);
		assertThat(this.size.get()).isNaN();
		assertThat(this.size.get()).isNaN();
		assertThat(this.firstAnswers).hasValue(0);
		this.silence.countDown();
		Awaitility.await().until(() -> this.size.get() == 42);
		assertThat(this.firstAnswers).hasValue(1);
	}

	private long awaitAnswer() {
		try {
			this.silence.await();
			return 42;
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	@Test
	void isCountedAgainAfterAWhileIfSomebodyAsks() {
		Awaitility.await().until(() -> this.size.get() == 1);
		this.nanos.addAndGet(Duration.ofSeconds(9).toNanos());
		assertThat(this.size.get()).isEqualTo(1);
		this.nanos.addAndGet(Duration.ofSeconds(1).toNanos());
		assertThat(this.size.get()).isEqualTo(1);
		Awaitility.await().until(() -> this.size.get() == 2);
		assertThat(this.counts).hasValue(2);
	}

	@Test
	void isUnknownWhenTheClusterDoesNotAnswer() {
		this.size.close();
		this.size = new ClusterSize(() -> {
			if (this.counts.incrementAndGet() > 1) {
				throw new IllegalStateException("No answer");
			}
			return 17;
		}, this.firstAnswers::incrementAndGet, this.nanos::get);
		Awaitility.await().until(() -> this.size.get() == 17);
		this.nanos.addAndGet(Duration.ofSeconds(10).toNanos());
		Awaitility.await().until(() -> Double.isNaN(this.size.get()));
	}

}
