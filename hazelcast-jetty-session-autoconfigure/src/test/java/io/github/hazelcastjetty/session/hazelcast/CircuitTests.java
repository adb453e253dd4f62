package io.github.hazelcastjetty.session.hazelcast;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;

import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.core.LifecycleService;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import io.github.hazelcastjetty.session.hazelcast.Route.Way;
import io.github.hazelcastjetty.session.store.SessionStoreListener;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.mock;

/**
 * Tests for {@link Circuit}: when a member is taken for silent. To stop the process is to
 * look for nobody's answer for a while here.
 */
@Timeout(60)
class CircuitTests {

	private static final Duration PATIENCE = Duration.ofSeconds(1);

	private static final Duration STOPPED = Duration.ofMillis(1500);

	private final Circuit circuit = new Circuit("member", PATIENCE);

	private final AtomicInteger asked = new AtomicInteger();

	private final CompletableFuture<Void> answer = new CompletableFuture<>();

	private Circuits circuits;

	private long start;

	private Route route;

	@BeforeEach
	void open() {
		HazelcastInstance instance = mock();
		given(instance.getLifecycleService()).willReturn(mock(LifecycleService.class));
		this.circuits = new Circuits(instance, PATIENCE, this::ask, () -> {
		}, mock(SessionStoreListener.class));
		this.route = new Route(this.circuits, this.circuit, List.of(new Way(this.circuit, "key")));
		this.start = System.nanoTime();
		this.route.enter();
	}

	@AfterEach
	void close() {
		this.circuits.close();
	}

	@Test
	void memberThatDoesNotAnswerIsSilentWhenPatienceHasRunOut() {
		waitUntilOpen();
		assertThat(this.asked).hasPositiveValue();
		assertThat(System.nanoTime() - this.start).isGreaterThanOrEqualTo(PATIENCE.toNanos());
	}

	@Test
	void memberThatNobodyHasAskedIsNotSilent() {
		pause(STOPPED);
		assertThat(this.route.check()).isNull();
		assertThat(this.asked).hasValue(1);
		assertThat(this.route.nextNanos()).isPositive();
		this.answer.complete(null);
		assertThat(this.route.nextNanos()).isGreaterThan(PATIENCE.toNanos() / 4);
	}

	@Test
	void answerThatCameWhileTheProcessWasStoppedCanBeReadYet() {
		pause(PATIENCE.dividedBy(2));
		assertThat(this.route.check()).isNull();
		assertThat(this.asked).hasValue(1);
		pause(STOPPED);
		assertThat(this.route.check()).isNull();
		assertThat(this.route.check()).as("found by another who waits").isNull();
		assertThat(this.route.nextNanos()).isBetween(1L, PATIENCE.toNanos() / 4);
		assertThat(this.asked).hasValue(1);
		waitUntilOpen();
	}

	private void waitUntilOpen() {
		Awaitility.await()
			.pollDelay(Duration.ZERO)
			.pollInterval(Duration.ofMillis(1))
			.until(this.route::check, (open) -> open == this.circuit && open.isOpen());
	}

	private static void pause(Duration duration) {
		Awaitility.await().pollDelay(duration).until(() -> true);
	}

	private CompletionStage<?> ask(String key) {
		this.asked.incrementAndGet();
		return this.answer;
	}

}
