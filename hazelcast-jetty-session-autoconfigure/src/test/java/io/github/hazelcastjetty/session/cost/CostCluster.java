package io.github.hazelcastjetty.session.cost;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.UUID;

import com.hazelcast.client.HazelcastClient;
import com.hazelcast.client.config.ClientConfig;
import com.hazelcast.config.Config;
import com.hazelcast.core.Hazelcast;
import com.hazelcast.core.HazelcastInstance;
import org.awaitility.Awaitility;

import io.github.hazelcastjetty.session.support.PartitionOwners;
import io.github.hazelcastjetty.session.support.StockMember;
import io.github.hazelcastjetty.session.support.TestMembers;

/**
 * Two members, and two Hazelcast instances to use them by: the members themselves,
 * clients, or one of each. Nobody reaches a member but through a relay, because that is
 * the address by which the members know each other and the clients know them. Whatever
 * Hazelcast does from time to time by itself is put off for the time of a test.
 */
final class CostCluster implements AutoCloseable {

	private static final String NEVER_SECONDS = "100000";

	private static final String NEVER_MILLIS = "100000000";

	private static final Duration LIMIT = Duration.ofSeconds(60);

	private final String name = "cost-" + UUID.randomUUID();

	private final int[] ports = { TestMembers.freePort(), TestMembers.freePort() };

	private final List<ByteCountingRelay> relays = List.of(new ByteCountingRelay(this.ports[0]),
			new ByteCountingRelay(this.ports[1]));

	private final OperationRecorder recorder = new OperationRecorder();

	private final Deque<AutoCloseable> started = new ArrayDeque<>();

	private List<HazelcastInstance> instances = List.of();

	private CostCluster() throws IOException {
	}

	/**
	 * Start two members in this JVM.
	 */
	static CostCluster ofMembers() throws IOException {
		CostCluster cluster = new CostCluster();
		cluster.use(cluster.member(0), cluster.member(1));
		return cluster;
	}

	/**
	 * Start two members without any code of ours in JVMs of their own and a client of
	 * each of them, that is of both.
	 */
	static CostCluster ofClients(Path directory) throws IOException {
		CostCluster cluster = new CostCluster();
		cluster.use(cluster.client(0, directory), cluster.client(1, directory));
		return cluster;
	}

	/**
	 * Start a member in this JVM and one without any code of ours in a JVM of its own,
	 * and a client of both.
	 */
	static CostCluster ofMemberAndClient(Path directory) throws IOException {
		CostCluster cluster = new CostCluster();
		cluster.use(cluster.member(0), cluster.client(1, directory));
		return cluster;
	}

	private void use(HazelcastInstance one, HazelcastInstance other) {
		this.instances = List.of(one, other);
		Awaitility.await()
			.atMost(LIMIT)
			.until(() -> this.instances.stream()
				.allMatch((instance) -> instance.getCluster().getMembers().size() == this.instances.size()));
		this.instances.forEach(PartitionOwners::awaitSettled);
	}

	private HazelcastInstance member(int node) {
		HazelcastInstance member = Hazelcast.newHazelcastInstance(config(node));
		this.started.push(member.getLifecycleService()::terminate);
		return member;
	}

	private HazelcastInstance client(int node, Path directory) throws IOException {
		StockMember member = StockMember.start(config(node), directory);
		this.started.push(member);
		ClientConfig config = member.clientConfig();
		config.setProperty("hazelcast.client.heartbeat.interval", NEVER_MILLIS);
		config.setProperty("hazelcast.client.heartbeat.timeout", NEVER_MILLIS);
		config.getMetricsConfig().setEnabled(false);
		HazelcastInstance client = HazelcastClient.newHazelcastClient(config);
		this.started.push(client::shutdown);
		return client;
	}

	private Config config(int node) {
		Config config = TestMembers.config(this.name, this.ports[node]);
		config.getNetworkConfig().setPublicAddress(this.relays.get(node).address());
		config.getNetworkConfig()
			.getJoin()
			.getTcpIpConfig()
			.setMembers(this.relays.stream().map(ByteCountingRelay::address).toList());
		config.setProperty("hazelcast.shutdownhook.enabled", "false");
		config.setProperty("hazelcast.heartbeat.interval.seconds", NEVER_SECONDS);
		config.setProperty("hazelcast.max.no.heartbeat.seconds", NEVER_SECONDS);
		config.setProperty("hazelcast.client.max.no.heartbeat.seconds", NEVER_SECONDS);
		config.setProperty("hazelcast.member.list.publish.interval.seconds", NEVER_SECONDS);
		config.setProperty("hazelcast.partition.table.send.interval", NEVER_SECONDS);
		config.setProperty("hazelcast.partition.backup.sync.interval", NEVER_SECONDS);
		config.getMetricsConfig().setEnabled(false);
		return config;
	}

	/**
	 * Return a Hazelcast instance.
	 * @param node 0 or 1
	 * @return the instance, recorded
	 */
	HazelcastInstance instance(int node) {
		return this.recorder.record(this.instances.get(node));
	}

	OperationRecorder recorder() {
		return this.recorder;
	}

	/**
	 * Return how many bytes members and clients have sent each other so far.
	 */
	long bytes() {
		return this.relays.stream().mapToLong(ByteCountingRelay::bytes).sum();
	}

	@Override
	public void close() throws Exception {
		while (!this.started.isEmpty()) {
			this.started.pop().close();
		}
		for (ByteCountingRelay relay : this.relays) {
			relay.close();
		}
	}

}
