package io.github.hazelcastjetty.sample.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;
import org.awaitility.core.TerminalFailureException;
import org.jspecify.annotations.Nullable;

/**
 * A load balancer that is installed on this machine, in a process of its own.
 */
final class BalancerProcess implements AutoCloseable {

	private static final Duration LIMIT = Duration.ofSeconds(20);

	private static final List<Path> ADMINISTRATORS_PATH = Stream.of("/usr/sbin", "/usr/local/sbin")
		.map(Path::of)
		.toList();

	private static final Set<Process> STARTED = ConcurrentHashMap.newKeySet();

	static {
		// A run that is cut short must not leave its processes behind
		Runtime.getRuntime()
			.addShutdownHook(new Thread(() -> STARTED.forEach(Process::destroyForcibly), "end-balancers"));
	}

	private final Process process;

	private final Path log;

	private final URI uri;

	private BalancerProcess(Process process, Path log, URI uri) {
		this.process = process;
		this.log = log;
		this.uri = uri;
	}

	/**
	 * Finds a program.
	 * @param name its name
	 * @return where it is, or {@code null} if it is not installed
	 */
	static @Nullable Path find(String name) {
		Stream<Path> path = Stream.of(System.getenv().getOrDefault("PATH", "").split(":")).map(Path::of);
		return Stream.concat(path, ADMINISTRATORS_PATH.stream())
			.map((directory) -> directory.resolve(name))
			.filter(Files::isExecutable)
			.findFirst()
			.orElse(null);
	}

	/**
	 * Starts a program and waits until it accepts connections.
	 * @param command the program and its arguments
	 * @param directory where it works and what it says goes
	 * @param port where it listens, on loopback
	 */
	static BalancerProcess start(List<String> command, Path directory, int port) {
		Path log = directory.resolve("output.log");
		try {
			Process process = new ProcessBuilder(command).directory(directory.toFile())
				.redirectErrorStream(true)
				.redirectOutput(log.toFile())
				.start();
			STARTED.add(process);
			process.onExit().thenAccept(STARTED::remove);
			BalancerProcess balancer = new BalancerProcess(process, log, URI.create("http://127.0.0.1:" + port));
			balancer.awaitPort(port);
			return balancer;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private void awaitPort(int port) throws IOException {
		try {
			Awaitility.await("the balancer listens at " + port)
				.atMost(LIMIT)
				.pollDelay(Duration.ZERO)
				.pollInterval(Duration.ofMillis(20))
				.failFast(() -> !this.process.isAlive())
				.until(() -> accepts(port));
		}
		catch (ConditionTimeoutException | TerminalFailureException ex) {
			close();
			throw new IllegalStateException("The balancer does not start: " + Files.readString(this.log), ex);
		}
	}

	/**
	 * Whether somebody accepts connections. To look whether the port can be bound would
	 * take it from the balancer for a moment.
	 */
	private static boolean accepts(int port) {
		try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
			return socket.isConnected();
		}
		catch (IOException ex) {
			return false;
		}
	}

	URI uri() {
		return this.uri;
	}

	@Override
	public void close() {
		this.process.destroy();
		try {
			if (!this.process.waitFor(LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
				this.process.destroyForcibly();
			}
		}
		catch (InterruptedException ex) {
			this.process.destroyForcibly();
			Thread.currentThread().interrupt();
		}
	}

}
