package io.github.hazelcastjetty.session.hazelcast;

import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

import com.hazelcast.client.HazelcastClientOfflineException;
import com.hazelcast.topic.ITopic;
import com.hazelcast.topic.Message;
import com.hazelcast.topic.MessageListener;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import io.github.hazelcastjetty.session.hazelcast.call.Deadline;
import io.github.hazelcastjetty.session.store.SessionKey;
import io.github.hazelcastjetty.session.store.SessionStoreListener;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.times;
import static org.mockito.Mockito.verify;

/**
 * Tests for {@link StaleNotices}.
 */
class StaleNoticesTests {

	@Test
	void changeHasSucceededWhetherOrNotItCanBeTold() {
		ITopic<String[]> topic = mock();
		given(topic.publishAsync(any())).willThrow(HazelcastClientOfflineException.class);
		StaleNotices notices = new StaleNotices(topic, "node", mock(SessionStoreListener.class));
		Deadline deadline = Deadline.in(Duration.ofSeconds(30));
		notices.tell("holder", SessionKey.of("id"), deadline);
		verify(topic).publishAsync(any());
		assertThat(deadline.hasPassed()).isFalse();
	}

	@Test
	@Timeout(30)
	void noticeIsRepeatedUntilItIsNoted() {
		ITopic<String[]> topic = mock();
		AtomicReference<MessageListener<String[]>> receiver = new AtomicReference<>();
		given(topic.addMessageListener(any())).willAnswer((call) -> {
			receiver.set(call.getArgument(0));
			return UUID.randomUUID();
		});
		// The first one gets lost
		given(topic.publishAsync(any())).willReturn(null).willAnswer((call) -> {
			String[] notice = call.getArgument(0);
			String[] answer = { "noted", notice[3], notice[2], notice[1], "" };
			receiver.get().onMessage(new Message<>("topic", answer, 0, null));
			return null;
		});
		StaleNotices notices = new StaleNotices(topic, "node", mock(SessionStoreListener.class));
		notices.tell("holder", SessionKey.of("id"), Deadline.in(Duration.ofSeconds(30)));
		notices.tell("holder", SessionKey.of("id"), Deadline.in(Duration.ofSeconds(30)));
		verify(topic, times(3)).publishAsync(any());
	}

	@Test
	@Timeout(30)
	void whoDoesNotAnswerIsToldOnceTheNextTime() {
		ITopic<String[]> topic = mock();
		AtomicInteger told = new AtomicInteger();
		given(topic.publishAsync(any())).willAnswer((call) -> {
			told.incrementAndGet();
			return null;
		});
		StaleNotices notices = new StaleNotices(topic, "node", mock(SessionStoreListener.class));
		notices.tell("holder", SessionKey.of("id"), Deadline.in(Duration.ofSeconds(30)));
		int first = told.get();
		notices.tell("holder", SessionKey.of("id"), Deadline.in(Duration.ofSeconds(30)));
		assertThat(told).hasValue(first + 1);
	}

}
