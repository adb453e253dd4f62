package io.github.hazelcastjetty.benchmark.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.CompilationMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;
import java.lang.management.PlatformManagedObject;
import java.lang.management.RuntimeMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

import javax.management.JMException;
import javax.management.MBeanServerConnection;
import javax.management.MalformedObjectNameException;
import javax.management.ObjectName;
import javax.management.remote.JMXConnector;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXServiceURL;

import com.sun.tools.attach.AttachNotSupportedException;
import com.sun.tools.attach.VirtualMachine;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/**
 * A Java virtual machine of its own, and what it says about itself: to ask it, the agent
 * that every Java virtual machine has is started in it.
 */
final class JavaProcess implements AutoCloseable {

	private static final Set<Process> STARTED = ConcurrentHashMap.newKeySet();

	private static final Duration METRICS_LIMIT = Duration.ofMinutes(5);

	private static final Duration PUBLICATION_PERIOD = Duration.ofMillis(1100);

	private static final Duration METRICS_POLL = Duration.ofMillis(50);

	private static final String METRICS = "com.hazelcast:type=Metrics,prefix=%s,*";

	private static final Duration STOP_LIMIT = Duration.ofSeconds(20);

	static {
		// A run that is cut short must not leave its nodes behind
		Runtime.getRuntime()
			.addShutdownHook(new Thread(() -> STARTED.forEach(Process::destroyForcibly), "end-java-processes"));
	}

	private final Process process;

	private final Path log;

	private @Nullable JMXConnector connector;

	private JavaProcess(Process process, Path log) {
		this.process = process;
		this.log = log;
	}

	static JavaProcess start(List<String> arguments, Path log) {
		List<String> command = new ArrayList<>();
		command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
		command.addAll(arguments);
		try {
			Files.createDirectories(log.toAbsolutePath().getParent());
			Process process = new ProcessBuilder(command).redirectErrorStream(true)
				.redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
				.redirectOutput(log.toFile())
				.start();
			STARTED.add(process);
			return new JavaProcess(process, log);
		}
		catch (IOException ex) {
			throw new UncheckedIOException("Cannot start a Java virtual machine", ex);
		}
	}

	Path log() {
		return this.log;
	}

	boolean isAlive() {
		return this.process.isAlive();
	}

	/**
	 * Whether a text is in what the process has printed so far.
	 */
	boolean hasPrinted(String text) {
		try {
			return Files.readString(this.log).contains(text);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Return the processor time that all threads of the process have used so far, by the
	 * operating system's account.
	 */
	Duration cpu() {
		return this.process.info().totalCpuDuration().orElse(Duration.ZERO);
	}

	/**
	 * Return how long the compiler has been at work so far.
	 */
	Duration compilation() {
		return Duration.ofMillis(bean(CompilationMXBean.class).getTotalCompilationTime());
	}

	/**
	 * Return how many bytes of the heap are in use once the garbage is gone.
	 */
	long liveHeap() {
		MemoryMXBean memory = bean(MemoryMXBean.class);
		memory.gc();
		memory.gc();
		return memory.getHeapMemoryUsage().getUsed();
	}

	/**
	 * Return what Hazelcast has done up to a time. It counts all the time, its threads
	 * publish what they have counted every second, and all of that is collected every
	 * second: wait until the last collection is late enough.
	 */
	Traffic traffic(Instant time) {
		long start = bean(RuntimeMXBean.class).getStartTime();
		long published = time.plus(PUBLICATION_PERIOD).toEpochMilli();
		Awaitility.await("the metrics of " + this.log)
			.atMost(METRICS_LIMIT)
			.pollDelay(Duration.ZERO)
			.pollInterval(METRICS_POLL)
			.until(() -> start + metric("runtime", "uptime") >= published);
		return new Traffic(metric("tcp.inputThread", "bytesTransceived"), metric("operation", "completedCount"));
	}

	/**
	 * Return the sum of a metric over all threads that have it.
	 */
	private long metric(String prefix, String name) {
		try {
			MBeanServerConnection management = management();
			long sum = 0;
			for (ObjectName bean : management.queryNames(new ObjectName(METRICS.formatted(prefix)), null)) {
				sum += attribute(management, bean, name);
			}
			return sum;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		catch (MalformedObjectNameException ex) {
			throw new IllegalArgumentException(ex);
		}
	}

	private static long attribute(MBeanServerConnection management, ObjectName bean, String name) throws IOException {
		try {
			return ((Number) management.getAttribute(bean, name)).longValue();
		}
		catch (JMException ex) {
			// A thread of which nothing is known yet
			return 0;
		}
	}

	private <T extends PlatformManagedObject> T bean(Class<T> type) {
		try {
			return ManagementFactory.getPlatformMXBean(management(), type);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	MBeanServerConnection management() throws IOException {
		if (this.connector == null) {
			try {
				VirtualMachine machine = VirtualMachine.attach(Long.toString(this.process.pid()));
				String url = machine.startLocalManagementAgent();
				machine.detach();
				this.connector = JMXConnectorFactory.connect(new JMXServiceURL(url));
			}
			catch (AttachNotSupportedException ex) {
				throw new IOException(ex);
			}
		}
		return this.connector.getMBeanServerConnection();
	}

	@Override
	public void close() {
		try {
			if (this.connector != null) {
				this.connector.close();
			}
		}
		catch (IOException ex) {
			// It has ended by itself
		}
		this.process.destroyForcibly();
		try {
			this.process.waitFor(STOP_LIMIT.toSeconds(), TimeUnit.SECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		STARTED.remove(this.process);
	}

}
