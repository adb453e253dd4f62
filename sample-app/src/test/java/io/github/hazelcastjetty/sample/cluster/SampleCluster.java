package io.github.hazelcastjetty.sample.cluster;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;

import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Sample nodes that form a Hazelcast cluster of their own, with a balancer in front and a
 * look into what the cluster keeps.
 */
public final class SampleCluster implements AutoCloseable {

	/**
	 * What the names of our properties begin with.
	 */
	static final String PREFIX = "hazelcast.jetty.session.";

	private static final Duration SECOND_EVENT_LIMIT = Duration.ofSeconds(2);

	private static final Duration MEMBERS_LIMIT = Duration.ofSeconds(120);

	/**
	 * Clusters that start at the same moment keep each other from starting in time.
	 */
	private static final Lock STARTING = new ReentrantLock(true);

	private final Map<String, SampleNode> nodes = Collections.synchronizedMap(new LinkedHashMap<>());

	private final List<StockMember> stockMembers = new ArrayList<>();

	private final Deque<Integer> sparePorts = new ArrayDeque<>();

	private final Deque<SampleNode> spareNodes = new ArrayDeque<>();

	private final ClusterAddress address;

	private final @Nullable String stockVersion;

	private final boolean sticky;

	private final ReverseProxy proxy;

	private final ClusterContents contents;

	SampleCluster(ReverseProxy proxy, ClusterAddress address, @Nullable String stockVersion, boolean sticky) {
		this.proxy = proxy;
		this.address = address;
		this.stockVersion = stockVersion;
		this.sticky = sticky;
		this.contents = new ClusterContents(address.name(), address.members());
	}

	/**
	 * Begins to say what a cluster is made of.
	 * @param name the name of the cluster, a number is added
	 * @return a builder
	 */
	public static SampleClusterBuilder builder(String name) {
		return new SampleClusterBuilder(name);
	}

	/**
	 * The nodes, in the order of their names in the builder.
	 * @return the nodes, those that are not running too
	 */
	public List<SampleNode> nodes() {
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

	/**
	 * The balancer before the nodes.
	 * @return the balancer
	 */
	public ReverseProxy proxy() {
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
	 * Adds a node, which is not started.
	 * @param node the node
	 * @param spare whether it waits for {@link #addNode()}
	 */
	void add(SampleNode node, boolean spare) {
		if (spare) {
			this.spareNodes.add(node);
		}
		else {
			this.nodes.put(node.name(), node);
		}
	}

	/**
	 * Keeps ports for members that are added later.
	 */
	void addSparePorts(List<Integer> ports) {
		this.sparePorts.addAll(ports);
	}

	/**
	 * Makes a spare node one of the nodes. It is not started.
	 * @return the node, or {@code null} if there is none left
	 */
	public @Nullable SampleNode addNode() {
		SampleNode spare = this.spareNodes.poll();
		if (spare != null) {
			this.nodes.put(spare.name(), spare);
		}
		return spare;
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

	/**
	 * Adds a member at a port, which is not started.
	 */
	StockMember addStockMember(int port) {
		StockMember member = new StockMember(this.address, port, this.stockVersion, logDirectory());
		this.stockMembers.add(member);
		return member;
	}

	/**
	 * Where the logs of all processes are.
	 */
	static Path logDirectory() {
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

}
