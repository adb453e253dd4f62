package io.github.hazelcastjetty.session.hazelcast.simulation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Looks for the shortest scenario and schedule that fail.
 */
final class Shrinker {

	private static final int ATTEMPTS = 150;

	private final Threads threads;

	private Scenario scenario;

	private long schedule;

	private Shrinker(long seed, Threads threads) {
		this.threads = threads;
		this.scenario = Scenario.of(seed);
		this.schedule = seed;
	}

	/**
	 * Tell how a seed fails.
	 */
	static String explain(long seed) {
		try (Threads threads = new Threads()) {
			Shrinker shrinker = new Shrinker(seed, threads);
			while (shrinker.shrink()) {
				// As long as it gets shorter
			}
			return "-Dsimulation.seed=" + seed + " fails. The shortest way to fail that was found:\n"
					+ shrinker.report();
		}
	}

	private boolean shrink() {
		for (Scenario shorter : this.scenario.shorter()) {
			for (int i = 0; i < ATTEMPTS; i++) {
				long seed = (i == 0) ? this.schedule : i;
				if (Simulation.run(shorter, seed, this.threads, null) != null) {
					this.scenario = shorter;
					this.schedule = seed;
					return true;
				}
			}
		}
		return false;
	}

	/**
	 * Run the scenario in many orders, and tell the shortest of those that fail.
	 */
	private String report() {
		List<String> shortest = null;
		Violation violation = null;
		for (int i = 0; i < ATTEMPTS; i++) {
			List<String> trace = new ArrayList<>();
			Violation found = Simulation.run(this.scenario, (i == 0) ? this.schedule : i, this.threads, trace);
			if (found != null && (shortest == null || trace.size() < shortest.size())) {
				shortest = trace;
				violation = found;
			}
		}
		StringBuilder text = new StringBuilder();
		text.append(this.scenario);
		if (shortest != null) {
			shortest.forEach((line) -> text.append(line).append('\n'));
			text.append(violation.getMessage());
			if (violation.getCause() != null) {
				Arrays.stream(violation.getCause().getStackTrace())
					.limit(20)
					.forEach((frame) -> text.append("\n\tat ").append(frame));
			}
		}
		return text.toString();
	}

}
