package io.github.hazelcastjetty.sample.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

import com.hazelcast.client.config.ClientConfig;
import com.hazelcast.client.config.ClientConfigXmlGenerator;
import com.hazelcast.client.config.ClientConnectionStrategyConfig.ReconnectMode;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import io.github.hazelcastjetty.rules.RulesApplication;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The cluster in all kinds of trouble while users go on. What they saw is a row of
 * {@link ChaosTable} for each.
 */
@Tag("soak")
class ChaosIntegrationTests {

	private static final Duration LIMIT = Duration.ofSeconds(60);

	private static final int USERS = 6;

	@Test
	void clientsOfAClusterInTrouble() {
		try (SampleCluster cluster = builder("chaos-client").nodes("a", "b").clientOf(3).spareMembers(1).start();
				ChaosLoad load = ChaosLoad.start(cluster, USERS)) {
			ChaosTrial trial = new ChaosTrial(cluster, load);
			StockMember first = cluster.stockMembers().get(0);
			trial.fault("one of 3 members silent", () -> first.process().pause(), () -> {
			}, () -> first.process().resume());
			trial.fault("one of 3 members killed, started again", () -> first.process().kill(), () -> {
			}, first::start);
			trial.fault("a member added, another removed", () -> cluster.addStockMember().start(), trial::awaitSafe,
					() -> first.process().stopGracefully());
			trial.fault("all members silent", () -> alive(cluster).forEach((member) -> member.process().pause()),
					() -> {
					}, () -> alive(cluster).forEach((member) -> member.process().resume()));
			List<StockMember> all = alive(cluster);
			trial.faultThatEndsSessions("all members killed, started again empty",
					() -> all.forEach((member) -> member.process().kill()), () -> {
					}, () -> StockMember.startAll(all));
			assertThat(trial.problems()).isEmpty();
		}
	}

	@Test
	void clientsOfMembersThatAreReplaced() {
		try (SampleCluster cluster = builder("chaos-replaced").nodes("a", "b").clientOf(2).spareMembers(4).start();
				ChaosLoad load = ChaosLoad.start(cluster, USERS)) {
			ChaosTrial trial = new ChaosTrial(cluster, load);
			List<StockMember> originals = alive(cluster);
			trial.fault("both members replaced, one after the other", () -> replace(cluster, trial, originals.get(0)),
					() -> replace(cluster, trial, originals.get(1)), trial::awaitSafe);
			List<StockMember> all = alive(cluster);
			trial.faultThatEndsSessions("all members killed, other ones started",
					() -> all.forEach((member) -> member.process().kill()), () -> {
					}, () -> {
						cluster.addStockMember().start();
						cluster.addStockMember().start();
					});
			assertThat(trial.problems()).isEmpty();
		}
	}

	@Test
	void clientsBehindANetworkThatIsCut() {
		List<CuttableRelay> relays = new CopyOnWriteArrayList<>();
		try (SampleCluster cluster = builder("chaos-network").clientOf(2)
			.node("a", (address) -> throughRelays(address, relays))
			.node("b", (address) -> throughRelays(address, relays))
			.start(); ChaosLoad load = ChaosLoad.start(cluster, USERS)) {
			ChaosTrial trial = new ChaosTrial(cluster, load);
			trial.fault("network between clients and members cut", () -> relays.forEach(CuttableRelay::cut),
					() -> cluster.nodes().forEach(ChaosIntegrationTests::awaitDisconnected),
					() -> relays.forEach(CuttableRelay::heal));
			assertThat(trial.problems()).isEmpty();
		}
		finally {
			relays.forEach(CuttableRelay::close);
		}
	}

	@Test
	void membersInTrouble() {
		try (SampleCluster cluster = builder("chaos-p2p").nodes("a", "b", "c").start();
				ChaosLoad load = ChaosLoad.start(cluster, USERS)) {
			ChaosTrial trial = new ChaosTrial(cluster, load);
			SampleNode b = cluster.node("b");
			SampleNode c = cluster.node("c");
			trial.fault("P2P: one of 3 nodes silent", c::pause, () -> {
			}, c::resume);
			trial.fault("P2P: one of 3 nodes killed, started again", c::kill, () -> {
			}, () -> c.launch().awaitReady());
			b.stopGracefully();
			load.awaitCalm();
			trial.fault("P2P: a node added, another stopped", () -> b.launch().awaitReady(), trial::awaitSafe,
					c::stopGracefully);
			assertThat(trial.problems()).isEmpty();
		}
	}

	private static SampleClusterBuilder builder(String name) {
		return SampleCluster.builder(name)
			.program(Program.of(RulesApplication.class))
			.property("logging.level." + ChaosLogs.STATES, "info")
			.property("hazelcast.jetty.session.clean-up-period", "1s")
			.property("hazelcast.jetty.session.operation-timeout", ChaosTrial.OPERATION_TIMEOUT.toMillis() + "ms");
	}

	private static void replace(SampleCluster cluster, ChaosTrial trial, StockMember member) {
		int members = alive(cluster).size();
		StockMember other = cluster.addStockMember();
		other.start();
		Awaitility.await("the new member has joined").atMost(LIMIT).until(() -> other.isOneOf(members + 1));
		trial.awaitSafe();
		member.process().stopGracefully();
	}

	private static List<StockMember> alive(SampleCluster cluster) {
		return cluster.stockMembers().stream().filter(StockMember::isAlive).toList();
	}

	/**
	 * Waits until a client has noticed by itself that nobody is there any more.
	 */
	private static void awaitDisconnected(SampleNode node) {
		Awaitility.await("connections without a heartbeat are closed")
			.atMost(LIMIT)
			.until(() -> NodeLog.of(node).contains("Sessions cannot be reached: the cluster"));
	}

	/**
	 * Lets a client know the members by networks only that can be cut.
	 */
	private static Map<String, String> throughRelays(ClusterAddress address, List<CuttableRelay> relays) {
		ClientConfig config = new ClientConfig();
		config.setClusterName(address.name());
		config.setProperty("hazelcast.client.heartbeat.interval", "1000");
		config.setProperty("hazelcast.client.heartbeat.timeout", "3000");
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

}
