package io.github.hazelcastjetty.sample.cluster;

import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Random operations on sessions, many at the same time and on all nodes, checked against
 * what the Servlet specification and our promises allow.
 */
class RandomizedIntegrationTests {

	private static final int ROUNDS = 45;

	private static final int ROUNDS_WITH_KILL = 70;

	@ParameterizedTest
	@EnumSource
	void nodesAgreeOnWhatIsAllowed(Topology topology) {
		RaceRun run = new RaceRun(topology.cluster(), "RandomizedIntegrationTests");
		run.play((round) -> round < ROUNDS, () -> {
		});
		assertThat(run.nodes().operations()).isGreaterThan(ROUNDS);
	}

	@Test
	@Tag("soak")
	void nodesAgreeOnWhatIsAllowedWhenOneDies() {
		try (SampleCluster cluster = Topology.ROUND_ROBIN.builder("races").nodes("a", "b", "c").start()) {
			RaceRun run = new RaceRun(cluster, "RandomizedIntegrationTests");
			AtomicInteger kills = new AtomicInteger();
			run.play((round) -> round < ROUNDS_WITH_KILL || kills.get() == 0, () -> {
				run.awaitOperations(200);
				run.nodes().kill(cluster.nodes().get(run.random().nextInt(cluster.nodes().size())));
				kills.incrementAndGet();
			});
		}
	}

}
