package io.github.hazelcastjetty.benchmark.report;

import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.StringJoiner;

/**
 * All figures as comma-separated values.
 */
final class Csv {

	private static final String HEADER = """
			topology,library,sticky,scenario,bytes,requests_per_second,spread,p50_ms,p99_ms,cpu_ms,rate_to_in_memory,\
			rate_to_best_peer,cpu_to_in_memory,cpu_to_best_peer,bytes_per_request,operations_per_request,\
			generator_share,foreign_share,failures
			""";

	private Csv() {
	}

	static String of(Results results) {
		StringBuilder csv = new StringBuilder(HEADER);
		for (Cell cell : results.cells()) {
			csv.append(line(results, cell)).append('\n');
		}
		return csv.toString();
	}

	private static String line(Results results, Cell cell) {
		Figures figures = results.get(cell);
		Optional<Cost> cost = results.cost(cell);
		StringJoiner line = new StringJoiner(",");
		line.add(cell.contestant().topology().label());
		line.add(cell.contestant().library().label());
		line.add(Boolean.toString(cell.contestant().sticky()));
		line.add('"' + cell.scenario().label() + '"');
		line.add(Integer.toString(cell.size()));
		line.add(number(figures.rate()));
		line.add(number(figures.spread()));
		line.add(number(figures.medianMillis()));
		line.add(number(figures.slowMillis()));
		line.add(number(figures.cpuMillis()));
		line.add(number(results.rateToInMemory(cell)));
		line.add(number(results.rateToBestPeer(cell)));
		line.add(number(results.cpuToInMemory(cell)));
		line.add(number(results.cpuToBestPeer(cell)));
		line.add(cost.isPresent() ? number(cost.get().bytes()) : "");
		line.add(cost.isPresent() ? number(cost.get().operations()) : "");
		line.add(number(figures.generatorShare()));
		line.add(number(figures.foreignShare()));
		line.add(Long.toString(figures.failures()));
		return line.toString();
	}

	private static String number(OptionalDouble ratio) {
		return ratio.isPresent() ? number(ratio.getAsDouble()) : "";
	}

	private static String number(double value) {
		return String.format(Locale.ROOT, "%.4f", value);
	}

}
