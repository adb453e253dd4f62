package io.github.hazelcastjetty.benchmark.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;

import io.github.hazelcastjetty.benchmark.load.Scenario;
import io.github.hazelcastjetty.benchmark.server.Contestant;
import io.github.hazelcastjetty.benchmark.server.Topology;

/**
 * The figures as charts: reads and writes of each topology.
 */
final class Charts {

	private static final int KILOBYTE = 1024;

	private static final List<Scenario> SHOWN = List.of(Scenario.READ, Scenario.WRITE);

	private final Results results;

	Charts(Results results) {
		this.results = results;
	}

	/**
	 * Draw all charts.
	 * @return the charts, by the names of their files
	 */
	Map<String, String> draw() {
		Map<String, String> charts = new LinkedHashMap<>();
		for (Topology topology : Topology.values()) {
			if (!this.results.contestants(topology).isEmpty()) {
				charts.put(fileName("rate", topology), chart(topology, true));
				charts.put(fileName("cpu", topology), chart(topology, false));
			}
		}
		return charts;
	}

	private static String fileName(String figure, Topology topology) {
		return figure + "-" + topology.label().toLowerCase(Locale.ROOT).replace('/', '-') + ".svg";
	}

	private String chart(Topology topology, boolean rate) {
		List<Contestant> contestants = this.results.contestants(topology);
		String title = topology.label()
				+ (rate ? ": requests per second, as a share of in-memory sessions" : ": CPU milliseconds per request");
		BarChart chart = new BarChart(title, contestants.stream().map(Contestant::label).toList());
		for (int size : this.results.sizes()) {
			for (Scenario scenario : SHOWN) {
				List<OptionalDouble> values = new ArrayList<>();
				for (Contestant contestant : contestants) {
					values.add(value(new Cell(contestant, scenario, size), rate));
				}
				if (values.stream().anyMatch(OptionalDouble::isPresent)) {
					chart.add(scenario.label() + ", " + size / KILOBYTE + " KB", values);
				}
			}
		}
		return chart.svg();
	}

	private OptionalDouble value(Cell cell, boolean rate) {
		if (this.results.find(cell).isEmpty()) {
			return OptionalDouble.empty();
		}
		return rate ? this.results.rateToInMemory(cell) : OptionalDouble.of(this.results.get(cell).cpuMillis());
	}

}
