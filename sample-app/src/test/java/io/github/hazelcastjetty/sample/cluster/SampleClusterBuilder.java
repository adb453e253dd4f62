package io.github.hazelcastjetty.sample.cluster;

import java.net.URI;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.UnaryOperator;

import io.undertow.server.HttpHandler;
import org.jspecify.annotations.Nullable;

/**
 * Says what the cluster is made of.
 */
public final class SampleClusterBuilder {

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

	private UnaryOperator<HttpHandler> front = UnaryOperator.identity();

	private final Set<String> spareNodes = new HashSet<>();

	SampleClusterBuilder(String name) {
		this.name = name;
	}

	/**
	 * Adds nodes.
	 * @param names their names
	 * @return this builder
	 */
	public SampleClusterBuilder nodes(String... names) {
		for (String node : names) {
			node(node, Map.of());
		}
		return this;
	}

	/**
	 * Adds nodes that the others know of, but that are not there at the start.
	 * @param names their names
	 * @return this builder
	 */
	public SampleClusterBuilder spareNodes(String... names) {
		this.spareNodes.addAll(List.of(names));
		return nodes(names);
	}

	/**
	 * Adds a node that differs from the others.
	 */
	SampleClusterBuilder node(String node, Map<String, String> own) {
		this.nodes.put(node, own);
		return this;
	}

	/**
	 * Adds a node that is told in a way of its own where the cluster is.
	 */
	SampleClusterBuilder node(String node, Function<ClusterAddress, Map<String, String>> connection) {
		this.connections.put(node, connection);
		return node(node, Map.of());
	}

	/**
	 * Lets all nodes run something else than the sample application.
	 */
	SampleClusterBuilder program(Program application) {
		this.program = application;
		return this;
	}

	/**
	 * Lets one node run something else than the others.
	 */
	SampleClusterBuilder program(String node, Program application) {
		this.programs.put(node, application);
		return this;
	}

	/**
	 * Makes the nodes clients of a cluster of members that know nothing of us.
	 */
	SampleClusterBuilder clientOf(int members) {
		return clientOf(members, null);
	}

	/**
	 * The same with members of another version of Hazelcast.
	 */
	SampleClusterBuilder clientOf(int members, @Nullable String version) {
		this.stockMembers = members;
		this.stockVersion = version;
		return this;
	}

	/**
	 * Lets the nodes know of places where there may be more members one day.
	 */
	SampleClusterBuilder spareMembers(int count) {
		this.spareMembers = count;
		return this;
	}

	/**
	 * Sets a property of all nodes.
	 * @param key the property
	 * @param value its value, in which {@code {node}} stands for the name of the node
	 * @return this builder
	 */
	public SampleClusterBuilder property(String key, String value) {
		this.properties.put(key, value);
		return this;
	}

	/**
	 * Lets the balancer keep a session on one node by the worker name, which is the name
	 * of the node, and tells the nodes so.
	 */
	SampleClusterBuilder sticky(boolean stickySessions) {
		this.sticky = stickySessions;
		return this;
	}

	/**
	 * Says where the balancer listens.
	 * @param port a free port
	 * @return this builder
	 */
	public SampleClusterBuilder balancerPort(int port) {
		this.balancerPort = port;
		return this;
	}

	/**
	 * Puts something before the balancer.
	 * @param handler given the balancer, returns what is to see each request first
	 * @return this builder
	 */
	public SampleClusterBuilder front(UnaryOperator<HttpHandler> handler) {
		this.front = handler;
		return this;
	}

	/**
	 * Starts everything. Whatever was started is ended again if one part fails.
	 * @return the running cluster
	 */
	public SampleCluster start() {
		int count = this.nodes.size();
		boolean client = this.stockMembers > 0;
		List<Integer> ports = FreePorts.inARow(count + (client ? this.stockMembers + this.spareMembers : count));
		List<Integer> memberPorts = ports.subList(count, ports.size());
		List<String> members = memberPorts.stream().map((port) -> "127.0.0.1:" + port).toList();
		String clusterName = this.name + "-" + ports.get(0);
		ClusterAddress address = new ClusterAddress(clusterName, members);
		SampleCluster cluster = new SampleCluster(ReverseProxy.start(this.sticky, this.balancerPort, this.front),
				address, this.stockVersion, this.sticky);
		if (client) {
			memberPorts.subList(0, this.stockMembers).forEach(cluster::addStockMember);
			cluster.addSparePorts(memberPorts.subList(this.stockMembers, memberPorts.size()));
		}
		Iterator<Integer> webPort = ports.iterator();
		Iterator<Integer> memberPort = memberPorts.iterator();
		this.nodes.forEach((node, own) -> {
			Map<String, String> all = new LinkedHashMap<>(this.properties);
			all.putAll(this.connections.getOrDefault(node, this::connection).apply(address));
			if (!client && !all.containsKey(SampleCluster.PREFIX + "config-location")) {
				all.put(SampleCluster.PREFIX + "port", memberPort.next().toString());
			}
			all.putAll(own);
			cluster.add(node(node, webPort.next(), all, clusterName), this.spareNodes.contains(node));
		});
		return startAll(cluster);
	}

	private Map<String, String> connection(ClusterAddress address) {
		return Map.of(SampleCluster.PREFIX + "cluster-name", address.name(), SampleCluster.PREFIX + "members",
				String.join(",", address.members()), SampleCluster.PREFIX + "client-only",
				Boolean.toString(this.stockMembers > 0));
	}

	private SampleNode node(String node, int webPort, Map<String, String> all, String clusterName) {
		all.put("server.address", "127.0.0.1");
		all.put("server.port", Integer.toString(webPort));
		all.put("sample.node", node);
		// As in production, where there are no test libraries
		all.putIfAbsent(SampleCluster.PREFIX + "serialization.check", "false");
		all.replaceAll((key, value) -> value.replace("{node}", node));
		if (this.sticky) {
			all.put(SampleCluster.PREFIX + "worker-name", node);
			all.put(SampleCluster.PREFIX + "sticky", "true");
		}
		return new SampleNode(node, URI.create("http://127.0.0.1:" + webPort),
				this.programs.getOrDefault(node, this.program), all,
				SampleCluster.logDirectory().resolve(clusterName + "-" + node + ".log"));
	}

	private SampleCluster startAll(SampleCluster cluster) {
		try {
			cluster.startMissing();
			cluster.nodes().forEach(cluster.proxy()::addNode);
			return cluster;
		}
		catch (RuntimeException | Error ex) {
			cluster.close();
			throw ex;
		}
	}

}
