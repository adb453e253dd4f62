package io.github.hazelcastjetty.session.hazelcast;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.map.IMap;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import io.github.hazelcastjetty.session.store.EncodedAttribute;
import io.github.hazelcastjetty.session.store.SessionDelta;
import io.github.hazelcastjetty.session.store.SessionKey;
import io.github.hazelcastjetty.session.store.SessionRecord;
import io.github.hazelcastjetty.session.store.SessionTimes;
import io.github.hazelcastjetty.session.support.TestMembers;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What happens to those who know a session by a name that it no longer has.
 */
@Timeout(60)
class RenamesTests {

	private static final Duration TIMEOUT = Duration.ofSeconds(20);

	private static final Executor OWN_THREAD = (task) -> new Thread(task).start();

	private final SessionKey key = SessionKey.of("old");

	private final SessionKey renamed = SessionKey.of("new");

	private HazelcastInstance member;

	private HazelcastSessionStore store;

	@BeforeEach
	void open() throws IOException {
		this.member = TestMembers.start("renames-tests", TestMembers.freePort());
		Duration ttl = SessionMaps.prepare(this.member, "sessions", 1, Duration.ofMinutes(30), (config) -> {
		});
		this.store = new HazelcastSessionStore(this.member, "sessions", ttl, TIMEOUT);
	}

	@AfterEach
	void close() {
		this.store.close();
		this.member.getLifecycleService().terminate();
	}

	@Test
	void changeReachesASessionThatWasRenamedTwice() {
		SessionRecord base = insert();
		SessionKey last = SessionKey.of("last");
		SessionRecord moved = this.store.rename(this.key, this.renamed, base, change());
		this.store.rename(this.renamed, last, moved, change());
		assertThat(this.store.update(this.key, base, change("late"))).isNull();
		assertThat(this.store.find(last).attributes()).containsKey("late");
		assertThat(this.store.findRenamed(this.key)).isEqualTo(last);
	}

	@Test
	void changeWaitsForASessionThatIsBeingRenamed() throws Exception {
		SessionRecord base = insert();
		Runnable rest = beginRename();
		CompletableFuture<SessionRecord> late = start(() -> this.store.update(this.key, base, change("late")));
		CompletableFuture<SessionKey> name = start(() -> this.store.findRenamed(this.key));
		Awaitility.await().during(Duration.ofMillis(300)).until(() -> !late.isDone() && !name.isDone());
		rest.run();
		assertThat(late.get(20, TimeUnit.SECONDS)).as("not there any more under its old name").isNull();
		assertThat(this.store.find(this.renamed).attributes()).containsKey("late");
		assertThat(name.get(20, TimeUnit.SECONDS)).isEqualTo(this.renamed);
	}

	@Test
	void sessionThatEndedAfterItsRenamingIsNotFound() {
		SessionRecord base = insert();
		this.store.rename(this.key, this.renamed, base, change());
		SessionRecord claimed = this.store.claim(this.renamed, (record) -> true);
		assertThat(this.store.findRenamed(this.key)).as("claimed").isNull();
		this.store.remove(this.renamed, claimed);
		assertThat(this.store.findRenamed(this.key)).as("removed").isNull();
		assertThat(this.store.update(this.key, base, change("late"))).isNull();
		assertThat(this.store.find(this.renamed)).isNull();
	}

	/**
	 * Does what another node does until the session has neither name.
	 * @return does the rest
	 */
	private Runnable beginRename() {
		IMap<String, SessionHead> heads = this.member.getMap("sessions");
		SessionHead head = heads.get(this.key.value());
		this.member.getMap("sessions-attributes")
			.set(new AttributeKey(this.key.value(), ">", 0), this.renamed.id().getBytes(StandardCharsets.UTF_8));
		StoredHead moved = new Claims(new Stamps(), Clock.systemUTC()).move(StoredHead.of(head), this.renamed.id());
		heads.put(this.key.value(), moved.head());
		return () -> {
			heads.put(this.renamed.value(), head);
			heads.remove(this.key.value());
		};
	}

	private SessionRecord insert() {
		return this.store.insert(this.key, change());
	}

	private static <T> CompletableFuture<T> start(Supplier<T> call) {
		return CompletableFuture.supplyAsync(call, OWN_THREAD);
	}

	private static SessionDelta change(String... names) {
		Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
		Duration timeout = Duration.ofMinutes(30);
		SessionTimes times = new SessionTimes(now, now, now, timeout, now.plus(timeout), null);
		return new SessionDelta(
				(names.length > 0) ? Map.of(names[0], new EncodedAttribute(new byte[10], false)) : Map.of(), Set.of(),
				times, false, false);
	}

}
