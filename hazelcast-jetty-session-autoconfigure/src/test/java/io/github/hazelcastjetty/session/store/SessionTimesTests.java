package io.github.hazelcastjetty.session.store;

import java.time.Duration;
import java.time.Instant;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Clock readings of several nodes become one.
 */
class SessionTimesTests {

	private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

	@Test
	void laterAccessWins() {
		SessionTimes merged = times(0, 10, 60).merge(times(0, 20, 60), false);
		assertThat(merged.accessed()).isEqualTo(START.plusSeconds(20));
		assertThat(merged.expiry()).isEqualTo(START.plusSeconds(80));
		SessionTimes other = times(0, 20, 60).merge(times(0, 10, 60), false);
		assertThat(other.accessed()).isEqualTo(START.plusSeconds(20));
		assertThat(other.expiry()).isEqualTo(START.plusSeconds(80));
	}

	@Test
	void changedTimeoutIsTakenOverAlsoIfItIsShorter() {
		SessionTimes merged = times(0, 10, 600).merge(times(0, 20, 30), true);
		assertThat(merged.maxInactive()).hasSeconds(30);
		assertThat(merged.expiry()).isEqualTo(START.plusSeconds(50));
	}

	@Test
	void timeoutOfANodeThatDoesNotKnowTheChangeIsNotTakenOver() {
		SessionTimes merged = times(0, 10, 30).merge(times(0, 20, 600), false);
		assertThat(merged.maxInactive()).hasSeconds(30);
		assertThat(merged.expiry()).isEqualTo(START.plusSeconds(50));
	}

	@Test
	void sessionWithoutTimeoutNeverExpires() {
		SessionTimes merged = times(0, 10, 30).merge(times(0, 20, 0), true);
		assertThat(merged.isImmortal()).isTrue();
		assertThat(merged.expiry()).isEqualTo(Instant.MAX);
		assertThat(merged.isExpiredAt(Instant.MAX)).isFalse();
		assertThat(times(0, 0, 30).isExpiredAt(START.plusSeconds(30))).isTrue();
		assertThat(times(0, 0, 30).isExpiredAt(START.plusSeconds(29))).isFalse();
	}

	private static SessionTimes times(int created, int accessed, int timeout) {
		Instant access = START.plusSeconds(accessed);
		return new SessionTimes(START.plusSeconds(created), access, access, Duration.ofSeconds(timeout),
				(timeout > 0) ? access.plusSeconds(timeout) : Instant.MAX, null);
	}

}
