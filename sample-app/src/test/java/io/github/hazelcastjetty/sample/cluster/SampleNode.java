package io.github.hazelcastjetty.sample.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/**
 * One sample application in a Java virtual machine of its own. It can be ended in every
 * way a node ends, and started again with the same name, ports and properties.
 */
final class SampleNode {

	private static final Duration START_LIMIT = Duration.ofSeconds(90);

	private static final Duration STOP_LIMIT = Duration.ofSeconds(60);

	private static final Duration SIGNAL_LIMIT = Duration.ofSeconds(10);

	private static final int OK = 200;

	private final String name;

	private final URI uri;

	private final Map<String, String> properties;

	private final Path log;

	private volatile @Nullable Process process;

	SampleNode(String name, URI uri, Map<String, String> properties, Path log) {
		this.name = name;
		this.uri = uri;
		this.properties = Map.copyOf(properties);
		this.log = log;
	}

	String name() {
		return this.name;
	}

	URI uri() {
		return this.uri;
	}

	Path log() {
		return this.log;
	}

	long pid() {
		return process().pid();
	}

	boolean isAlive() {
		Process current = this.process;
		return current != null && current.isAlive();
	}

	/**
	 * Starts the process without waiting, so that several nodes can start side by side.
	 * @return this node
	 */
	SampleNode launch() {
		if (isAlive()) {
			throw new IllegalStateException("Node " + this.name + " is running");
		}
		this.process = SampleLauncher.launch(this.properties, this.log);
		return this;
	}

	/**
	 * Waits until the node answers requests.
	 * @return this node
	 */
	SampleNode awaitReady() {
		Browser browser = new Browser(this.uri);
		Awaitility.await("node " + this.name + " answers, see " + this.log)
			.atMost(START_LIMIT)
			.pollDelay(Duration.ZERO)
			.pollInterval(Duration.ofMillis(100))
			.failFast("node " + this.name + " ended while starting, see " + this.log, () -> !isAlive())
			.ignoreExceptionsInstanceOf(UncheckedIOException.class)
			.until(() -> browser.get("/api/none").status() == OK);
		return this;
	}

	/**
	 * Ends the node as an operator does (SIGTERM) and waits until it is gone.
	 * @return its exit code
	 */
	int stopGracefully() {
		Process current = process();
		current.destroy();
		return awaitExit(current);
	}

	/**
	 * Ends the node without a chance to clean up (SIGKILL) and waits until it is gone.
	 */
	void kill() {
		Process current = process();
		current.destroyForcibly();
		awaitExit(current);
	}

	/**
	 * Freezes the node: connections to it open, nobody answers.
	 */
	void pause() {
		signal("STOP");
	}

	void resume() {
		signal("CONT");
	}

	private Process process() {
		Process current = this.process;
		if (current == null) {
			throw new IllegalStateException("Node " + this.name + " was never started");
		}
		return current;
	}

	private int awaitExit(Process ending) {
		await(ending, STOP_LIMIT, "Node " + this.name + " does not end, see " + this.log);
		return ending.exitValue();
	}

	private void signal(String signal) {
		try {
			Process kill = new ProcessBuilder("kill", "-" + signal, Long.toString(pid())).start();
			await(kill, SIGNAL_LIMIT, "Sending a signal hangs");
			if (kill.exitValue() != 0) {
				throw new IllegalStateException("Node " + this.name + " cannot be sent " + signal);
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

	@Override
	public String toString() {
		return "node " + this.name + " at " + this.uri;
	}

}
