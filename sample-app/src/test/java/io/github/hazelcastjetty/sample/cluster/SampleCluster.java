package io.github.hazelcastjetty.sample.cluster;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;

import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Sample nodes that form a Hazelcast cluster of their own, with a balancer in front and a
 * look into what the cluster keeps.
 */
final class SampleCluster implements AutoCloseable {

	private static final String PREFIX = "hazelcast.jetty.session.";

	private static final Duration SECOND_EVENT_LIMIT = Duration.ofSeconds(2);

	private static final Duration MEMBERS_LIMIT = Duration.ofSeconds(120);

	/**
	 * Clusters that start at the same moment keep each other from starting in time.
	 */
	private static final Lock STARTING = new ReentrantLock(true);

	private final Map<String, SampleNode> nodes = new LinkedHashMap<>();

	private final List<StockMember> stockMembers = new ArrayList<>();

	private final Deque<Integer> sparePorts = new ArrayDeque<>();

	private final ClusterAddress address;

	private final @Nullable String stockVersion;

	private final boolean sticky;

	private final ReverseProxy proxy;

	private final ClusterContents contents;

	private SampleCluster(ReverseProxy proxy, ClusterAddress address, @Nullable String stockVersion, boolean sticky) {
		this.proxy = proxy;
		this.address = address;
		this.stockVersion = stockVersion;
		this.sticky = sticky;
		this.contents = new ClusterContents(address.name(), address.members());
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

	/**
	 * Whether a node may use its copy of a session without asking.
	 */
	boolean isSticky() {
		return this.sticky;
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
	 * Adds a member, which is not started: at a place that the nodes know of, while there
	 * is one.
	 */
	StockMember addStockMember() {
		Integer spare = this.sparePorts.poll();
		return addStockMember((spare != null) ? spare : FreePorts.inARow(1).get(0));
	}

	private StockMember addStockMember(int port) {
		StockMember member = new StockMember(this.address, port, this.stockVersion, logDirectory());
		this.stockMembers.add(member);
		return member;
	}

	private static Path logDirectory() {
		return Program.buildDirectory().resolve("cluster-logs");
	}

	/**
	 * Starts one more application as a client of the cluster, and waits until it answers.
	 * It is none of the nodes.
	 */
	SampleNode startOther(Program program, String application) {
		int port = FreePorts.inARow(1).get(0);
		Map<String, String> properties = Map.of(PREFIX + "cluster-name", this.address.name(), PREFIX + "members",
				String.join(",", this.address.members()), PREFIX + "client-only", "true", "server.address", "127.0.0.1",
				"server.port", Integer.toString(port), "sample.node", application, "spring.application.name",
				application);
		return new SampleNode(application, URI.create("http://127.0.0.1:" + port), program, properties,
				logDirectory().resolve(this.address.name() + "-" + application + ".log"))
			.launch()
			.awaitReady();
	}

	/**
	 * Starts every member and node that is not running, and waits until all are one
	 * cluster.
	 */
	void startMissing() {
		if (isComplete()) {
			return;
		}
		STARTING.lock();
		try {
			startMissingNow();
		}
		finally {
			STARTING.unlock();
		}
	}

	private boolean isComplete() {
		return nodes().stream().allMatch(SampleNode::isAlive)
				&& this.stockMembers.stream().allMatch(StockMember::isAlive);
	}

	private void startMissingNow() {
		startMissingMembers();
		// Not while they form it: what is asked of them then may take them five seconds
		Awaitility.await("members that are one cluster")
			.atMost(MEMBERS_LIMIT)
			.pollDelay(Duration.ZERO)
			.until(() -> this.stockMembers.stream().allMatch((member) -> member.isOneOf(this.stockMembers.size())));
		List<SampleNode> missing = nodes().stream().filter((node) -> !node.isAlive()).toList();
		if (this.stockMembers.isEmpty() && missing.size() > 2) {
			// Of three members that look for each other at the same moment two may become
			// the master, and are one cluster only a while later
			missing.get(0).launch().awaitReady();
		}
		missing.stream().filter((node) -> !node.isAlive()).forEach(SampleNode::launch);
		missing.forEach(SampleNode::awaitReady);
		awaitMembers((this.stockMembers.isEmpty()) ? this.nodes.size() : this.stockMembers.size());
	}

	private void startMissingMembers() {
		List<StockMember> missing = this.stockMembers.stream().filter((member) -> !member.isAlive()).toList();
		if (!missing.isEmpty() && missing.size() == this.stockMembers.size()) {
			StockMember.startAll(missing);
		}
		else {
			missing.forEach(StockMember::start);
		}
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
		nodes().stream().filter(SampleNode::isAlive).forEach(SampleNode::discard);
		this.stockMembers.stream().filter(StockMember::isAlive).map(StockMember::process).forEach(JavaProcess::discard);
	}

	/**
	 * Says what the cluster is made of.
	 */
	static final class Builder {

		private final String name;

		private final Map<String, Map<String, String>> nodes = new LinkedHashMap<>();

		private final Map<String, Function<ClusterAddress, Map<String, String>>> connections = new HashMap<>();

		private final Map<String, String> properties = new LinkedHashMap<>();

		private final Map<String, Program> programs = new HashMap<>();

		private Program program = Program.sample();

		private boolean sticky;

		private int stockMembers;

		private int spareMembers;

		private @Nullable String stockVersion;

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
		 * Adds a node that is told in a way of its own where the cluster is.
		 */
		Builder node(String node, Function<ClusterAddress, Map<String, String>> connection) {
			this.connections.put(node, connection);
			return node(node, Map.of());
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
			return clientOf(members, null);
		}

		/**
		 * The same with members of another version of Hazelcast.
		 */
		Builder clientOf(int members, @Nullable String version) {
			this.stockMembers = members;
			this.stockVersion = version;
			return this;
		}

		/**
		 * Lets the nodes know of places where there may be more members one day.
		 */
		Builder spareMembers(int count) {
			this.spareMembers = count;
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
			List<Integer> ports = FreePorts.inARow(count + (client ? this.stockMembers + this.spareMembers : count));
			List<Integer> memberPorts = ports.subList(count, ports.size());
			List<String> members = memberPorts.stream().map((port) -> "127.0.0.1:" + port).toList();
			String clusterName = this.name + "-" + ports.get(0);
			ClusterAddress address = new ClusterAddress(clusterName, members);
			SampleCluster cluster = new SampleCluster(ReverseProxy.start(this.sticky, this.balancerPort), address,
					this.stockVersion, this.sticky);
			if (client) {
				memberPorts.subList(0, this.stockMembers).forEach(cluster::addStockMember);
				cluster.sparePorts.addAll(memberPorts.subList(this.stockMembers, memberPorts.size()));
			}
			Iterator<Integer> webPort = ports.iterator();
			Iterator<Integer> memberPort = memberPorts.iterator();
			this.nodes.forEach((node, own) -> {
				Map<String, String> all = new LinkedHashMap<>(this.properties);
				all.putAll(this.connections.getOrDefault(node, this::connection).apply(address));
				if (!client && !all.containsKey(PREFIX + "config-location")) {
					all.put(PREFIX + "port", memberPort.next().toString());
				}
				all.putAll(own);
				cluster.nodes.put(node, node(node, webPort.next(), all, clusterName));
			});
			return startAll(cluster);
		}

		private Map<String, String> connection(ClusterAddress address) {
			return Map.of(PREFIX + "cluster-name", address.name(), PREFIX + "members",
					String.join(",", address.members()), PREFIX + "client-only",
					Boolean.toString(this.stockMembers > 0));
		}

		private SampleNode node(String node, int webPort, Map<String, String> all, String clusterName) {
			all.put("server.address", "127.0.0.1");
			all.put("server.port", Integer.toString(webPort));
			all.put("sample.node", node);
			// As in production, where there are no test libraries
			all.putIfAbsent(PREFIX + "serialization.check", "false");
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
