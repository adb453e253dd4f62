package io.github.hazelcastjetty.sample.cluster;

import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.IntStream;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What becomes of sessions when a node restarts, dies or stands still. Each run has a
 * cluster of its own, which nobody else has to suffer.
 */
@OwnCluster
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@ParameterizedClass
@EnumSource
class NodeLossIntegrationTests {

	private static final int SESSIONS = 24;

	private static final int DIRECT_USERS = 4;

	private static final Duration LIMIT = Duration.ofSeconds(25);

	private static SampleCluster cluster;

	@Parameter
	Topology topology;

	@BeforeParameterizedClassInvocation
	static void startCluster(Topology topology) {
		cluster = topology.builder("loss")
			.nodes("a", "b")
			.property("hazelcast.jetty.session.operation-timeout", "4s")
			.start();
	}

	@AfterParameterizedClassInvocation
	static void stopCluster() {
		cluster.close();
	}

	@BeforeEach
	void startWhatATestHasEnded() {
		cluster.startMissing();
	}

	/**
	 * The cases S1 and N1 of the Hazelcast Jetty Session Manager for Jetty 7 to 9, and
	 * what attributes are told then.
	 */
	@Test
	void sessionOutlivesARestartOfItsNode() throws IOException {
		String told = UUID.randomUUID().toString();
		Browser browser = cluster.browserAt("a");
		browser.get("/rules/life/seed/write").expectSuccess();
		browser.post("/rules/life/listeners/listener?value=" + told).expectSuccess();
		try (DirectUsers users = DirectUsers.start(cluster, cluster.node("a"), DIRECT_USERS)) {
			assertThat(cluster.node("a").stopGracefully()).isEqualTo(143);
			assertThat(users.ends()).containsOnly("no answer");
			assertThat(users.refused()).as("requests that were answered 503").isLessThanOrEqualTo(DIRECT_USERS);
		}
		assertThat(Files.readString(cluster.node("a").log())).containsOnlyOnce("Passivated " + told);
		Browser onB = browser.at(cluster.node("b"));
		assertThat(readSeed(onB)).isEqualTo("value");
		cluster.startMissing();
		assertThat(readSeed(browser)).isEqualTo("value");
		assertThat(ToldEvents.of(cluster, browser.sessionId()).only("activated", "passivated").all())
			.containsExactlyInAnyOrder("a: activated " + told, "b: activated " + told);
	}

	private static String readSeed(Browser browser) {
		return ChaosStorm.untilDone(() -> browser.get("/rules/life/seed/read")).body();
	}

	/**
	 * The last one, so that nobody has to start the node again.
	 */
	@Test
	@Order(Integer.MAX_VALUE)
	void sessionsOfADeadNodeExpireOnceAndThoseWhoseIdItWasChangingHaveOneId() {
		SampleNode dying = cluster.node("b");
		String note = UUID.randomUUID().toString();
		Browser unused = cluster.browserAt("b");
		unused.set("note", note);
		unused.post("/rules/life/bean").expectSuccess();
		unused.post("/rules/life/listeners/listener?value=" + note).expectSuccess();
		List<String> marks = new ArrayList<>();
		List<Browser> browsers = sessions(marks);
		IdChanges changes = IdChanges.start(browsers, dying);
		unused.post("/api/timeout?seconds=5").expectSuccess();
		dying.kill();
		assertThat(changes.await()).contains("no answer").isSubsetOf("no answer", "503");
		assertOneIdEach(marks, cluster.node("a"));
		assertThat(cluster.awaitDestroyedOnce(note, 1, Duration.ofSeconds(20)))
			.allMatch((session) -> session.attributes() == 3);
		assertThat(ToldEvents.of(cluster, unused.sessionId()).only("destroyed", "unbound", "testament").all())
			.containsExactlyInAnyOrder("a: destroyed", "a: testament Bean[null[]] in place", "a: unbound " + note);
		assertThat(cluster.contents().hasSession(unused.sessionId())).isFalse();
	}

	/**
	 * A member does not answer for longer than requests wait. A change succeeds if only
	 * its backup is there.
	 */
	@Test
	void idChangesThatTheClusterInterruptsLeaveOneId() {
		List<String> marks = new ArrayList<>();
		List<Browser> browsers = sessions(marks);
		interrupt(browsers);
		assertOneIdEach(marks, cluster.node("b"));
	}

	private void interrupt(List<Browser> browsers) {
		IdChanges changes = IdChanges.start(browsers, cluster.node("a"));
		pause();
		try {
			assertThat(changes.stop().await()).isSubsetOf("200", "503");
		}
		finally {
			resume();
		}
	}

	private void pause() {
		if (!cluster.stockMembers().isEmpty()) {
			cluster.stockMembers().get(0).process().pause();
		}
		else {
			cluster.node("b").pause();
		}
	}

	private void resume() {
		if (!cluster.stockMembers().isEmpty()) {
			cluster.stockMembers().get(0).process().resume();
		}
		else {
			cluster.node("b").resume();
		}
	}

	/**
	 * Sessions that can be told from each other in the cluster.
	 */
	private static List<Browser> sessions(List<String> marks) {
		return IntStream.range(0, SESSIONS).mapToObj((i) -> {
			Browser browser = cluster.browserAt("a");
			marks.add(UUID.randomUUID().toString());
			ChaosStorm.untilDone(() -> browser.put("/api/attributes/mark", marks.get(i)));
			return browser;
		}).toList();
	}

	/**
	 * Checks that each session gets one id, the old one or the new one, under which it
	 * can be used.
	 */
	private static void assertOneIdEach(List<String> marks, SampleNode node) {
		Awaitility.await("each session has one id").atMost(LIMIT).untilAsserted(() -> {
			List<String> usable = new ArrayList<>();
			for (String id : cluster.contents().sessionIds()) {
				usable.add(mark(id, node));
			}
			assertThat(usable).doesNotHaveDuplicates().containsAll(marks);
		});
	}

	private static String mark(String id, SampleNode node) {
		Browser browser = new Browser(node.uri());
		browser.forgeCookie(id);
		Reply reply = browser.get("/api/session").expectSuccess();
		return Objects.requireNonNullElse(SessionState.of(reply).attribute("mark"), "none: " + id);
	}

}
