package io.github.hazelcastjetty.sample.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * A Java virtual machine of its own. It can be ended in every way a node ends.
 */
final class JavaProcess implements RunningProgram {

	private static final Duration STOP_LIMIT = Duration.ofSeconds(60);

	private static final Duration SIGNAL_LIMIT = Duration.ofSeconds(10);

	// Small and quick to start: several of them share the machine with the tests
	private static final List<String> OPTIONS = List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx256m",
			"-Djava.net.preferIPv4Stack=true");

	private static final Set<Process> STARTED = ConcurrentHashMap.newKeySet();

	static {
		// A run that is cut short must not leave its nodes behind
		Runtime.getRuntime()
			.addShutdownHook(new Thread(() -> STARTED.forEach(Process::destroyForcibly), "end-java-processes"));
	}

	private final Process process;

	private final Path log;

	private JavaProcess(Process process, Path log) {
		this.process = process;
		this.log = log;
	}

	/**
	 * Starts a program without waiting for anything.
	 * @param program the program
	 * @param arguments its arguments
	 * @param log where what it says is added
	 * @return the process
	 */
	static JavaProcess start(Program program, List<String> arguments, Path log) {
		List<String> command = new ArrayList<>();
		command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
		command.addAll(OPTIONS);
		command.addAll(program.arguments());
		command.addAll(arguments);
		try {
			Files.createDirectories(log.getParent());
			Process process = new ProcessBuilder(command).redirectErrorStream(true)
				.redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
				.redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
				.start();
			STARTED.add(process);
			process.onExit().thenAccept(STARTED::remove);
			return new JavaProcess(process, log);
		}
		catch (IOException ex) {
			throw new UncheckedIOException("Cannot start a node", ex);
		}
	}

	@Override
	public long pid() {
		return this.process.pid();
	}

	@Override
	public boolean isAlive() {
		return this.process.isAlive();
	}

	@Override
	public int stopGracefully() {
		this.process.destroy();
		return awaitExit();
	}

	@Override
	public void discard() {
		kill();
	}

	@Override
	public void kill() {
		this.process.destroyForcibly();
		awaitExit();
	}

	/**
	 * Waits until the process has ended by itself.
	 * @return its exit code
	 */
	int awaitExit() {
		await(this.process, STOP_LIMIT, "A node does not end, see " + this.log);
		return this.process.exitValue();
	}

	@Override
	public void pause() {
		signal("STOP");
	}

	@Override
	public void resume() {
		signal("CONT");
	}

	private void signal(String signal) {
		try {
			Process kill = new ProcessBuilder("kill", "-" + signal, Long.toString(pid())).start();
			await(kill, SIGNAL_LIMIT, "Sending a signal hangs");
			if (kill.exitValue() != 0) {
				throw new IllegalStateException("A node cannot be sent " + signal + ", see " + this.log);
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static void await(Process ending, Duration limit, String message) {
		try {
			if (!ending.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
				ending.destroyForcibly();
				throw new IllegalStateException(message);
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException(message, ex);
		}
	}

}
