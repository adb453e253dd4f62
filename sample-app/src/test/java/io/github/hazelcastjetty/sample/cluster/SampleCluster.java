package io.github.hazelcastjetty.sample.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import com.hazelcast.client.config.ClientConfig;
import com.hazelcast.client.config.ClientConfigXmlGenerator;
import com.hazelcast.client.config.ClientConnectionStrategyConfig.ReconnectMode;
import org.awaitility.Awaitility;
import tools.jackson.databind.JsonNode;

/**
 * Sample nodes that form a Hazelcast cluster of their own, with a balancer in front and a
 * look into what the cluster keeps.
 */
final class SampleCluster implements AutoCloseable {

	private static final String PREFIX = "hazelcast.jetty.session.";

	private static final Duration SECOND_EVENT_LIMIT = Duration.ofSeconds(2);

	private static final Duration MEMBERS_LIMIT = Duration.ofSeconds(60);

	private final Map<String, SampleNode> nodes = new LinkedHashMap<>();

	private final List<StockMember> stockMembers = new ArrayList<>();

	private final List<CuttableRelay> relays = new ArrayList<>();

	private final List<String> memberAddresses;

	private final String clusterName;

	private final ReverseProxy proxy;

	private final ClusterContents contents;

	private SampleCluster(ReverseProxy proxy, String clusterName, List<String> memberAddresses) {
		this.proxy = proxy;
		this.clusterName = clusterName;
		this.memberAddresses = memberAddresses;
		this.contents = new ClusterContents(clusterName, memberAddresses);
	}

	static Builder builder(String name) {
		return new Builder(name);
	}

	/**
	 * The nodes, in the order of their names in the builder.
	 */
	List<SampleNode> nodes() {
		return List.copyOf(this.nodes.values());
	}

	SampleNode node(String name) {
		SampleNode node = this.nodes.get(name);
		if (node == null) {
			throw new IllegalArgumentException("No node '" + name + "' in " + this.nodes.keySet());
		}
		return node;
	}

	List<SampleNode> nodesBut(SampleNode excluded) {
		return this.nodes.values().stream().filter((node) -> node != excluded).toList();
	}

	ReverseProxy proxy() {
		return this.proxy;
	}

	ClusterContents contents() {
		return this.contents;
	}

	/**
	 * A new browser that talks to the balancer.
	 */
	Browser browser() {
		return new Browser(this.proxy.uri());
	}

	/**
	 * A new browser that talks to one node.
	 */
	Browser browserAt(String node) {
		return new Browser(node(node).uri());
	}

	/**
	 * The members of the cluster that the nodes are clients of, if they are.
	 */
	List<StockMember> stockMembers() {
		return List.copyOf(this.stockMembers);
	}

	/**
	 * Adds a member, which is not started.
	 */
	StockMember addStockMember() {
		return addStockMember(FreePorts.inARow(1).get(0));
	}

	private StockMember addStockMember(int port) {
		StockMember member = new StockMember(this.clusterName, port, this.memberAddresses, logDirectory());
		this.stockMembers.add(member);
		return member;
	}

	/**
	 * The networks between nodes and members, if they can be cut.
	 */
	List<CuttableRelay> relays() {
		return List.copyOf(this.relays);
	}

	/**
	 * Writes the configuration of a client that knows the members by their networks only.
	 */
	private Path writeClientConfig() {
		ClientConfig config = new ClientConfig();
		config.setClusterName(this.clusterName);
		this.relays.forEach((relay) -> config.getNetworkConfig().addAddress(relay.address()));
		config.getConnectionStrategyConfig().setReconnectMode(ReconnectMode.ASYNC);
		Path file = logDirectory().resolve(this.clusterName + "-client.xml");
		try {
			Files.createDirectories(file.getParent());
			// Not through the addresses that the members know themselves by
			return Files.writeString(file,
					ClientConfigXmlGenerator.generate(config).replace("ALL_MEMBERS", "SINGLE_MEMBER"));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static Path logDirectory() {
		return Program.buildDirectory().resolve("cluster-logs");
	}

	/**
	 * Starts every member and node that is not running, and waits until all are one
	 * cluster.
	 */
	void startMissing() {
		this.stockMembers.stream().filter((member) -> !member.isAlive()).forEach(StockMember::start);
		List<SampleNode> missing = nodes().stream().filter((node) -> !node.isAlive()).toList();
		missing.forEach(SampleNode::launch);
		missing.forEach(SampleNode::awaitReady);
		awaitMembers((this.stockMembers.isEmpty()) ? this.nodes.size() : this.stockMembers.size());
	}

	void awaitMembers(int count) {
		Awaitility.await("a cluster of " + count + " members")
			.atMost(MEMBERS_LIMIT)
			.pollDelay(Duration.ZERO)
			.until(() -> this.contents.members() == count);
	}

	/**
	 * The {@code sessionDestroyed} events of all running nodes for sessions with a note.
	 */
	List<DestroyedSession> destroyed(String note) {
		List<DestroyedSession> destroyed = new ArrayList<>();
		for (SampleNode node : nodes()) {
			if (node.isAlive()) {
				destroyed.addAll(destroyed(node, note));
			}
		}
		return destroyed;
	}

	/**
	 * Waits until sessions with a note are destroyed, and then long enough to see one
	 * that is destroyed twice.
	 * @param note the note of the sessions
	 * @param count how many sessions have it
	 * @param limit how long it may take
	 * @return the events, one for each session
	 */
	List<DestroyedSession> awaitDestroyedOnce(String note, int count, Duration limit) {
		return Awaitility.await("sessionDestroyed once for each of " + count + " sessions with the note " + note)
			.during(SECOND_EVENT_LIMIT)
			.atMost(limit.plus(SECOND_EVENT_LIMIT))
			.until(() -> destroyed(note), (events) -> events.size() == count);
	}

	private List<DestroyedSession> destroyed(SampleNode node, String note) {
		JsonNode events = new Browser(node.uri()).get("/api/events?note=" + note).expectSuccess().json();
		return events.valueStream()
			.filter((event) -> event.path("type").asString().equals("destroyed"))
			.map((event) -> new DestroyedSession(node.name(), Instant.ofEpochMilli(event.path("time").longValue()),
					event.path("attributes").intValue()))
			.toList();
	}

	@Override
	public void close() {
		this.contents.close();
		this.proxy.close();
		// Nothing is kept after a test, so nobody needs to wait for a graceful end
		nodes().stream().filter(SampleNode::isAlive).forEach(SampleNode::kill);
		this.stockMembers.stream().filter(StockMember::isAlive).map(StockMember::process).forEach(JavaProcess::kill);
	}

	/**
	 * Says what the cluster is made of.
	 */
	static final class Builder {

		private final String name;

		private final Map<String, Map<String, String>> nodes = new LinkedHashMap<>();

		private final Map<String, String> properties = new LinkedHashMap<>();

		private final Map<String, Program> programs = new HashMap<>();

		private Program program = Program.sample();

		private boolean sticky;

		private boolean relayed;

		private int stockMembers;

		private int balancerPort;

		private Builder(String name) {
			this.name = name;
		}

		Builder nodes(String... names) {
			for (String node : names) {
				node(node, Map.of());
			}
			return this;
		}

		/**
		 * Adds a node that differs from the others.
		 */
		Builder node(String node, Map<String, String> own) {
			this.nodes.put(node, own);
			return this;
		}

		/**
		 * Lets all nodes run something else than the sample application.
		 */
		Builder program(Program application) {
			this.program = application;
			return this;
		}

		/**
		 * Lets one node run something else than the others.
		 */
		Builder program(String node, Program application) {
			this.programs.put(node, application);
			return this;
		}

		/**
		 * Makes the nodes clients of a cluster of members that know nothing of us.
		 */
		Builder clientOf(int members) {
			this.stockMembers = members;
			return this;
		}

		/**
		 * Puts networks that can be cut between the nodes and the members that they are
		 * clients of.
		 */
		Builder throughRelays() {
			this.relayed = true;
			return this;
		}

		/**
		 * Sets a property of all nodes.
		 */
		Builder property(String key, String value) {
			this.properties.put(key, value);
			return this;
		}

		/**
		 * Lets the balancer keep a session on one node by the worker name, which is the
		 * name of the node, and tells the nodes so.
		 */
		Builder sticky(boolean stickySessions) {
			this.sticky = stickySessions;
			return this;
		}

		Builder balancerPort(int port) {
			this.balancerPort = port;
			return this;
		}

		/**
		 * Starts everything. Whatever was started is ended again if one part fails.
		 */
		SampleCluster start() {
			int count = this.nodes.size();
			boolean client = this.stockMembers > 0;
			List<Integer> ports = FreePorts.inARow(count + (client ? this.stockMembers : count));
			List<Integer> memberPorts = ports.subList(count, ports.size());
			List<String> members = memberPorts.stream().map((port) -> "127.0.0.1:" + port).toList();
			String clusterName = this.name + "-" + ports.get(0);
			SampleCluster cluster = new SampleCluster(ReverseProxy.start(this.sticky, this.balancerPort), clusterName,
					members);
			if (client) {
				memberPorts.forEach(cluster::addStockMember);
			}
			if (this.relayed) {
				memberPorts.forEach((port) -> cluster.relays.add(new CuttableRelay(port)));
			}
			Iterator<Integer> webPort = ports.iterator();
			Iterator<Integer> memberPort = memberPorts.iterator();
			this.nodes.forEach((node, own) -> {
				Map<String, String> all = new LinkedHashMap<>(this.properties);
				if (client) {
					all.put(PREFIX + "client-only", "true");
				}
				else {
					all.put(PREFIX + "port", memberPort.next().toString());
				}
				if (this.relayed) {
					all.put(PREFIX + "config-location", cluster.writeClientConfig().toString());
				}
				else {
					all.put(PREFIX + "cluster-name", clusterName);
					all.put(PREFIX + "members", String.join(",", members));
				}
				all.putAll(own);
				cluster.nodes.put(node, node(node, webPort.next(), all, clusterName));
			});
			return startAll(cluster);
		}

		private SampleNode node(String node, int webPort, Map<String, String> all, String clusterName) {
			all.put("server.address", "127.0.0.1");
			all.put("server.port", Integer.toString(webPort));
			all.put("sample.node", node);
			if (this.sticky) {
				all.put(PREFIX + "worker-name", node);
				all.put(PREFIX + "sticky", "true");
			}
			return new SampleNode(node, URI.create("http://127.0.0.1:" + webPort),
					this.programs.getOrDefault(node, this.program), all,
					logDirectory().resolve(clusterName + "-" + node + ".log"));
		}

		private SampleCluster startAll(SampleCluster cluster) {
			try {
				cluster.startMissing();
				cluster.nodes().forEach(cluster.proxy::addNode);
				return cluster;
			}
			catch (RuntimeException | Error ex) {
				cluster.close();
				throw ex;
			}
		}

	}

}
