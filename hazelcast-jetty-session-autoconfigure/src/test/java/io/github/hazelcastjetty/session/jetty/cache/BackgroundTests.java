package io.github.hazelcastjetty.session.jetty.cache;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

import ch.qos.logback.classic.Level;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import io.github.hazelcastjetty.session.support.LogCapture;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What happens to tasks that fail in the background.
 */
class BackgroundTests {

	private final LogCapture log = new LogCapture().capture(Background.class.getName(), Level.DEBUG);

	private final Background background = new Background();

	@AfterEach
	void close() {
		this.background.close();
		this.log.close();
	}

	@Test
	void repeatedTaskGoesOnWhateverItThrows() {
		AtomicInteger runs = new AtomicInteger();
		this.background.repeat(() -> {
			if (runs.incrementAndGet() % 2 == 0) {
				throw new IllegalStateException("The store does not answer");
			}
			throw new NoClassDefFoundError("com/example/Order");
		}, Duration.ofMillis(1));
		Awaitility.await().until(() -> runs.get() >= 6);
		assertThat(this.log.messages(Level.WARN)).singleElement().asString().contains("background task");
	}

	@Test
	void failureLeavesTheThreadsToOthers() throws Exception {
		CountDownLatch done = new CountDownLatch(1);
		for (int i = 0; i < 10; i++) {
			this.background.execute(() -> {
				throw new StackOverflowError();
			});
		}
		this.background.execute(done::countDown);
		done.await();
		// The other thread may still be about to log it
		Awaitility.await().untilAsserted(() -> assertThat(this.log.messages(Level.WARN)).hasSize(1));
	}

}
