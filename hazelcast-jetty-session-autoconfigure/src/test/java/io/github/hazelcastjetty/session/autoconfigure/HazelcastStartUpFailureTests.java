package io.github.hazelcastjetty.session.autoconfigure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import com.hazelcast.config.Config;
import com.hazelcast.config.MapConfig;
import com.hazelcast.config.NearCacheConfig;
import com.hazelcast.core.Hazelcast;
import com.hazelcast.core.HazelcastInstance;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import io.github.hazelcastjetty.session.support.TestMembers;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for what a user reads when a Hazelcast configuration of his own cannot be used.
 */
@ExtendWith(OutputCaptureExtension.class)
class HazelcastStartUpFailureTests {

	@TempDir
	private Path directory;

	@AfterEach
	void check() {
		StartUpFailureTests.assertNothingIsLeftBehind();
	}

	@Test
	void clusterOfAnotherName(CapturedOutput output) throws IOException {
		HazelcastInstance server = TestMembers.start("their-name");
		Path file = clientFile("our-name", TestMembers.port(server), "");
		StartUpFailureTests.fail("--hazelcast.jetty.session.client-only=true",
				"--hazelcast.jetty.session.config-location=" + file);
		server.shutdown();
		assertThat(output)
			.contains("Cannot connect to the Hazelcast cluster 'our-name' at 127.0.0.1:%d".formatted(port(file)))
			.contains("although a process listens at 127.0.0.1:%d.".formatted(port(file)))
			.contains("Most likely the cluster there has another name, or it refuses the credentials of this client.")
			.contains("the cluster's name is 'our-name'");
	}

	@Test
	void refusedCredentials(CapturedOutput output) throws IOException {
		HazelcastInstance server = TestMembers.start("grid");
		Path file = clientFile("grid", TestMembers.port(server), """
				  security:
				    username-password:
				      username: shop
				      password: do-not-show
				""");
		StartUpFailureTests.fail("--hazelcast.jetty.session.client-only=true",
				"--hazelcast.jetty.session.config-location=" + file);
		server.shutdown();
		assertThat(output).contains("it refuses the credentials of this client")
			.contains("- the credentials in the file, if any, are right. A cluster without security")
			.doesNotContain("do-not-show");
	}

	@ParameterizedTest
	@ValueSource(booleans = { false, true })
	void tlsForOpenSourceClient(boolean limited, CapturedOutput output) throws IOException {
		Path file = clientFile("grid", 5999, """
				    ssl:
				      enabled: true
				""", limited);
		StartUpFailureTests.fail("--hazelcast.jetty.session.client-only=true",
				"--hazelcast.jetty.session.config-location=" + file);
		assertThat(output)
			.contains("Hazelcast, which is to keep the sessions, does not start with the configuration '%s': "
				.formatted(file) + "SSL/TLS requires Hazelcast Enterprise Edition")
			.contains("Remove it from '%s', or put Hazelcast Enterprise".formatted(file));
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			network: { ssl: { enabled: true } } | SSL/TLS requires Hazelcast Enterprise Edition
			security: { enabled: true }         | Security requires Hazelcast Enterprise Edition
			persistence: { enabled: true }      | Hot Restart requires Hazelcast Enterprise Edition
			""")
	void enterpriseSettingsOfAMember(String settings, String problem, CapturedOutput output) throws IOException {
		Path file = Files.writeString(this.directory.resolve("member.yaml"), "hazelcast:\n  " + settings + "\n");
		StartUpFailureTests.fail("--hazelcast.jetty.session.config-location=" + file);
		assertThat(output).contains("does not start with the configuration '%s': %s".formatted(file, problem))
			.contains("The open-source Hazelcast on the class path does not have what the configuration asks for.");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			near-cache: {}                                               | near-cache: a node would see sessions as
			eviction: { eviction-policy: LRU, size: 100 }                | eviction: sessions that are in use
			max-idle-seconds: 600                                        | max-idle-seconds: Hazelcast would remove
			""")
	void mapSettingsThatBreakSessions(String setting, String problem, CapturedOutput output) throws IOException {
		for (String map : List.of("jetty-*", "jetty-sessions-failing-attributes")) {
			Path file = memberFile("""
					  map:
					    %s:
					      %s
					""".formatted(map, setting));
			StartUpFailureTests.fail("--hazelcast.jetty.session.config-location=" + file);
			assertThat(output).contains("APPLICATION FAILED TO START")
				.contains("as it is configured by the member's map configuration '%s':".formatted(map))
				.contains("- " + problem)
				.contains("let their configuration match other maps only");
		}
		assertThat(output).contains("The map 'jetty-sessions-failing' cannot")
			.contains("The map 'jetty-sessions-failing-attributes' cannot")
			.doesNotContain("HTTP sessions are kept in Hazelcast");
	}

	@ParameterizedTest
	@ValueSource(strings = { "default", "jetty-*", "jetty-sessions-failing-attributes" })
	void nearCacheOfAClient(String name, CapturedOutput output) throws IOException {
		HazelcastInstance server = TestMembers.start("grid");
		Path file = clientFile("grid", TestMembers.port(server), """
				  near-cache:
				    "%s": {}
				""".formatted(name));
		StartUpFailureTests.fail("--hazelcast.jetty.session.client-only=true",
				"--hazelcast.jetty.session.config-location=" + file);
		server.shutdown();
		assertThat(output).contains("cannot hold sessions as it is configured by the client's Near Cache configuration")
			.contains("- near-cache: ");
	}

	@Test
	void memberOfAClusterOfAnotherNameStaysAloneAndSaysSo(CapturedOutput output) {
		HazelcastInstance theirs = TestMembers.start("their-name");
		SpringApplication application = new SpringApplication(StartUpFailureTests.ApplicationConfiguration.class);
		application.setRegisterShutdownHook(false);
		String address = "127.0.0.1:" + TestMembers.port(theirs);
		try (ConfigurableApplicationContext context = application.run("--server.port=0",
				"--spring.application.name=shop", "--hazelcast.jetty.session.cluster-name=our-name",
				"--hazelcast.jetty.session.port=5901", "--hazelcast.jetty.session.members=127.0.0.1:5901," + address)) {
			HazelcastInstance ours = context.getBean("hazelcastJettySessionInstance", HazelcastInstance.class);
			assertThat(ours.getCluster().getMembers()).hasSize(1);
		}
		theirs.shutdown();
		assertThat(output).contains("HTTP sessions are kept in Hazelcast: P2P, cluster 'our-name'")
			.contains("Node could not join cluster at node: [127.0.0.1]:" + address.split(":")[1]
					+ " Cause: the target cluster has a different cluster-name");
	}

	@Test
	void nearCacheOfAnExistingInstance(CapturedOutput output) {
		StartUpFailureTests.fail(NearCacheConfiguration.class);
		assertThat(output).contains("The map 'jetty-sessions-failing' cannot hold sessions")
			.contains("configuration 'jetty-*'");
	}

	@Test
	void nearCacheOfACustomizer(CapturedOutput output) {
		StartUpFailureTests.fail(NearCacheCustomizerConfiguration.class, "--hazelcast.jetty.session.port=5901");
		assertThat(output).contains("The map 'jetty-sessions-failing' cannot hold sessions").contains("near-cache");
	}

	private Path memberFile(String settings) throws IOException {
		return Files.writeString(this.directory.resolve("member.yaml"), """
				hazelcast:
				  network:
				    port:
				      port: 5901
				    interfaces:
				      enabled: true
				      interfaces: [ 127.0.0.1 ]
				    join:
				      auto-detection:
				        enabled: false
				""" + settings);
	}

	private Path clientFile(String clusterName, int port, String settings) throws IOException {
		return clientFile(clusterName, port, settings, true);
	}

	private Path clientFile(String clusterName, int port, String settings, boolean limited) throws IOException {
		String limit = """
				  connection-strategy:
				    connection-retry:
				      cluster-connect-timeout-millis: 100
				""";
		return Files.writeString(this.directory.resolve("client-%d.yaml".formatted(port)), """
				hazelcast-client:
				  cluster-name: %s
				  network:
				    cluster-members: [ "127.0.0.1:%d" ]
				    connection-timeout: 1000
				""".formatted(clusterName, port) + settings + (limited ? limit : ""));
	}

	private static int port(Path clientFile) {
		return Integer.parseInt(clientFile.getFileName().toString().replaceAll("\\D", ""));
	}

	@Configuration(proxyBeanMethods = false)
	static class NearCacheConfiguration extends StartUpFailureTests.ApplicationConfiguration {

		@Bean
		HazelcastInstance grid() {
			Config config = TestMembers.config("near-cache");
			config.addMapConfig(new MapConfig("jetty-*").setNearCacheConfig(new NearCacheConfig()));
			return Hazelcast.newHazelcastInstance(config);
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class NearCacheCustomizerConfiguration extends StartUpFailureTests.ApplicationConfiguration {

		@Bean
		SessionMapConfigCustomizer nearCache() {
			return (mapConfig) -> mapConfig.setNearCacheConfig(new NearCacheConfig());
		}

	}

}
