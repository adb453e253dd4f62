package io.github.hazelcastjetty.benchmark;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

import io.github.hazelcastjetty.benchmark.report.Report;
import io.github.hazelcastjetty.benchmark.report.Results;
import io.github.hazelcastjetty.benchmark.server.Machine;
import io.github.hazelcastjetty.benchmark.server.Topology;

/**
 * Measures and writes the report.
 */
public final class Benchmark {

	private Benchmark() {
	}

	/**
	 * Measures.
	 * @param args the name of the plan, the directory for the report, and one for what is
	 * of no interest afterwards
	 * @throws IOException if a process ends or a file cannot be written
	 */
	public static void main(String[] args) throws IOException {
		Plan plan = Plan.of(args[0]);
		Path logs = Path.of(args[2]);
		// What a smoke run has measured is for nobody to read
		Path output = plan.isSmoke() ? logs : Path.of(args[1]);
		long start = System.nanoTime();
		Results results = new Results();
		Progress progress = new Progress();
		for (Topology topology : Topology.values()) {
			try (Race race = new Race(plan, topology, results, progress)) {
				race.start(logs);
				race.run();
				race.probe();
				if (topology == Topology.P2P) {
					race.idle();
				}
			}
		}
		new Report(results, facts(plan, results, Duration.ofNanos(System.nanoTime() - start))).write(output);
		results.failOnWrongAnswers();
		progress.say("the report is %s", output.resolve("benchmarks.md").toAbsolutePath());
	}

	private static Map<String, String> facts(Plan plan, Results results, Duration duration) {
		Map<String, String> facts = new LinkedHashMap<>();
		facts.put("plan", plan.name());
		facts.put("date", LocalDate.now().toString());
		facts.put("minutes", Long.toString(duration.toMinutes() + 1));
		facts.put("machine", Machine.description());
		facts.put("noise", results.noise());
		facts.put("compilers", results.compilation());
		facts.put("users", Integer.toString(plan.users()));
		facts.put("rounds", Integer.toString(plan.rounds()));
		facts.put("turn", Long.toString(plan.turn().toMillis()));
		facts.put("warmUp", Long.toString(plan.warmUp().toSeconds()));
		facts.put("coldRequests", String.format(Locale.ROOT, "%,d", plan.coldRequests()));
		facts.put("counted", String.format(Locale.ROOT, "%,d", plan.countedRequests()));
		facts.put("idleSessions", String.format(Locale.ROOT, "%,d", plan.idleSessions()));
		return facts;
	}

}
