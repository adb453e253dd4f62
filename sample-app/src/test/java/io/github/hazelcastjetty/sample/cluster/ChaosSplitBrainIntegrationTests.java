package io.github.hazelcastjetty.sample.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

import com.hazelcast.config.Config;
import com.hazelcast.config.ConfigXmlGenerator;
import com.hazelcast.config.JoinConfig;
import com.hazelcast.config.NetworkConfig;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import io.github.hazelcastjetty.rules.RulesApplication;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A P2P cluster whose network is cut in two while users go on in both parts, and healed.
 */
@Tag("soak")
class ChaosSplitBrainIntegrationTests {

	private static final Duration LIMIT = Duration.ofSeconds(90);

	private static final int USERS = 6;

	private List<CuttableRelay> relays = List.of();

	@AfterEach
	void closeRelays() {
		this.relays.forEach(CuttableRelay::close);
	}

	@Test
	void partsOfASplitClusterBecomeOneAgain() {
		try (SampleCluster cluster = SampleCluster.builder("chaos-split")
			.program(Program.of(RulesApplication.class))
			.property("logging.level." + ChaosLogs.STATES, "info")
			.property("hazelcast.jetty.session.clean-up-period", "1s")
			.property("hazelcast.jetty.session.operation-timeout", ChaosTrial.OPERATION_TIMEOUT.toMillis() + "ms")
			.node("a", (address) -> behindRelays(address, 0))
			.node("b", (address) -> behindRelays(address, 1))
			.start(); ChaosLoad load = ChaosLoad.start(cluster, USERS)) {
			// Until they miss each other each change waits for its backup, and so does
			// what
			// comes before the one that is refused
			ChaosTrial trial = new ChaosTrial(cluster, load, ChaosTrial.OPERATION_TIMEOUT.multipliedBy(2));
			Browser both = cluster.browserAt("a");
			set(both, "common", "old");
			set(both, "removed", "old");
			trial.fault("P2P: split in two, each session used in one part", () -> {
				load.stayAtOneNode(true);
				load.awaitCalm();
				this.relays.forEach(CuttableRelay::cut);
			}, () -> {
				awaitSize(cluster, 1);
				load.awaitCalm();
				changeInBothParts(cluster, both);
			}, () -> {
				this.relays.forEach(CuttableRelay::heal);
				awaitSize(cluster, 2);
				// To try them all takes seconds, on nodes that are busy with ending them
				Awaitility.await("what has ended in one part is ended in both")
					.atMost(Duration.ofSeconds(60))
					.untilAsserted(() -> assertThat(load.comeBack()).isEmpty());
				load.stayAtOneNode(false);
			});
			assertThat(trial.problems()).isEmpty();
			checkBothParts(cluster, both);
		}
	}

	private static void changeInBothParts(SampleCluster cluster, Browser browser) {
		Browser here = browser.at(cluster.node("a"));
		Browser there = browser.at(cluster.node("b"));
		set(here, "here", "1");
		set(here, "common", "2");
		set(here, "common", "3");
		set(there, "there", "1");
		set(there, "common", "other");
		set(there, "removed", "changed");
		ChaosStorm.untilDone(() -> here.delete("/api/attributes/removed"));
	}

	private static void set(Browser browser, String attribute, String value) {
		ChaosStorm.untilDone(() -> browser.put("/api/attributes/" + attribute, value));
	}

	private static void checkBothParts(SampleCluster cluster, Browser browser) {
		for (SampleNode node : cluster.nodes()) {
			SessionState session = browser.at(node).session();
			assertThat(session.attribute("here")).isEqualTo("1");
			assertThat(session.attribute("there")).isEqualTo("1");
			assertThat(session.attribute("common")).isEqualTo("3");
			assertThat(session.attribute("removed")).as("what one part has removed").isEqualTo("changed");
		}
	}

	private static void awaitSize(SampleCluster cluster, int size) {
		Awaitility.await("clusters of " + size)
			.atMost(LIMIT)
			.until(() -> cluster.nodes()
				.stream()
				.map((node) -> new Browser(node.uri()))
				.allMatch((node) -> node.get("/rules/cluster-size").body().equals(Integer.toString(size))
						&& node.get("/rules/availability").body().equals("FULL")));
	}

	/**
	 * Lets a member be known to others by the address of a network only that can be cut.
	 */
	private Map<String, String> behindRelays(ClusterAddress address, int number) {
		if (this.relays.isEmpty()) {
			this.relays = address.members()
				.stream()
				.map((member) -> new CuttableRelay(URI.create("tcp://" + member).getPort()))
				.toList();
		}
		Config config = new Config();
		config.setClusterName(address.name());
		config.setProperty("hazelcast.socket.bind.any", "false");
		config.setProperty("hazelcast.phone.home.enabled", "false");
		config.setProperty("hazelcast.wait.seconds.before.join", "2");
		config.setProperty("hazelcast.operation.backup.timeout.millis",
				String.valueOf(ChaosTrial.OPERATION_TIMEOUT.dividedBy(2).toMillis()));
		// Not to wait a minute until they miss each other
		config.setProperty("hazelcast.heartbeat.interval.seconds", "1");
		config.setProperty("hazelcast.max.no.heartbeat.seconds", "5");
		// As embedded members have it without a file
		config.setProperty("hazelcast.merge.first.run.delay.seconds", "10");
		config.setProperty("hazelcast.merge.next.run.delay.seconds", "10");
		NetworkConfig network = config.getNetworkConfig();
		network.setPort(URI.create("tcp://" + address.members().get(number)).getPort()).setPortAutoIncrement(false);
		network.setPublicAddress(this.relays.get(number).address());
		network.getInterfaces().setEnabled(true).addInterface("127.0.0.1");
		JoinConfig join = network.getJoin();
		join.getAutoDetectionConfig().setEnabled(false);
		join.getMulticastConfig().setEnabled(false);
		join.getTcpIpConfig().setEnabled(true).setMembers(this.relays.stream().map(CuttableRelay::address).toList());
		try {
			Path file = Files.createTempFile(Program.buildDirectory(), "chaos-split", ".xml");
			Files.writeString(file, new ConfigXmlGenerator().generate(config));
			return Map.of("hazelcast.jetty.session.config-location", file.toString());
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
