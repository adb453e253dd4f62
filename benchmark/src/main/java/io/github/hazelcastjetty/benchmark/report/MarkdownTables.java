package io.github.hazelcastjetty.benchmark.report;

import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.stream.Collectors;

import io.github.hazelcastjetty.benchmark.load.Scenario;
import io.github.hazelcastjetty.benchmark.server.Contestant;
import io.github.hazelcastjetty.benchmark.server.Library;
import io.github.hazelcastjetty.benchmark.server.Topology;

/**
 * The figures as tables.
 */
final class MarkdownTables {

	private static final int KILOBYTE = 1024;

	private static final String MISSING = "–";

	private final Results results;

	MarkdownTables(Results results) {
		this.results = results;
	}

	/**
	 * Return the rates as a share of in-memory sessions, each with the processor time of
	 * a request: a table for each topology and size.
	 */
	String summary() {
		StringBuilder tables = new StringBuilder();
		for (Topology topology : Topology.values()) {
			for (int size : this.results.sizes()) {
				List<Scenario> scenarios = scenarios(topology, size);
				if (!scenarios.isEmpty()) {
					tables.append("### %s, %d KB%n%n".formatted(topology.label(), size / KILOBYTE));
					tables.append(summary(topology, size, scenarios)).append('\n');
				}
			}
		}
		return tables.toString();
	}

	private String summary(Topology topology, int size, List<Scenario> scenarios) {
		StringBuilder table = new StringBuilder(
				scenarios.stream().map(Scenario::label).collect(Collectors.joining(" | ", "| | ", " |\n")));
		table.append("|---|").append("--:|".repeat(scenarios.size())).append('\n');
		for (Contestant contestant : this.results.contestants(topology)) {
			List<String> figures = scenarios.stream()
				.map((scenario) -> share(new Cell(contestant, scenario, size)))
				.toList();
			if (figures.stream().anyMatch((figure) -> !figure.equals(MISSING))) {
				table.append("| %s | %s |%n".formatted(contestant.label(), String.join(" | ", figures)));
			}
		}
		return table.toString();
	}

	private List<Scenario> scenarios(Topology topology, int size) {
		return this.results.cells()
			.stream()
			.filter((cell) -> cell.contestant().topology() == topology && cell.size() == size)
			.map(Cell::scenario)
			.distinct()
			.sorted()
			.toList();
	}

	private String share(Cell cell) {
		return this.results.find(cell)
			.map((figures) -> number(this.results.rateToInMemory(cell)) + " · " + number(figures.cpuMillis())
					+ ((figures.failures() > 0) ? " (" + figures.failures() + " failed)" : ""))
			.orElse(MISSING);
	}

	/**
	 * Return our rate as a multiple of that of the best other library, each with the same
	 * of the processor time.
	 */
	String comparison() {
		StringBuilder table = new StringBuilder("| | size |");
		List<Scenario> scenarios = this.results.scenarios();
		table.append(scenarios.stream().map(Scenario::label).collect(Collectors.joining(" | ", " ", " |\n")));
		table.append("|---|--:|").append("--:|".repeat(scenarios.size())).append('\n');
		for (Topology topology : Topology.values()) {
			for (Contestant ours : this.results.contestants(topology)) {
				if (ours.library() == Library.OURS) {
					for (int size : this.results.sizes()) {
						table.append("| %s, %s | %d KB |".formatted(topology.label(), ours.label(), size / KILOBYTE));
						table.append(scenarios.stream()
							.map((scenario) -> multiple(new Cell(ours, scenario, size)))
							.collect(Collectors.joining(" | ", " ", " |\n")));
					}
				}
			}
		}
		return table.toString();
	}

	private String multiple(Cell cell) {
		return this.results.find(cell).isEmpty() ? MISSING : "**" + number(this.results.rateToBestPeer(cell)) + "x** · "
				+ number(this.results.cpuToBestPeer(cell)) + "x";
	}

	/**
	 * Return all figures: a table for each scenario, size and topology.
	 */
	String details() {
		StringBuilder tables = new StringBuilder();
		for (Topology topology : Topology.values()) {
			for (int size : this.results.sizes()) {
				for (Scenario scenario : scenarios(topology, size)) {
					tables
						.append("### %s, %d KB, %s%n%n".formatted(topology.label(), size / KILOBYTE, scenario.label()));
					tables.append(details(topology, size, scenario)).append('\n');
				}
			}
		}
		return tables.toString();
	}

	private String details(Topology topology, int size, Scenario scenario) {
		StringBuilder table = new StringBuilder(
				"""
						| | requests/s | spread | to in-memory | to the best peer | p50 ms | p99 ms | CPU ms | to in-memory | to the best peer | bytes | operations |
						|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|
						""");
		for (Contestant contestant : this.results.contestants(topology)) {
			Cell cell = new Cell(contestant, scenario, size);
			this.results.find(cell)
				.ifPresent((figures) -> table
					.append("| %s | %.0f | %.0f %% | %s | %s | %.2f | %.2f | %s | %s | %s | %s |%n".formatted(
							contestant.label(), figures.rate(), 100 * figures.spread(),
							number(this.results.rateToInMemory(cell)), number(this.results.rateToBestPeer(cell)),
							figures.medianMillis(), figures.slowMillis(), number(figures.cpuMillis()),
							number(this.results.cpuToInMemory(cell)), number(this.results.cpuToBestPeer(cell)),
							cost(cell))));
		}
		return table.toString();
	}

	private String cost(Cell cell) {
		return this.results.cost(cell)
			.map((cost) -> String.format(Locale.ROOT, "%,.0f | %.2f", cost.bytes(), cost.operations()))
			.orElse(MISSING + " | " + MISSING);
	}

	/**
	 * Return how many wrong answers there were.
	 */
	String findings() {
		StringBuilder table = new StringBuilder("""
				| | tried | lost | stale | not saved | resurrected |
				|---|--:|--:|--:|--:|--:|
				""");
		this.results.findings()
			.forEach((contestant, finding) -> table
				.append("| %s | %d | %d | %d | %d | %d |%n".formatted(contestant.fullLabel(), finding.attempts(),
						finding.lost(), finding.stale(), finding.notSaved(), finding.resurrected())));
		return table.toString();
	}

	/**
	 * Return how much memory idle sessions take.
	 */
	String idle() {
		StringBuilder table = new StringBuilder("| | bytes of heap per session |\n|---|--:|\n");
		this.results.idleBytes()
			.forEach((contestant, bytes) -> table
				.append("| %s | %s |%n".formatted(contestant.fullLabel(), String.format(Locale.ROOT, "%,d", bytes))));
		return table.toString();
	}

	private static String number(OptionalDouble ratio) {
		return ratio.isPresent() ? number(ratio.getAsDouble()) : MISSING;
	}

	private static String number(double value) {
		return String.format(Locale.ROOT, "%.2f", value);
	}

}
