package io.github.hazelcastjetty.session.jetty;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import io.github.hazelcastjetty.session.store.SessionDelta;
import io.github.hazelcastjetty.session.store.SessionKey;
import io.github.hazelcastjetty.session.store.SessionRecord;
import io.github.hazelcastjetty.session.store.SessionTimes;
import io.github.hazelcastjetty.session.support.InMemorySessionStore;
import io.github.hazelcastjetty.session.support.InMemorySessionStore.Gate;
import io.github.hazelcastjetty.session.support.InMemorySessionStore.Operation;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Sessions that are looked for by a name that they had before.
 */
@Timeout(60)
class RenamedSessionTests {

	private static final SessionKey FIRST = SessionKey.of("first");

	private static final SessionKey SECOND = SessionKey.of("second");

	private static final SessionKey THIRD = SessionKey.of("third");

	private final InMemorySessionStore store = new InMemorySessionStore("one");

	private final InMemorySessionStore other = this.store.another("two");

	@Test
	void sessionThatGetsYetAnotherNameMeanwhileIsFound() throws Exception {
		SessionRecord renamed = this.other.rename(FIRST, SECOND, this.store.insert(FIRST, delta()), delta());
		CompletableFuture<RenamedSession> found;
		try (Gate gate = this.store.holdBefore(Operation.FIND)) {
			found = CompletableFuture.supplyAsync(() -> RenamedSession.find(this.store, FIRST),
					(task) -> new Thread(task).start());
			gate.awaitArrival();
			this.other.rename(SECOND, THIRD, renamed, delta());
		}
		assertThat(found.get(20, TimeUnit.SECONDS).key()).isEqualTo(THIRD);
	}

	@Test
	void sessionThatHasEndedIsNotFound() {
		this.other.rename(FIRST, SECOND, this.store.insert(FIRST, delta()), delta());
		this.other.remove(SECOND, this.other.claim(SECOND, (record) -> true));
		assertThat(RenamedSession.find(this.store, FIRST)).isNull();
	}

	private static SessionDelta delta() {
		Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
		Duration timeout = Duration.ofMinutes(30);
		return new SessionDelta(Map.of(), Set.of(), new SessionTimes(now, now, now, timeout, now.plus(timeout), null),
				false, false);
	}

}
