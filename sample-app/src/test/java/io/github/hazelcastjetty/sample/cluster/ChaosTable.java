package io.github.hazelcastjetty.sample.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The table {@code chaos.md} in the build directory, to which every class with faults
 * adds its rows. A fault that is there already gets its new row in the same place.
 */
final class ChaosTable {

	private static final Path FILE = Program.buildDirectory().resolve("chaos.md");

	private ChaosTable() {
	}

	static synchronized void add(String row) {
		System.out.print(row);
		try {
			List<String> lines = (Files.exists(FILE)) ? new ArrayList<>(Files.readAllLines(FILE)) : new ArrayList<>();
			List<String> header = ChaosReport.HEADER.lines().toList();
			if (lines.size() < header.size() || !lines.subList(0, header.size()).equals(header)) {
				lines = new ArrayList<>(header);
			}
			String fault = row.substring(0, row.indexOf('|', 1));
			int place = 0;
			while (place < lines.size() && !lines.get(place).startsWith(fault)) {
				place++;
			}
			if (place < lines.size()) {
				lines.set(place, row.strip());
			}
			else {
				lines.add(row.strip());
			}
			Files.write(FILE, lines);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
