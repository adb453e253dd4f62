package io.github.hazelcastjetty.session.test;

import java.net.InetSocketAddress;
import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import com.hazelcast.core.HazelcastInstance;
import org.springframework.boot.Banner;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.web.server.WebServer;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.util.Assert;

/**
 * Several nodes of an application in the Java virtual machine of a test, which form a
 * cluster of their own. <pre class="code">
 * try (ClusteredApplication nodes = ClusteredApplication.of(ShopApplication.class).start(2)) {
 *     put(nodes.uri(0), "tea");
 *     nodes.stop(0);
 *     assertThat(cart(nodes.uri(1))).contains("tea");
 * }</pre> Cookies are sent to all ports of a host, so that a client with a cookie store,
 * such as {@link java.net.http.HttpClient} with a {@link java.net.CookieManager}, goes
 * from node to node like a browser behind a load balancer. Not safe for use by several
 * threads.
 *
 * @since 1.0.0
 */
public final class ClusteredApplication implements AutoCloseable {

	private static final String PREFIX = "hazelcast.jetty.session.";

	private static final String INSTANCE_BEAN_NAME = "hazelcastJettySessionInstance";

	private final List<ConfigurableApplicationContext> nodes = new ArrayList<>();

	private final Class<?> source;

	private final Map<String, String> properties;

	private ClusteredApplication(Class<?> source, Map<String, String> properties) {
		this.source = source;
		this.properties = properties;
	}

	/**
	 * Begin to describe the nodes.
	 * @param source the application's class, the one with {@code @SpringBootApplication}
	 * @return a builder
	 */
	public static Builder of(Class<?> source) {
		return new Builder(source);
	}

	/**
	 * Start one more node, and wait until it serves requests.
	 * @return its number, which is never used again
	 * @throws IllegalStateException if the application does not start a member of its own
	 * for its sessions
	 */
	public int start() {
		Map<String, String> settings = new LinkedHashMap<>(this.properties);
		settings.put("server.port", "0");
		settings.put(PREFIX + "config-location", "");
		settings.put(PREFIX + "client-only", "false");
		settings.putAll(clusterSettings());
		SpringApplication application = new SpringApplication(this.source);
		application.setMainApplicationClass(this.source);
		application.setBannerMode(Banner.Mode.OFF);
		application.setRegisterShutdownHook(false);
		ConfigurableApplicationContext node = application.run(settings.entrySet()
			.stream()
			.map((setting) -> "--" + setting.getKey() + "=" + setting.getValue())
			.toArray(String[]::new));
		this.nodes.add(node);
		Assert.state(node.containsBean(INSTANCE_BEAN_NAME),
				"The application keeps its sessions in a HazelcastInstance bean of its own, or not in Hazelcast");
		return this.nodes.size() - 1;
	}

	/**
	 * Return how a node gets to the others. The first one keeps to itself.
	 */
	private Map<String, String> clusterSettings() {
		HazelcastInstance other = this.nodes.stream()
			.filter(ConfigurableApplicationContext::isActive)
			.map((node) -> node.getBean(INSTANCE_BEAN_NAME, HazelcastInstance.class))
			.findFirst()
			.orElse(null);
		if (other == null) {
			return Map.of(PREFIX + "isolated", "true");
		}
		InetSocketAddress address = (InetSocketAddress) other.getLocalEndpoint().getSocketAddress();
		return Map.of(PREFIX + "isolated", "false", PREFIX + "cluster-name", other.getConfig().getClusterName(),
				PREFIX + "members", "127.0.0.1:" + address.getPort());
	}

	/**
	 * Return where a node serves requests.
	 * @param node its number, from zero
	 * @return the address of its web application, with the context path and a slash
	 */
	public URI uri(int node) {
		ConfigurableApplicationContext context = context(node);
		WebServer webServer = ((WebServerApplicationContext) context).getWebServer();
		Assert.state(webServer != null, "The node has no web server");
		String contextPath = context.getEnvironment().getProperty("server.servlet.context-path", "");
		return URI.create("http://localhost:" + webServer.getPort() + contextPath + "/");
	}

	/**
	 * Return the application context of a node.
	 * @param node its number, from zero
	 * @return the context
	 * @throws IllegalStateException if the node was stopped
	 */
	public ConfigurableApplicationContext context(int node) {
		ConfigurableApplicationContext context = this.nodes.get(node);
		Assert.state(context.isActive(), () -> "The node " + node + " was stopped");
		return context;
	}

	/**
	 * Stop a node, as a deployment would. The other nodes take its sessions over.
	 * @param node its number, from zero
	 */
	public void stop(int node) {
		this.nodes.get(node).close();
	}

	/**
	 * Stop all nodes.
	 */
	@Override
	public void close() {
		this.nodes.forEach(ConfigurableApplicationContext::close);
	}

	/**
	 * Describes the nodes.
	 */
	public static final class Builder {

		private final Class<?> source;

		private final Map<String, String> properties = new LinkedHashMap<>();

		private Builder(Class<?> source) {
			this.source = source;
		}

		/**
		 * Set a property on all nodes. It goes before those of the application's files.
		 * @param name the name of the property
		 * @param value its value
		 * @return this builder
		 */
		public Builder property(String name, String value) {
			this.properties.put(name, value);
			return this;
		}

		/**
		 * Start nodes, one after the other.
		 * @param count how many, at least one
		 * @return the nodes, to be closed
		 */
		public ClusteredApplication start(int count) {
			Assert.isTrue(count >= 1, "There must be at least one node");
			ClusteredApplication application = new ClusteredApplication(this.source, Map.copyOf(this.properties));
			try {
				for (int i = 0; i < count; i++) {
					application.start();
				}
				return application;
			}
			catch (RuntimeException ex) {
				application.close();
				throw ex;
			}
		}

	}

}
