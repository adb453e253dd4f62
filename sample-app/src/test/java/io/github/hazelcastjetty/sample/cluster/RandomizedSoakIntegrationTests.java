package io.github.hazelcastjetty.sample.cluster;

import java.time.Duration;
import java.util.Random;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Random operations for a long time, while one node after the other dies and returns. The
 * system property {@code soak.seconds} says how long, for each way to share sessions.
 */
@Tag("soak")
class RandomizedSoakIntegrationTests {

	private static final Duration DURATION = Duration.ofSeconds(Integer.getInteger("soak.seconds", 60));

	private static final int SHORTEST_PEACE_MILLIS = 2_000;

	private static final int LONGEST_PEACE_MILLIS = 10_000;

	@ParameterizedTest
	@EnumSource
	void nodesAgreeOnWhatIsAllowedWhileOthersDie(Topology topology) {
		SampleClusterBuilder builder = topology.builder("soak").nodes("a", "b", "c");
		if (topology == Topology.CLIENT || topology == Topology.STICKY_CLIENT) {
			builder.clientOf(2);
		}
		try (SampleCluster cluster = builder.start()) {
			RaceRun run = new RaceRun(cluster, "RandomizedSoakIntegrationTests -Psoak");
			long end = System.nanoTime() + DURATION.toNanos();
			run.play((round) -> System.nanoTime() < end, () -> kill(cluster, run, end));
		}
	}

	private static void kill(SampleCluster cluster, RaceRun run, long end) {
		Random random = run.random();
		// Whether all backups are there again nobody can ask a stock member, so one dies
		// once
		cluster.stockMembers().stream().findFirst().ifPresent((member) -> {
			peace(run, random);
			run.nodes().kill(member);
		});
		while (System.nanoTime() < end && !run.hasFailed()) {
			peace(run, random);
			run.nodes().kill(cluster.nodes().get(random.nextInt(cluster.nodes().size())));
		}
	}

	private static void peace(RaceRun run, Random random) {
		run.pause(SHORTEST_PEACE_MILLIS + random.nextInt(LONGEST_PEACE_MILLIS - SHORTEST_PEACE_MILLIS));
	}

}
