package io.github.hazelcastjetty.benchmark.report;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Writes the page, the values and the charts.
 */
public final class Report {

	private static final String TEMPLATE = "benchmarks.md";

	private final Results results;

	private final Map<String, String> facts;

	/**
	 * Create a report.
	 * @param results what was measured
	 * @param facts what the page says about the run, by the names of its placeholders
	 */
	public Report(Results results, Map<String, String> facts) {
		this.results = results;
		this.facts = facts;
	}

	/**
	 * Write all files.
	 * @param directory where the page goes; the others go to a directory beside it
	 * @throws IOException if a file cannot be written
	 */
	public void write(Path directory) throws IOException {
		Path others = Files.createDirectories(directory.resolve("benchmarks"));
		Files.writeString(others.resolve("benchmarks.csv"), Csv.of(this.results));
		Map<String, String> charts = new Charts(this.results).draw();
		for (Map.Entry<String, String> chart : charts.entrySet()) {
			Files.writeString(others.resolve(chart.getKey()), chart.getValue());
		}
		Files.writeString(directory.resolve(TEMPLATE), page(charts.keySet()));
	}

	private String page(Collection<String> charts) {
		MarkdownTables tables = new MarkdownTables(this.results);
		String page = template();
		for (Map.Entry<String, String> fact : this.facts.entrySet()) {
			page = page.replace("{" + fact.getKey() + "}", fact.getValue());
		}
		String images = charts.stream()
			.map((chart) -> "![" + chart + "](benchmarks/" + chart + ")")
			.collect(Collectors.joining("\n\n"));
		return page.replace("{charts}", images)
			.replace("{summary}", tables.summary())
			.replace("{comparison}", tables.comparison())
			.replace("{findings}", tables.findings())
			.replace("{idle}", tables.idle())
			.replace("{details}", tables.details())
			.stripTrailing() + "\n";
	}

	private static String template() {
		try (InputStream in = Report.class.getResourceAsStream(TEMPLATE)) {
			if (in == null) {
				throw new IllegalStateException("There is no " + TEMPLATE);
			}
			return new String(in.readAllBytes(), StandardCharsets.UTF_8);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
