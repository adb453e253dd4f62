package io.github.hazelcastjetty.sample.demo;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

import io.undertow.server.HttpHandler;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

import io.github.hazelcastjetty.sample.cluster.SampleCluster;
import io.github.hazelcastjetty.sample.cluster.SampleNode;

/**
 * The nodes of the demo and all that is around them: the balancer, which asks the nodes
 * for their health, the load, and the stream of events for the page. Safe for several
 * threads.
 */
final class DemoCluster implements AutoCloseable {

	private static final String PREFIX = "hazelcast.jetty.session.";

	private static final String[] FIRST_NODES = { "a", "b", "c" };

	private static final String[] SPARE_NODES = { "d", "e" };

	private static final Duration CHECK_PERIOD = Duration.ofMillis(500);

	private static final Duration CHECK_LIMIT = Duration.ofSeconds(1);

	private static final int OK = 200;

	private final JsonMapper json = JsonMapper.shared();

	private final HttpClient client = HttpClient.newBuilder()
		.version(HttpClient.Version.HTTP_1_1)
		.connectTimeout(CHECK_LIMIT)
		.build();

	private final ScheduledExecutorService checks = Executors.newSingleThreadScheduledExecutor((task) -> {
		Thread thread = new Thread(task, "demo-health-checks");
		thread.setDaemon(true);
		return thread;
	});

	private final EventStream events = new EventStream();

	private final Load load = new Load((tick) -> this.events.send("load", tick));

	private final List<DemoNode> nodes = new CopyOnWriteArrayList<>();

	private final SampleCluster cluster;

	private volatile boolean sticky;

	private volatile boolean full;

	private DemoCluster(int port) {
		this.cluster = SampleCluster.builder("demo")
			.nodes(FIRST_NODES)
			.spareNodes(SPARE_NODES)
			.balancerPort(port)
			.front(this::front)
			.property("sample.demo", "true")
			// For the balancer, if it is to keep a session on one node. The nodes need
			// not know whether it does
			.property(PREFIX + "worker-name", "{node}")
			.start();
		this.cluster.nodes().forEach(this::add);
		this.checks.scheduleWithFixedDelay(this::check, 0, CHECK_PERIOD.toMillis(), TimeUnit.MILLISECONDS);
	}

	/**
	 * Starts a cluster and waits until it serves.
	 * @param port a free port for the balancer
	 */
	static DemoCluster start(int port) {
		return new DemoCluster(port);
	}

	private HttpHandler front(HttpHandler balancer) {
		RequestRecorder recorder = new RequestRecorder(balancer, this::served,
				(request) -> this.events.send("request", request));
		return new ControlHandler(this, this.events.handler(), recorder);
	}

	URI uri() {
		return this.cluster.proxy().uri();
	}

	List<DemoNode> nodes() {
		return List.copyOf(this.nodes);
	}

	/**
	 * Returns a node.
	 * @param name its name
	 * @return the node, or {@code null} if there is none of that name
	 */
	@Nullable DemoNode node(String name) {
		return this.nodes.stream().filter((node) -> node.node().name().equals(name)).findFirst().orElse(null);
	}

	Load load() {
		return this.load;
	}

	/**
	 * Adds a node and starts it, if there is room for one more.
	 */
	synchronized void addNode() {
		SampleNode added = this.cluster.addNode();
		this.full = added == null || this.cluster.nodes().size() == FIRST_NODES.length + SPARE_NODES.length;
		if (added != null) {
			add(added).start();
		}
	}

	private DemoNode add(SampleNode node) {
		DemoNode added = new DemoNode(node, this.cluster.proxy());
		this.nodes.add(added);
		return added;
	}

	/**
	 * Changes how the balancer chooses a node.
	 */
	void setSticky(boolean sticky) {
		this.cluster.proxy().setSticky(sticky);
		this.sticky = sticky;
	}

	ClusterView view() {
		return new ClusterView(this.nodes.stream().map(DemoNode::view).toList(), this.sticky, this.load.isRunning(),
				this.full);
	}

	/**
	 * Tells the pages how the cluster is, without waiting for the next check.
	 */
	void tell() {
		this.events.state(view());
	}

	/**
	 * Returns the name of the node that keeps a session for the cluster.
	 * @param session the name of the session
	 * @return the name of the node, or {@code null} if none says so
	 */
	@Nullable String owner(String session) {
		for (DemoNode node : this.nodes) {
			if (node.view().state() == NodeView.State.UP
					&& "true".equals(ask(node, "/demo/owns?session=" + session).join())) {
				return node.node().name();
			}
		}
		return null;
	}

	private void served(RequestView request) {
		DemoNode node = (request.node() != null) ? node(request.node()) : null;
		if (node != null) {
			node.served();
		}
	}

	private void check() {
		CompletableFuture.allOf(this.nodes.stream().map(this::check).toArray(CompletableFuture<?>[]::new)).join();
		tell();
	}

	private CompletableFuture<Void> check(DemoNode node) {
		return ask(node, "/demo/status")
			.thenApply((answer) -> (answer != null) ? this.json.readValue(answer, NodeStatus.class) : null)
			.thenAccept(node::checked);
	}

	private CompletableFuture<@Nullable String> ask(DemoNode node, String path) {
		if (!node.node().isAlive()) {
			return CompletableFuture.completedFuture(null);
		}
		HttpRequest request = HttpRequest.newBuilder(node.node().uri().resolve(path)).timeout(CHECK_LIMIT).build();
		return this.client.sendAsync(request, BodyHandlers.ofString())
			.thenApply((response) -> (response.statusCode() == OK) ? response.body() : null)
			.exceptionally((failure) -> null);
	}

	@Override
	public void close() {
		this.load.stop();
		this.checks.shutdownNow();
		this.cluster.close();
	}

}
