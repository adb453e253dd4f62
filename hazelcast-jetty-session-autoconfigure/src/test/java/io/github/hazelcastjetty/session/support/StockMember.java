package io.github.hazelcastjetty.session.support;

import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

import com.hazelcast.client.HazelcastClient;
import com.hazelcast.client.config.ClientConfig;
import com.hazelcast.config.Config;
import com.hazelcast.config.ConfigXmlGenerator;
import com.hazelcast.config.NetworkConfig;
import com.hazelcast.core.Hazelcast;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.core.server.HazelcastMemberStarter;

/**
 * A member in a JVM of its own with nothing on the class path but Hazelcast's jar.
 */
public final class StockMember implements AutoCloseable {

	private static final Duration START_UP = Duration.ofSeconds(60);

	private final Process process;

	private final Config config;

	private StockMember(Process process, Config config) {
		this.process = process;
		this.config = config;
	}

	public static StockMember start(String clusterName, Path directory) throws IOException {
		return start(TestMembers.config(clusterName, TestMembers.freePort()), directory);
	}

	public static StockMember start(Config config, Path directory) throws IOException {
		config.setProperty("hazelcast.logging.type", "jdk");
		String name = "member-" + config.getNetworkConfig().getPort();
		Path file = Files.writeString(directory.resolve(name + ".xml"), new ConfigXmlGenerator().generate(config));
		Process process = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
				"-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Dhazelcast.config=" + file, "-classpath",
				hazelcastJar().toString(), HazelcastMemberStarter.class.getName())
			.redirectErrorStream(true)
			.redirectOutput(directory.resolve(name + ".log").toFile())
			.start();
		return new StockMember(process, config);
	}

	private static File hazelcastJar() {
		try {
			return new File(Hazelcast.class.getProtectionDomain().getCodeSource().getLocation().toURI());
		}
		catch (URISyntaxException ex) {
			throw new IllegalStateException(ex);
		}
	}

	public HazelcastInstance connect() {
		return HazelcastClient.newHazelcastClient(clientConfig());
	}

	/**
	 * Return the configuration of a client that waits for the member.
	 * @return the configuration
	 */
	public ClientConfig clientConfig() {
		ClientConfig client = new ClientConfig();
		client.setClusterName(this.config.getClusterName());
		client.setProperty("hazelcast.logging.type", "slf4j");
		client.getNetworkConfig().addAddress(address());
		client.getConnectionStrategyConfig()
			.getConnectionRetryConfig()
			.setInitialBackoffMillis(200)
			.setMaxBackoffMillis(500)
			.setClusterConnectTimeoutMillis(START_UP.toMillis());
		return client;
	}

	/**
	 * Freeze the member: connections to it stay open, nobody answers.
	 */
	public void pause() throws IOException, InterruptedException {
		signal("STOP");
	}

	public void resume() throws IOException, InterruptedException {
		signal("CONT");
	}

	private void signal(String signal) throws IOException, InterruptedException {
		Process kill = new ProcessBuilder("kill", "-" + signal, String.valueOf(this.process.pid())).start();
		if (!kill.waitFor(10, TimeUnit.SECONDS) || kill.exitValue() != 0) {
			throw new IllegalStateException("The member cannot be sent " + signal);
		}
	}

	private String address() {
		NetworkConfig network = this.config.getNetworkConfig();
		return (network.getPublicAddress() != null) ? network.getPublicAddress() : "127.0.0.1:" + network.getPort();
	}

	@Override
	public void close() throws InterruptedException {
		this.process.destroyForcibly().waitFor(START_UP.toSeconds(), TimeUnit.SECONDS);
	}

}
