package io.github.hazelcastjetty.session.hazelcast;

import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

import com.hazelcast.map.IMap;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import io.github.hazelcastjetty.session.hazelcast.call.ClusterCalls;
import io.github.hazelcastjetty.session.hazelcast.format.AttributeKey;
import io.github.hazelcastjetty.session.support.Latches;

import static org.mockito.ArgumentMatchers.any;
import static org.mockito.BDDMockito.willAnswer;
import static org.mockito.BDDMockito.willThrow;
import static org.mockito.Mockito.atLeastOnce;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.times;
import static org.mockito.Mockito.verify;

/**
 * Tests for {@link LargeAttributeMap}.
 */
class LargeAttributeMapTests {

	private final ExecutorService threads = Executors.newCachedThreadPool();

	@SuppressWarnings("unchecked")
	private final IMap<AttributeKey, byte[]> map = mock(IMap.class);

	private final ClusterCalls calls = mock(ClusterCalls.class);

	private final LargeAttributeMap large = new LargeAttributeMap(this.map, this.calls,
			new MapReader(this.calls, false));

	LargeAttributeMapTests() {
		willAnswer((call) -> {
			this.threads.execute(call.getArgument(0));
			return null;
		}).given(this.calls).execute(any());
	}

	@AfterEach
	void endThreads() {
		this.threads.shutdownNow();
	}

	@Test
	void deletionsThatDoNotEndHoldUpHalfOfTheThreads() {
		int limit = ClusterCalls.TASKS / 2;
		CountDownLatch silent = new CountDownLatch(1);
		willAnswer((call) -> {
			Latches.await(silent);
			return null;
		}).given(this.map).delete(any());
		for (int i = 0; i < limit + 2; i++) {
			this.large.delete(List.of(key(i)));
		}
		Awaitility.await().untilAsserted(() -> verify(this.map, times(2)).deleteAsync(any()));
		verify(this.map, times(limit)).delete(any());
		silent.countDown();
		Awaitility.await().untilAsserted(() -> {
			this.large.delete(List.of(key(limit + 2)));
			verify(this.map, atLeastOnce()).delete(key(limit + 2));
		});
	}

	@Test
	void deletionThatFailsDoesNotStopTheOthers() {
		willThrow(new IllegalStateException("refused")).given(this.map).delete(key(1));
		this.large.delete(List.of(key(1), key(2)));
		Awaitility.await().untilAsserted(() -> verify(this.map).delete(key(2)));
	}

	private static AttributeKey key(int number) {
		return new AttributeKey("session", "attribute", number);
	}

}
