package io.github.hazelcastjetty.sample.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import com.hazelcast.client.config.ClientConfig;
import com.hazelcast.client.config.ClientConfigXmlGenerator;
import com.hazelcast.client.config.ClientConnectionStrategyConfig.ReconnectMode;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import io.github.hazelcastjetty.rules.RulesApplication;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The cluster in all kinds of trouble while users go on. Prints a table of what they saw,
 * and writes it to {@code chaos.md} in the build directory.
 */
@Tag("soak")
class ChaosIntegrationTests {

	private static final Path TABLE = Program.buildDirectory().resolve("chaos.md");

	private static final Duration LIMIT = Duration.ofSeconds(120);

	// Several times the operation timeout: the machine is busy, but nobody may wait for
	// the cluster to come back
	private static final Duration LONGEST = Duration.ofSeconds(10);

	private static final int USERS = 6;

	private static final int REQUESTS = 400;

	private static final int STORM = 200;

	// Per node and fault: a member goes and comes, and the whole cluster does
	private static final int LOG_LINES = 8;

	private final List<String> problems = new ArrayList<>();

	@BeforeAll
	static void beginTable() throws IOException {
		Files.writeString(TABLE, ChaosReport.HEADER);
	}

	@Test
	void clientsOfAClusterInTrouble() {
		try (SampleCluster cluster = builder("chaos-client").clientOf(3).start();
				ChaosLoad load = ChaosLoad.start(cluster, USERS)) {
			List<StockMember> members = cluster.stockMembers();
			StockMember first = members.get(0);
			fault(cluster, load, "one of 3 members silent", () -> first.process().pause(), () -> {
			}, () -> first.process().resume());
			fault(cluster, load, "one of 3 members killed, started again", () -> first.process().kill(), () -> {
			}, first::start);
			fault(cluster, load, "a member added, another removed", () -> cluster.addStockMember().start(),
					() -> awaitSafe(cluster), () -> first.process().stopGracefully());
			fault(cluster, load, "all members silent",
					() -> alive(cluster).forEach((member) -> member.process().pause()), () -> storm(cluster),
					() -> alive(cluster).forEach((member) -> member.process().resume()));
			List<StockMember> alive = alive(cluster);
			faultThatLosesSessions(cluster, load, "all members killed, started again empty",
					() -> alive.forEach((member) -> member.process().kill()), () -> storm(cluster), () -> {
						alive.forEach(StockMember::start);
						awaitSafe(cluster);
					});
		}
		assertThat(this.problems).isEmpty();
	}

	@Test
	void clientsBehindANetworkThatIsCut() {
		List<CuttableRelay> relays = new CopyOnWriteArrayList<>();
		try (SampleCluster cluster = builder("chaos-network").clientOf(2)
			.node("a", (address) -> throughRelays(address, relays))
			.node("b", (address) -> throughRelays(address, relays))
			.start(); ChaosLoad load = ChaosLoad.start(cluster, USERS)) {
			fault(cluster, load, "network between clients and members cut", () -> relays.forEach(CuttableRelay::cut),
					() -> storm(cluster), () -> relays.forEach(CuttableRelay::heal));
		}
		finally {
			relays.forEach(CuttableRelay::close);
		}
		assertThat(this.problems).isEmpty();
	}

	@Test
	void membersInTrouble() {
		try (SampleCluster cluster = SampleCluster.builder("chaos-p2p")
			.nodes("a", "b", "c")
			.program(Program.of(RulesApplication.class))
			.property("hazelcast.jetty.session.operation-timeout", "2s")
			.start(); ChaosLoad load = ChaosLoad.start(cluster, USERS)) {
			SampleNode c = cluster.node("c");
			fault(cluster, load, "P2P: one of 3 nodes silent", c::pause, () -> {
			}, c::resume);
			fault(cluster, load, "P2P: one of 3 nodes killed, started again", c::kill, () -> {
			}, cluster::startMissing);
		}
		assertThat(this.problems).isEmpty();
	}

	private static SampleCluster.Builder builder(String name) {
		return SampleCluster.builder(name)
			.nodes("a", "b")
			.program(Program.of(RulesApplication.class))
			.property("hazelcast.jetty.session.operation-timeout", "2s");
	}

	/**
	 * Lets a client know the members by networks only that can be cut.
	 */
	private static Map<String, String> throughRelays(ClusterAddress address, List<CuttableRelay> relays) {
		ClientConfig config = new ClientConfig();
		config.setClusterName(address.name());
		config.getConnectionStrategyConfig().setReconnectMode(ReconnectMode.ASYNC);
		for (String member : address.members()) {
			CuttableRelay relay = new CuttableRelay(URI.create("tcp://" + member).getPort());
			relays.add(relay);
			config.getNetworkConfig().addAddress(relay.address());
		}
		// Not through the addresses that the members know themselves by
		String xml = ClientConfigXmlGenerator.generate(config).replace("ALL_MEMBERS", "SINGLE_MEMBER");
		try {
			Path file = Files.createTempFile(Program.buildDirectory(), "chaos-client", ".xml");
			Files.writeString(file, xml);
			return Map.of("hazelcast.jetty.session.client-only", "true", "hazelcast.jetty.session.config-location",
					file.toString());
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private void fault(SampleCluster cluster, ChaosLoad load, String name, Runnable begin, Runnable during,
			Runnable end) {
		faultThatLosesSessions(cluster, load, name, begin, during, end);
		load.report().gone().forEach((gone) -> this.problems.add(name + ": " + gone));
	}

	private void faultThatLosesSessions(SampleCluster cluster, ChaosLoad load, String name, Runnable begin,
			Runnable during, Runnable end) {
		ChaosReport report = load.report();
		report.clear();
		Map<SampleNode, Long> lines = new HashMap<>();
		cluster.nodes().forEach((node) -> lines.put(node, ownWarnings(node)));
		begin.run();
		load.awaitRequests(REQUESTS);
		during.run();
		load.awaitRequests(REQUESTS);
		end.run();
		Duration recovery = load.awaitCalm();
		awaitSafe(cluster);
		print(report.row(name, recovery));
		report.losses().forEach((loss) -> this.problems.add(name + ": " + loss));
		report.bystanderFailures().forEach((failure) -> this.problems.add(name + ": without a session " + failure));
		if (report.longest().compareTo(LONGEST) > 0) {
			this.problems.add(name + ": a request took " + report.longest());
		}
		lines.forEach((node, before) -> {
			if (ownWarnings(node) - before > LOG_LINES) {
				this.problems.add(name + ": " + (ownWarnings(node) - before) + " warnings in " + node.log());
			}
		});
	}

	/**
	 * Many requests at once: those without a session are served, whatever becomes of the
	 * others.
	 */
	private void storm(SampleCluster cluster) {
		SampleNode node = cluster.node("a");
		Browser user = cluster.browserAt("a");
		user.forgeCookie("A".repeat(22));
		List<CompletableFuture<Reply>> needy = new ArrayList<>();
		List<CompletableFuture<Reply>> others = new ArrayList<>();
		for (int i = 0; i < STORM; i++) {
			needy.add(user.sendAsync("GET", "/api/session", null));
			if (i % 10 == 0) {
				others.add(new Browser(node.uri()).sendAsync("GET", "/api/none", null));
			}
		}
		if (!others.stream().allMatch((reply) -> get(reply).status() == 200)) {
			this.problems.add("a request without a session was not served in a storm");
		}
		if (!needy.stream().allMatch((reply) -> get(reply).status() == 503)) {
			this.problems.add("a request with a session was not turned away in a storm");
		}
	}

	private static Reply get(CompletableFuture<Reply> reply) {
		return reply.orTimeout(LIMIT.toSeconds(), TimeUnit.SECONDS).join();
	}

	private static List<StockMember> alive(SampleCluster cluster) {
		return cluster.stockMembers().stream().filter(StockMember::isAlive).toList();
	}

	private static void awaitSafe(SampleCluster cluster) {
		Awaitility.await("each entry has its backup")
			.atMost(LIMIT)
			.until(() -> alive(cluster).stream().allMatch(StockMember::isClusterSafe) && cluster.nodes()
				.stream()
				.allMatch((node) -> new Browser(node.uri()).get("/rules/cluster-safe").body().equals("true")));
	}

	private static long ownWarnings(SampleNode node) {
		try (Stream<String> lines = Files.lines(node.log())) {
			return lines.filter((line) -> line.contains(" WARN ") || line.contains(" ERROR "))
				.filter((line) -> line.contains("hazelcastjetty"))
				.count();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static void print(String row) {
		System.out.print(row);
		try {
			Files.writeString(TABLE, row, StandardOpenOption.APPEND);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
