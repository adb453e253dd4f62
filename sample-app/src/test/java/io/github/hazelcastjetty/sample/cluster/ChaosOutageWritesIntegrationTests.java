package io.github.hazelcastjetty.sample.cluster;

import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.github.hazelcastjetty.rules.RulesApplication;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Users whose sessions are here and trusted, while no member of the cluster answers: they
 * read on, and what they write is refused or kept, as configured.
 */
@Tag("soak")
class ChaosOutageWritesIntegrationTests {

	private static final Duration RECOVERY = Duration.ofSeconds(10);

	private static final int USERS = 8;

	@Test
	void rejectedWritesAreNotAcknowledged() {
		try (SampleCluster cluster = start("reject")) {
			List<Browser> users = users(cluster);
			pause(cluster);
			users.forEach(ChaosOutageWritesIntegrationTests::assertReads);
			users.forEach((user) -> assertTurnedAway(user.put("/api/counter?value=2")));
			resume(cluster);
			for (int i = 0; i < USERS; i++) {
				// Refused, and perhaps stored all the same: but then for everybody
				String counter = awaitCounter(users.get(i).at(other(cluster, i)), "1", "2");
				awaitCounter(users.get(i), counter);
			}
		}
	}

	@Test
	void keptWritesAreDeliveredWhenTheClusterIsBack() {
		try (SampleCluster cluster = start("keep")) {
			List<Browser> users = users(cluster);
			pause(cluster);
			users.forEach(ChaosOutageWritesIntegrationTests::assertReads);
			for (int value = 2; value <= 4; value++) {
				for (Browser user : users) {
					Reply reply = user.put("/api/counter?value=" + value).expectSuccess();
					assertThat(reply.body()).isEqualTo(Integer.toString(value - 1));
				}
			}
			// Neither of which is to undo what has been acknowledged
			assertTurnedAway(users.get(0).post("/rules/life/rename"));
			assertTurnedAway(users.get(1).at(other(cluster, 1)).get("/api/session"));
			resume(cluster);
			for (int i = 0; i < USERS; i++) {
				awaitCounter(users.get(i).at(other(cluster, i)), "4");
				assertThat(users.get(i).put("/api/counter?value=5").expectSuccess().body()).isEqualTo("4");
			}
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "reject", "keep" })
	void newSessionsAndOtherIdsAreRefusedInAnyCase(String writes) {
		try (SampleCluster cluster = start(writes)) {
			Browser user = users(cluster).get(0);
			String id = user.sessionId();
			pause(cluster);
			Browser stranger = cluster.browserAt("a");
			assertTurnedAway(stranger.post("/api/session"));
			assertThat(stranger.cookie()).isNull();
			assertTurnedAway(user.post("/rules/life/rename"));
			assertThat(user.sessionId()).isEqualTo(id);
			resume(cluster);
			awaitCounter(user.at(other(cluster, 0)), "1");
			// The new id may belong to the other member, which may be found a moment
			// later
			Awaitility.await().atMost(RECOVERY).until(() -> stranger.post("/api/session").isSuccess());
			assertThat(stranger.cookie()).isNotNull();
		}
	}

	private static SampleCluster start(String writes) {
		return SampleCluster.builder("outage-" + writes)
			.nodes("a", "b")
			.program(Program.of(RulesApplication.class))
			.clientOf(2)
			.sticky(true)
			.property("hazelcast.jetty.session.stale-period", "-1s")
			.property("hazelcast.jetty.session.operation-timeout", "2s")
			.property("hazelcast.jetty.session.outage.writes", writes)
			.start();
	}

	/**
	 * Users with a session each, every other one on the other node.
	 */
	private static List<Browser> users(SampleCluster cluster) {
		List<Browser> users = IntStream.range(0, USERS)
			.mapToObj((i) -> new Browser(cluster.nodes().get(i % 2).uri()))
			.toList();
		users.forEach((user) -> ChaosStorm.untilDone(() -> user.put("/api/counter?value=1")));
		// A member that has stood still since would have let all copies be checked
		users.forEach((user) -> ChaosStorm.untilDone(() -> user.get("/api/session")));
		return users;
	}

	private static SampleNode other(SampleCluster cluster, int user) {
		return cluster.nodes().get((user + 1) % 2);
	}

	private static void pause(SampleCluster cluster) {
		cluster.stockMembers().forEach((member) -> member.process().pause());
	}

	private static void resume(SampleCluster cluster) {
		cluster.stockMembers().forEach((member) -> member.process().resume());
	}

	private static void assertReads(Browser user) {
		assertThat(user.session().attribute("counter")).isEqualTo("1");
	}

	private static void assertTurnedAway(Reply reply) {
		assertThat(reply.status()).isEqualTo(503);
		assertThat(reply.header("Retry-After")).isEqualTo("1");
	}

	private static String awaitCounter(Browser user, String... values) {
		return Awaitility.await("the counter is one of " + List.of(values))
			.atMost(RECOVERY)
			.until(() -> counter(user.get("/api/session")), List.of(values)::contains);
	}

	private static String counter(Reply reply) {
		return reply.isSuccess() ? String.valueOf(SessionState.of(reply).attribute("counter")) : "not known";
	}

}
