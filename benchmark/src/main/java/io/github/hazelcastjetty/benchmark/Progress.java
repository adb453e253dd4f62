package io.github.hazelcastjetty.benchmark;

import java.time.Duration;
import java.util.Collection;
import java.util.Locale;

import io.github.hazelcastjetty.benchmark.report.Cell;
import io.github.hazelcastjetty.benchmark.report.Results;

/**
 * Tells how far it has got.
 */
final class Progress {

	private static final long SECONDS_PER_MINUTE = 60;

	private final long start = System.nanoTime();

	/**
	 * Print a line, with the time since the start.
	 */
	void say(String format, Object... arguments) {
		long seconds = Duration.ofNanos(System.nanoTime() - this.start).toSeconds();
		System.out.printf(Locale.ROOT, "%3d:%02d  %s%n", seconds / SECONDS_PER_MINUTE, seconds % SECONDS_PER_MINUTE,
				String.format(Locale.ROOT, format, arguments));
	}

	/**
	 * Print what was just measured.
	 */
	void show(Results results, Collection<Cell> cells) {
		for (Cell cell : cells) {
			say("%s", results.line(cell));
		}
	}

}
