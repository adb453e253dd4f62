package io.github.hazelcastjetty.sample.cluster;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ChaosLogs}.
 */
class ChaosLogsTests {

	private static final Duration TIME = Duration.ofSeconds(19);

	private static final String LOST = line("WARN ", ChaosLogs.STATES,
			"Sessions cannot be reached: the cluster does not answer. Requests that need them are turned away.");

	private static final String BACK = line("INFO ", ChaosLogs.STATES,
			"Sessions can be reached again: the cluster answers");

	@Test
	void oneLineForEachChangeOfState() {
		assertThat(ChaosLogs.problems(List.of(LOST, BACK, LOST, BACK), TIME)).isEmpty();
		assertThat(ChaosLogs.problems(List.of(LOST, LOST, BACK), TIME)).hasSize(1);
		assertThat(ChaosLogs.problems(List.of(LOST, BACK, LOST, BACK, LOST, BACK), TIME)).hasSize(1);
	}

	@Test
	void whatGoesWrongAgainAndAgainIsOneLineInAMinute() {
		List<String> lines = List.of(refused(0), refused(12));
		assertThat(ChaosLogs.problems(lines, TIME)).hasSize(1);
		assertThat(ChaosLogs.problems(lines, Duration.ofSeconds(70))).isEmpty();
	}

	@Test
	void nothingFromJettyAndNoStackTraces() {
		assertThat(ChaosLogs.problems(List.of(line("WARN ", "org.eclipse.jetty.session.HouseKeeper", "oh")), TIME))
			.hasSize(1);
		List<String> trace = new ArrayList<>(List.of(refused(0)));
		trace.addAll(Collections.nCopies(60, "	at com.example.Shop.buy(Shop.java:1)"));
		assertThat(ChaosLogs.problems(trace, TIME)).containsExactly("61 lines");
	}

	@Test
	void whatHazelcastSaysIsItsOwnBusiness() {
		String trace = "	at com.hazelcast.Operation.run(Operation.java:1)";
		String hazelcast = line("ERROR", "com.hazelcast.map.impl.operation.GetOperation", "oh");
		assertThat(ChaosLogs.withoutHazelcast(List.of(LOST, trace, hazelcast, trace, BACK))).containsExactly(LOST,
				trace, BACK);
	}

	private static String refused(int more) {
		return line("WARN ", "io.github.hazelcastjetty.session.jetty.ClusteredSessionHandler",
				"A response was replaced by 503 (" + more + " more since the last time): no answer");
	}

	private static String line(String level, String logger, String message) {
		return "12:34:56.789 " + level + " [qtp-1] " + logger + " - " + message;
	}

}
