package io.github.hazelcastjetty.sample.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import com.hazelcast.core.Hazelcast;
import com.hazelcast.core.server.HazelcastMemberStarter;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/**
 * A member of an existing cluster: a Java virtual machine of its own with nothing on the
 * class path but Hazelcast's jar. It can be started again with the same name and port.
 */
final class StockMember {

	private static final Duration START_LIMIT = Duration.ofSeconds(120);

	private final Program program;

	private final Path log;

	private final URI health;

	private @Nullable JavaProcess process;

	/**
	 * Create a member.
	 * @param version the version of Hazelcast, {@code null}: that of the system property
	 * {@code stock.version}, or else of the applications
	 */
	StockMember(ClusterAddress cluster, int port, @Nullable String version, Path directory) {
		this(cluster, port, directory,
				ClassArchive.arguments(List.of(jar((version != null) ? version : System.getProperty("stock.version"))),
						HazelcastMemberStarter.class, (program) -> rehearse(program, directory)));
	}

	private StockMember(ClusterAddress cluster, int port, Path directory, List<String> arguments) {
		String name = cluster.name() + "-member-" + port;
		Path config = writeConfig(cluster, port, directory, name);
		this.program = new Program(
				Stream.concat(Stream.of("-Dhazelcast.config=" + config), arguments.stream()).toList());
		this.log = directory.resolve(name + ".log");
		this.health = URI.create("http://127.0.0.1:" + port);
	}

	private static void rehearse(Program program, Path directory) {
		int port = FreePorts.inARow(1).get(0);
		ClusterAddress alone = new ClusterAddress("rehearsal-" + port, List.of("127.0.0.1:" + port));
		StockMember member = new StockMember(alone, port, directory, program.arguments());
		member.start();
		try {
			Awaitility.await("the member").atMost(START_LIMIT).until(() -> member.isOneOf(1));
			member.process().stopGracefully();
		}
		finally {
			member.process().discard();
		}
	}

	/**
	 * Starts members that are to be one cluster, of which none is there: one before the
	 * others. Of three that look for each other at the same moment two may become the
	 * master, and find out five minutes later.
	 */
	static void startAll(List<StockMember> members) {
		members.get(0).start();
		if (members.size() > 2) {
			Awaitility.await("the first member").atMost(START_LIMIT).until(() -> members.get(0).isOneOf(1));
		}
		members.stream().skip(1).forEach(StockMember::start);
	}

	void start() {
		this.process = JavaProcess.start(this.program, List.of(), this.log);
	}

	boolean isAlive() {
		return this.process != null && this.process.isAlive();
	}

	/**
	 * Whether each entry of the cluster has its backups, so that one more member may be
	 * ended.
	 */
	boolean isClusterSafe() {
		try {
			return new Browser(this.health).get("/hazelcast/health/cluster-safe").status() == 200;
		}
		catch (UncheckedIOException ex) {
			return false;
		}
	}

	/**
	 * Whether it belongs to a cluster of so many members.
	 */
	boolean isOneOf(int members) {
		try {
			return new Browser(this.health).get("/hazelcast/health/cluster-size")
				.body()
				.strip()
				.equals(Integer.toString(members));
		}
		catch (UncheckedIOException ex) {
			return false;
		}
	}

	JavaProcess process() {
		if (this.process == null) {
			throw new IllegalStateException("The member was never started");
		}
		return this.process;
	}

	/**
	 * A jar that the build has fetched.
	 */
	private static Path jar(@Nullable String version) {
		if (version == null) {
			return Program.locationOf(Hazelcast.class);
		}
		Path jar = Program.buildDirectory().resolve("hazelcast").resolve("hazelcast-" + version + ".jar");
		if (!Files.exists(jar)) {
			throw new IllegalStateException("There is no " + jar + ". Run 'mvn -DskipTests verify' first");
		}
		return jar;
	}

	/**
	 * What each version of Hazelcast understands. Nothing but the health check tells from
	 * outside whether there are backups.
	 */
	private static Path writeConfig(ClusterAddress cluster, int port, Path directory, String name) {
		String members = cluster.members()
			.stream()
			.map((member) -> "<member>" + member + "</member>")
			.collect(Collectors.joining());
		String config = """
				<hazelcast xmlns="http://www.hazelcast.com/schema/config">
					<cluster-name>%s</cluster-name>
					<properties>
						<property name="hazelcast.logging.type">jdk</property>
						<property name="hazelcast.phone.home.enabled">false</property>
						<property name="hazelcast.socket.bind.any">false</property>
						<property name="hazelcast.wait.seconds.before.join">0</property>
					</properties>
					<network>
						<port auto-increment="false">%d</port>
						<join>
							<auto-detection enabled="false"/>
							<multicast enabled="false"/>
							<tcp-ip enabled="true"><member-list>%s</member-list></tcp-ip>
						</join>
						<interfaces enabled="true"><interface>127.0.0.1</interface></interfaces>
						<rest-api enabled="true"><endpoint-group name="HEALTH_CHECK" enabled="true"/></rest-api>
					</network>
				</hazelcast>
				""".formatted(cluster.name(), port, members);
		try {
			Files.createDirectories(directory);
			return Files.writeString(directory.resolve(name + ".xml"), config);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
