package io.github.hazelcastjetty.sample.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.List;

/**
 * What a node has logged.
 */
final class NodeLog {

	private static final int LAST_LINES = 60;

	private NodeLog() {
	}

	static String of(SampleNode node) {
		try {
			return Files.readString(node.log(), StandardCharsets.UTF_8);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * The last lines.
	 */
	static String end(SampleNode node) {
		List<String> lines = of(node).lines().toList();
		return String.join("\n", lines.subList(Math.max(0, lines.size() - LAST_LINES), lines.size()));
	}

	/**
	 * The warnings of a node about an attribute.
	 */
	static List<String> warnings(SampleNode node, String attribute) {
		return of(node).lines()
			.filter((line) -> line.contains(" WARN ") && line.contains("'" + attribute + "'"))
			.toList();
	}

}
