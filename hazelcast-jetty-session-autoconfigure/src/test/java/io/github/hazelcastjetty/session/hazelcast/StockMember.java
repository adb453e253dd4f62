package io.github.hazelcastjetty.session.hazelcast;

import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

import com.hazelcast.client.HazelcastClient;
import com.hazelcast.client.config.ClientConfig;
import com.hazelcast.core.Hazelcast;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.core.server.HazelcastMemberStarter;

/**
 * A member in a JVM of its own with nothing on the class path but Hazelcast's jar.
 */
final class StockMember implements AutoCloseable {

	private static final Duration START_UP = Duration.ofSeconds(60);

	private final Process process;

	private final String clusterName;

	private final int port;

	private StockMember(Process process, String clusterName, int port) {
		this.process = process;
		this.clusterName = clusterName;
		this.port = port;
	}

	static StockMember start(String clusterName, Path directory) throws IOException {
		int port = TestMembers.freePort();
		Path config = Files.writeString(directory.resolve("hazelcast.yaml"), """
				hazelcast:
				  cluster-name: %s
				  properties:
				    hazelcast.socket.bind.any: false
				    hazelcast.phone.home.enabled: false
				    hazelcast.partition.count: 31
				  network:
				    port:
				      port: %d
				      auto-increment: false
				    interfaces:
				      enabled: true
				      interfaces: [127.0.0.1]
				    join:
				      multicast:
				        enabled: false
				      auto-detection:
				        enabled: false
				""".formatted(clusterName, port));
		Process process = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
				"-Xmx256m", "-XX:TieredStopAtLevel=1", "-Dhazelcast.config=" + config, "-classpath",
				hazelcastJar().toString(), HazelcastMemberStarter.class.getName())
			.redirectErrorStream(true)
			.redirectOutput(directory.resolve("member.log").toFile())
			.start();
		return new StockMember(process, clusterName, port);
	}

	private static File hazelcastJar() {
		try {
			return new File(Hazelcast.class.getProtectionDomain().getCodeSource().getLocation().toURI());
		}
		catch (URISyntaxException ex) {
			throw new IllegalStateException(ex);
		}
	}

	HazelcastInstance connect() {
		ClientConfig config = new ClientConfig();
		config.setClusterName(this.clusterName);
		config.setProperty("hazelcast.logging.type", "slf4j");
		config.getNetworkConfig().addAddress("127.0.0.1:" + this.port);
		config.getConnectionStrategyConfig()
			.getConnectionRetryConfig()
			.setInitialBackoffMillis(200)
			.setMaxBackoffMillis(500)
			.setClusterConnectTimeoutMillis(START_UP.toMillis());
		return HazelcastClient.newHazelcastClient(config);
	}

	@Override
	public void close() throws InterruptedException {
		this.process.destroyForcibly().waitFor(START_UP.toSeconds(), TimeUnit.SECONDS);
	}

}
