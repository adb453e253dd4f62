package io.github.hazelcastjetty.session.hazelcast;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import io.github.hazelcastjetty.session.store.SessionDelta;
import io.github.hazelcastjetty.session.store.SessionKey;
import io.github.hazelcastjetty.session.store.SessionTimes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.mock;

/**
 * A process that is stopped while it waits for the end of a renaming.
 */
@Timeout(60)
class StoppedReaderTests {

	private static final Duration STOPPED = Duration.ofMillis(700);

	private final SessionKey key = SessionKey.of("old");

	private final Stamps stamps = new Stamps();

	private final Claims claims = new Claims(this.stamps, Clock.systemUTC());

	private final SessionHeads heads = mock();

	@Test
	void looksOnceMoreBeforeItGivesUp() {
		given(this.heads.read(any(), any())).willReturn(beingRenamed()).willAnswer((invocation) -> {
			Awaitility.await().pollDelay(STOPPED).until(() -> true);
			return beingRenamed();
		}).willReturn(null);
		Renames renames = new Renames(this.heads, mock(), this.claims, mock());
		assertThat(renames.readSettled(this.key, Deadline.in(Duration.ofSeconds(30)))).isNull();
	}

	private StoredHead beingRenamed() {
		Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
		Duration timeout = Duration.ofMinutes(30);
		SessionTimes times = new SessionTimes(now, now, now, timeout, now.plus(timeout), null);
		StoredHead head = HeadMerge.of(this.stamps, Map.of(), SessionDelta.touch(times, false), null).first();
		StoredHead moved = this.claims.move(head, "new");
		assertThat(moved).isNotNull();
		return moved;
	}

}
