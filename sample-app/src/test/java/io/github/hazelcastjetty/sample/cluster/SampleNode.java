package io.github.hazelcastjetty.sample.cluster;

import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;

import org.awaitility.Awaitility;
import org.awaitility.core.TerminalFailureException;
import org.jspecify.annotations.Nullable;

/**
 * One application in a Java virtual machine of its own. It can be ended in every way a
 * node ends, and started again with the same name, ports and properties.
 */
public final class SampleNode {

	private static final Duration START_LIMIT = Duration.ofSeconds(240);

	private static final int OK = 200;

	private final String name;

	private final URI uri;

	private final Program program;

	private final Map<String, String> properties;

	private final Path log;

	private final AtomicInteger interruptions = new AtomicInteger();

	private volatile @Nullable RunningProgram process;

	private volatile boolean serving;

	SampleNode(String name, URI uri, Program program, Map<String, String> properties, Path log) {
		this.name = name;
		this.uri = uri;
		this.program = program;
		this.properties = Map.copyOf(properties);
		this.log = log;
	}

	/**
	 * The name of the node.
	 * @return the name
	 */
	public String name() {
		return this.name;
	}

	/**
	 * Where the node serves requests.
	 * @return the address
	 */
	public URI uri() {
		return this.uri;
	}

	/**
	 * Where what the node says is written.
	 * @return the file
	 */
	public Path log() {
		return this.log;
	}

	/**
	 * The process of the node, or the last it had.
	 * @return its number
	 */
	public long pid() {
		return process().pid();
	}

	/**
	 * Whether the process of the node is there.
	 * @return whether it runs or is frozen
	 */
	public boolean isAlive() {
		RunningProgram current = this.process;
		return current != null && current.isAlive();
	}

	/**
	 * Whether a balancer would send requests here.
	 */
	boolean isServing() {
		return this.serving && isAlive();
	}

	/**
	 * Begins to look whether it is there all the time.
	 * @return says whether it was, until asked, neither stopped nor frozen
	 */
	BooleanSupplier watch() {
		int before = this.interruptions.get();
		// It may have been stopped since somebody chose it
		boolean there = isServing();
		return () -> there && this.interruptions.get() == before;
	}

	/**
	 * Starts the process without waiting, so that several nodes can start side by side.
	 * @return this node
	 */
	public SampleNode launch() {
		if (isAlive()) {
			throw new IllegalStateException("Node " + this.name + " is running");
		}
		List<String> arguments = this.properties.entrySet()
			.stream()
			.map((property) -> "--" + property.getKey() + "=" + property.getValue())
			.toList();
		this.process = this.program.start(arguments, this.log);
		return this;
	}

	/**
	 * Waits until the node answers requests.
	 * @return this node
	 */
	public SampleNode awaitReady() {
		Browser browser = new Browser(this.uri);
		try {
			Awaitility.await("node " + this.name + " answers, see " + this.log)
				.atMost(START_LIMIT)
				.pollDelay(Duration.ZERO)
				.pollInterval(Duration.ofMillis(100))
				.failFast("node " + this.name + " ended while starting", () -> !isAlive())
				.ignoreExceptionsInstanceOf(UncheckedIOException.class)
				.until(() -> browser.get("/api/none").status() == OK);
		}
		catch (TerminalFailureException ex) {
			throw new IllegalStateException(ex.getMessage() + ": " + NodeLog.end(this), ex);
		}
		this.serving = true;
		return this;
	}

	/**
	 * Ends the node as an operator does (SIGTERM) and waits until it is gone.
	 * @return its exit code
	 */
	int stopGracefully() {
		interrupt();
		return process().stopGracefully();
	}

	/**
	 * Ends the node without a chance to clean up (SIGKILL) and waits until it is gone.
	 */
	public void kill() {
		interrupt();
		process().kill();
	}

	/**
	 * Ends the node, of which nobody wants to know anything any more.
	 */
	void discard() {
		interrupt();
		process().discard();
	}

	/**
	 * Freezes the node: connections to it open, nobody answers.
	 */
	public void pause() {
		interrupt();
		process().pause();
	}

	/**
	 * Lets a frozen node go on.
	 */
	public void resume() {
		process().resume();
		this.serving = true;
	}

	private void interrupt() {
		this.serving = false;
		this.interruptions.incrementAndGet();
	}

	private RunningProgram process() {
		RunningProgram current = this.process;
		if (current == null) {
			throw new IllegalStateException("Node " + this.name + " was never started");
		}
		return current;
	}

	@Override
	public String toString() {
		return "node " + this.name + " at " + this.uri;
	}

}
