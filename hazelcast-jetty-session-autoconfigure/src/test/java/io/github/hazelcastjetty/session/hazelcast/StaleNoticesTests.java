package io.github.hazelcastjetty.session.hazelcast;

import java.time.Duration;

import com.hazelcast.client.HazelcastClientOfflineException;
import com.hazelcast.topic.ITopic;
import org.junit.jupiter.api.Test;

import io.github.hazelcastjetty.session.store.SessionKey;
import io.github.hazelcastjetty.session.store.SessionStoreListener;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.mock;
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

}
