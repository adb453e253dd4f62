package io.github.hazelcastjetty.session.actuate;

import java.util.Locale;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.Status;

import io.github.hazelcastjetty.session.store.SessionStoreDescription;
import io.github.hazelcastjetty.session.store.SessionStoreStatus;
import io.github.hazelcastjetty.session.store.SessionStoreStatus.Availability;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link SessionStoreHealthIndicator}.
 */
class SessionStoreHealthIndicatorTests {

	@ParameterizedTest
	@CsvSource({ "FULL, UP, closed", "PARTIAL, UP, open for some members", "NONE, DOWN, open" })
	void healthIsWhatRequestsHaveMet(Availability availability, String status, String circuit) {
		SessionStoreDescription where = new SessionStoreDescription("P2P", "shop", "jetty-sessions-shop", "sticky",
				Map.of());
		Health health = new SessionStoreHealthIndicator(() -> new FixedStatus(availability), () -> where).health();
		assertThat(health.getStatus().getCode()).isEqualTo(status);
		assertThat(health.getDetails()).containsEntry("circuit", circuit)
			.containsEntry("availability", availability.name().toLowerCase(Locale.ROOT))
			.containsEntry("members", 3)
			.containsEntry("mode", "P2P")
			.containsEntry("cluster", "shop")
			.containsEntry("map", "jetty-sessions-shop");
	}

	@Test
	void healthIsUnknownWithoutAServer() {
		Health health = new SessionStoreHealthIndicator(() -> null, () -> null).health();
		assertThat(health.getStatus()).isEqualTo(Status.UNKNOWN);
		assertThat(health.getDetails()).isEmpty();
	}

	private record FixedStatus(Availability availability) implements SessionStoreStatus {

		@Override
		public int members() {
			return 3;
		}

		@Override
		public long refusedCalls() {
			return 0;
		}

		@Override
		public long unansweredCalls() {
			return 0;
		}

		@Override
		public long changes() {
			return 0;
		}

		@Override
		public long conflicts() {
			return 0;
		}

		@Override
		public long mostConflicts() {
			return 0;
		}

	}

}
