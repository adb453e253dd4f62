package io.github.hazelcastjetty.benchmark.server;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.awaitility.Awaitility;

import io.github.hazelcastjetty.benchmark.application.BenchmarkApplication;

/**
 * Two applications that run, and the member that they are clients of, if there is one.
 */
public final class Deployment implements AutoCloseable {

	private static final Duration START_LIMIT = Duration.ofMinutes(5);

	private static final Duration POLL = Duration.ofMillis(100);

	private static final String LOOPBACK = "127.0.0.1";

	// Metrics are collected by default, if not that often
	private static final List<String> OPTIONS = List.of("-Djava.net.preferIPv4Stack=true",
			"-Dhazelcast.metrics.collection.frequency=1", "-Dhazelcast.client.metrics.collection.frequency=1");

	private static final String STARTER = "com.hazelcast.core.server.HazelcastMemberStarter";

	private static final String STARTED = "Started BenchmarkApplication";

	private static final String CLUSTER = "Members {size:2";

	private final Contestant contestant;

	private final List<String> options;

	private final Path directory;

	private final String cluster = "benchmark-" + UUID.randomUUID();

	private final List<JavaProcess> members = new ArrayList<>();

	private final List<JavaProcess> nodes = new ArrayList<>();

	private final List<InetSocketAddress> addresses = new ArrayList<>();

	private Deployment(Contestant contestant, List<String> options, Path directory) {
		this.contestant = contestant;
		this.options = Stream.concat(OPTIONS.stream(), options.stream()).toList();
		this.directory = directory;
	}

	/**
	 * Start the virtual machines without waiting for them.
	 * @param contestant what they are to run
	 * @param options options of all of them
	 * @param directory where their logs go
	 * @return the deployment
	 */
	public static Deployment start(Contestant contestant, List<String> options, Path directory) {
		Deployment deployment = new Deployment(contestant, options, directory);
		try {
			deployment.start();
			return deployment;
		}
		catch (RuntimeException ex) {
			deployment.close();
			throw ex;
		}
	}

	private void start() {
		if (this.contestant.library() == Library.IN_MEMORY) {
			startNode("a", 0, List.of());
			startNode("b", 0, List.of());
		}
		else if (this.contestant.topology() == Topology.P2P) {
			List<Integer> ports = List.of(FreePorts.next(), FreePorts.next());
			startNode("a", ports.get(0), ports);
			startNode("b", ports.get(1), ports);
		}
		else {
			int port = FreePorts.next();
			startMember(port);
			startNode("a", 0, List.of(port));
			startNode("b", 0, List.of(port));
		}
	}

	private void startNode(String name, int memberPort, List<Integer> members) {
		int port = FreePorts.next();
		List<String> arguments = new ArrayList<>(this.options);
		arguments.addAll(List.of("-cp", classPath(), BenchmarkApplication.class.getName(),
				this.contestant.library().configuration(), "--server.address=" + LOOPBACK, "--server.port=" + port,
				// Connections are kept while others have their turn
				"--server.jetty.connection-idle-timeout=1h", "--spring.main.banner-mode=off",
				"--server.servlet.session.tracking-modes=cookie"));
		String addressList = members.stream().map((member) -> LOOPBACK + ":" + member).collect(Collectors.joining(","));
		if (this.contestant.library() == Library.OURS) {
			arguments.add("--hazelcast.jetty.session.cluster-name=" + this.cluster);
			arguments.add("--hazelcast.jetty.session.members=" + addressList);
			arguments.add("--hazelcast.jetty.session.sticky=" + this.contestant.sticky());
			arguments.add((memberPort != 0) ? "--hazelcast.jetty.session.port=" + memberPort
					: "--hazelcast.jetty.session.client-only=true");
		}
		else {
			arguments.add("--benchmark.cluster=" + this.cluster);
			arguments.add("--benchmark.members=" + addressList);
			arguments.add("--benchmark.sticky=" + this.contestant.sticky());
			arguments.add("--benchmark.port=" + memberPort);
		}
		this.nodes.add(JavaProcess.start(arguments, log(name)));
		this.addresses.add(new InetSocketAddress(LOOPBACK, port));
	}

	private String classPath() {
		return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
			.filter((path) -> !this.contestant.library().leavesOut(path))
			.collect(Collectors.joining(File.pathSeparator));
	}

	private void startMember(int port) {
		String hazelcast = Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
			.filter((path) -> Path.of(path).getFileName().toString().matches("hazelcast-\\d.*\\.jar"))
			.findAny()
			.orElseThrow(() -> new IllegalStateException("There is no Hazelcast on the class path"));
		List<String> arguments = new ArrayList<>(this.options);
		arguments.addAll(List.of("-Dhazelcast.config=" + writeConfiguration(port), "-cp", hazelcast, STARTER));
		this.members.add(JavaProcess.start(arguments, log("member")));
	}

	private Path writeConfiguration(int port) {
		String configuration = """
				<hazelcast xmlns="http://www.hazelcast.com/schema/config">
					<cluster-name>%s</cluster-name>
					<properties>
						<property name="hazelcast.phone.home.enabled">false</property>
						<property name="hazelcast.socket.bind.any">false</property>
						<property name="hazelcast.wait.seconds.before.join">0</property>
					</properties>
					<network>
						<port auto-increment="false">%d</port>
						<join>
							<auto-detection enabled="false"/>
							<multicast enabled="false"/>
							<tcp-ip enabled="true"><member-list><member>127.0.0.1:%2$d</member></member-list></tcp-ip>
						</join>
						<interfaces enabled="true"><interface>127.0.0.1</interface></interfaces>
					</network>
				</hazelcast>
				""".formatted(this.cluster, port);
		try {
			Files.createDirectories(this.directory);
			return Files.writeString(this.directory.resolve(name() + "-member.xml"), configuration);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private Path log(String process) {
		return this.directory.resolve(name() + "-" + process + ".log");
	}

	private String name() {
		return (this.contestant.topology().label() + "-" + this.contestant.label()).replaceAll("[^A-Za-z0-9]+", "-");
	}

	/**
	 * Wait until both nodes answer and, if they are members, have found each other.
	 */
	public void awaitReady() {
		Awaitility.await(name())
			.atMost(START_LIMIT)
			.pollInterval(POLL)
			.failFast("A process has ended, see " + log("a"),
					() -> processes().stream().anyMatch((process) -> !process.isAlive()))
			.until(() -> haveAllPrinted(STARTED) && (!formsCluster() || haveAllPrinted(CLUSTER)));
	}

	private boolean haveAllPrinted(String text) {
		return this.nodes.stream().allMatch((node) -> node.hasPrinted(text));
	}

	private boolean formsCluster() {
		return this.contestant.library() != Library.IN_MEMORY && this.contestant.topology() == Topology.P2P;
	}

	/**
	 * Return the addresses of the nodes.
	 * @return the addresses of the nodes
	 */
	public List<InetSocketAddress> addresses() {
		return List.copyOf(this.addresses);
	}

	/**
	 * Return the processor time that all virtual machines have used so far.
	 * @return the processor time
	 */
	public Duration cpu() {
		return processes().stream().map(JavaProcess::cpu).reduce(Duration.ZERO, Duration::plus);
	}

	/**
	 * Return how long the compilers of all virtual machines have been at work so far.
	 * @return how long the compilers of all virtual machines have been at work
	 */
	public Duration compilation() {
		return processes().stream().map(JavaProcess::compilation).reduce(Duration.ZERO, Duration::plus);
	}

	/**
	 * Return how many bytes of all heaps are in use once the garbage is gone.
	 * @return how many bytes of all heaps are in use
	 */
	public long liveHeap() {
		return processes().stream().mapToLong(JavaProcess::liveHeap).sum();
	}

	/**
	 * Return what members and clients have done up to a time. Returns about two seconds
	 * after it.
	 * @param time a time not long ago
	 * @return what they have done, nothing if there are none
	 */
	public Traffic traffic(Instant time) {
		return (this.contestant.library() != Library.IN_MEMORY)
				? processes().stream().map((process) -> process.traffic(time)).reduce(Traffic.NONE, Traffic::plus)
				: Traffic.NONE;
	}

	private List<JavaProcess> processes() {
		return Stream.concat(this.members.stream(), this.nodes.stream()).toList();
	}

	@Override
	public void close() {
		processes().forEach(JavaProcess::close);
	}

}
