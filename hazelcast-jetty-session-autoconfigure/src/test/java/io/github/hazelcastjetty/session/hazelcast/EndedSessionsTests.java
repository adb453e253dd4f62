package io.github.hazelcastjetty.session.hazelcast;

import java.time.Clock;
import java.time.Instant;

import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;

import io.github.hazelcastjetty.session.store.SessionKey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;

/**
 * Tests for {@link EndedSessions}.
 */
class EndedSessionsTests {

	private final SessionKey name = SessionKey.of("id");

	private final EndedSessions ended = new EndedSessions(mock(), Clock.systemUTC());

	@Test
	void sessionThatIsEndedManyTimesTakesTheRoomOfOne() {
		Instant created = Instant.now();
		for (int i = 0; i < 100; i++) {
			this.ended.add(this.name, created, false);
		}
		assertThat(this.ended).extracting("oldestFirst").asInstanceOf(InstanceOfAssertFactories.COLLECTION).hasSize(1);
		assertThat(this.ended.contains(this.name, created)).isTrue();
	}

	@Test
	void nextSessionOfTheSameNameIsAnotherOne() {
		Instant created = Instant.now();
		this.ended.add(this.name, created, false);
		this.ended.add(this.name, created.plusMillis(1), false);
		assertThat(this.ended.contains(this.name, created.plusMillis(1))).isTrue();
		assertThat(this.ended.contains(this.name, created)).isFalse();
	}

}
