package io.github.hazelcastjetty.benchmark.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;

/**
 * The machine that all of it runs on.
 */
public final class Machine {

	private static final Path STATISTICS = Path.of("/proc/stat");

	private static final long MILLIS_PER_TICK = 10;

	// user, nice, system, idle, iowait, irq, softirq, steal
	private static final int[] BUSY = { 1, 2, 3, 6, 7, 8 };

	private Machine() {
	}

	/**
	 * Return the processor time that all processes have used so far, and what a
	 * hypervisor gave to others.
	 * @return the time, or zero where the system does not tell
	 */
	public static Duration busy() {
		if (!Files.isReadable(STATISTICS)) {
			return Duration.ZERO;
		}
		try (Stream<String> lines = Files.lines(STATISTICS)) {
			String[] fields = lines.findFirst().orElse("").split("\\s+");
			long ticks = 0;
			for (int field : BUSY) {
				ticks += Long.parseLong(fields[field]);
			}
			return Duration.ofMillis(ticks * MILLIS_PER_TICK);
		}
		catch (IOException ex) {
			return Duration.ZERO;
		}
	}

	/**
	 * Return the processor time that this process has used so far.
	 * @return the processor time
	 */
	public static Duration ownCpu() {
		return ProcessHandle.current().info().totalCpuDuration().orElse(Duration.ZERO);
	}

	/**
	 * Return the number of processors.
	 * @return the number of processors
	 */
	public static int processors() {
		return Runtime.getRuntime().availableProcessors();
	}

	/**
	 * Describe the machine and the Java virtual machine.
	 * @return a sentence
	 */
	public static String description() {
		return "%d processors (%s), %s %s, Java %s.".formatted(processors(), processorName(),
				System.getProperty("os.name"), System.getProperty("os.arch"), System.getProperty("java.version"));
	}

	private static String processorName() {
		try (Stream<String> lines = Files.lines(Path.of("/proc/cpuinfo"))) {
			return lines.filter((line) -> line.startsWith("model name"))
				.map((line) -> line.substring(line.indexOf(':') + 1).strip())
				.findFirst()
				.orElse("unknown");
		}
		catch (IOException ex) {
			return "unknown";
		}
	}

}
