package io.github.hazelcastjetty.session.hazelcast;

import java.time.Clock;
import java.time.Instant;

import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;

import io.github.hazelcastjetty.session.store.SessionKey;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link EndedSessions}.
 */
class EndedSessionsTests {

	private final SessionKey key = SessionKey.of("name");

	private final EndedSessions ended = new EndedSessions(() -> true, Clock.systemUTC());

	@Test
	void sessionThatIsEndedManyTimesTakesTheRoomOfOne() {
		Instant created = Instant.now();
		for (int i = 0; i < 100; i++) {
			this.ended.add(this.key, created);
		}
		assertThat(this.ended).extracting("oldestFirst").asInstanceOf(InstanceOfAssertFactories.COLLECTION).hasSize(1);
		assertThat(this.ended.contains(this.key, created)).isTrue();
	}

	@Test
	void nextSessionOfTheSameNameIsAnotherOne() {
		Instant created = Instant.now();
		this.ended.add(this.key, created);
		this.ended.add(this.key, created.plusMillis(1));
		assertThat(this.ended.contains(this.key, created.plusMillis(1))).isTrue();
		assertThat(this.ended.contains(this.key, created)).isFalse();
	}

}
