package io.github.hazelcastjetty.session.hazelcast;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Claims}.
 */
class ClaimsTests {

	private final AtomicLong nanos = new AtomicLong(-1);

	private final Claims claims = new Claims(this.nanos::get);

	@Test
	void claimExpiresWhenItWasSeenForAMinute() {
		assertThat(this.claims.isExpired("a", 1)).isFalse();
		pass(Duration.ofSeconds(59));
		assertThat(this.claims.isExpired("a", 1)).isFalse();
		pass(Duration.ofSeconds(1));
		assertThat(this.claims.isExpired("a", 1)).isTrue();
		assertThat(this.claims.isExpired("b", 1)).isFalse();
	}

	@Test
	void newClaimOfASessionIsAnotherOne() {
		this.claims.isExpired("a", 1);
		pass(Duration.ofMinutes(1));
		assertThat(this.claims.isExpired("a", 2)).isFalse();
		pass(Duration.ofMinutes(1));
		assertThat(this.claims.isExpired("a", 2)).isTrue();
	}

	@Test
	void claimsThatAreNoMoreAreForgotten() {
		this.claims.isExpired("a", 1);
		this.claims.isExpired("b", 1);
		this.claims.retain(Set.of("b"));
		pass(Duration.ofMinutes(1));
		assertThat(this.claims.isExpired("a", 1)).isFalse();
		assertThat(this.claims.isExpired("b", 1)).isTrue();
	}

	private void pass(Duration time) {
		this.nanos.addAndGet(time.toNanos());
	}

}
