package io.github.hazelcastjetty.sample.cluster;

import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.github.hazelcastjetty.rules.RulesApplication;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Three nodes are restarted one after the other while customers go on. The balancer is
 * not told: it finds out by a refused connection or a 503, and tries one other node.
 */
@OwnCluster
class RollingRestartIntegrationTests {

	private static final int CUSTOMERS = 4;

	private static final int IDLE_SESSIONS = 50;

	private static final int PROGRESS = 20;

	@ParameterizedTest(name = "sticky: {0}")
	@ValueSource(booleans = { false, true })
	void nothingIsLostAndNothingFails(boolean sticky) {
		restartOneAfterTheOther(sticky, Program.local(RulesApplication.class));
	}

	@ParameterizedTest(name = "sticky: {0}")
	@ValueSource(booleans = { false, true })
	@Tag("soak")
	void nothingIsLostAndNothingFailsWithProcesses(boolean sticky) {
		restartOneAfterTheOther(sticky, Program.sample());
	}

	private static void restartOneAfterTheOther(boolean sticky, Program program) {
		try (SampleCluster cluster = SampleCluster.builder("rolling-restart-" + (sticky ? "sticky" : "round-robin"))
			.program(program)
			.nodes("a", "b", "c")
			.sticky(sticky)
			.property("hazelcast.jetty.session.operation-timeout", "10s")
			.start()) {
			List<IdleSession> idle = IntStream.range(0, IDLE_SESSIONS)
				.mapToObj((i) -> IdleSession.open(cluster))
				.toList();
			try (Customers customers = Customers.start(cluster, CUSTOMERS)) {
				for (SampleNode node : cluster.nodes()) {
					customers.awaitProgress(PROGRESS);
					node.stopGracefully();
					customers.awaitProgress(PROGRESS);
					cluster.startMissing();
				}
				customers.awaitProgress(PROGRESS);
				customers.stop();
				cluster.nodes().forEach(customers::checkAt);
				assertThat(customers.losses()).isEmpty();
				assertThat(customers.failures()).isEmpty();
			}
			assertThat(cluster.contents().sessions()).isEqualTo(IDLE_SESSIONS + CUSTOMERS);
			for (SampleNode node : cluster.nodes()) {
				assertThat(idle).allMatch((session) -> session.isIntactAt(node));
			}
		}
	}

	/**
	 * A session that nobody uses during the restarts.
	 *
	 * @param browser who has it
	 * @param note what is in it
	 */
	private record IdleSession(Browser browser, String note) {

		static IdleSession open(SampleCluster cluster) {
			Browser browser = cluster.browser();
			// One small and one that is kept apart from the rest of the session
			String note = UUID.randomUUID().toString();
			browser.set("note", note);
			browser.set("large", note.repeat(200));
			return new IdleSession(browser, note);
		}

		boolean isIntactAt(SampleNode node) {
			SessionState session = this.browser.at(node).session();
			return this.note.equals(session.attribute("note"))
					&& this.note.repeat(200).equals(session.attribute("large"));
		}

	}

}
