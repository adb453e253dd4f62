package io.github.hazelcastjetty.session.autoconfigure;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Stream;

import com.hazelcast.client.HazelcastClient;
import com.hazelcast.core.Hazelcast;
import com.hazelcast.core.HazelcastInstance;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.hazelcast.autoconfigure.HazelcastAutoConfiguration;
import org.springframework.boot.jetty.autoconfigure.servlet.JettyServletWebServerAutoConfiguration;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import io.github.hazelcastjetty.session.support.TestMembers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;

/**
 * Tests for what a user reads when the application cannot start, and for what is left
 * behind then.
 */
@ExtendWith(OutputCaptureExtension.class)
class StartUpFailureTests {

	@TempDir
	private Path directory;

	@AfterEach
	void check() {
		assertNothingIsLeftBehind();
	}

	static void assertNothingIsLeftBehind() {
		try {
			// What ends may take a moment
			Awaitility.await().pollDelay(Duration.ZERO).untilAsserted(() -> {
				assertThat(Hazelcast.getAllHazelcastInstances()).isEmpty();
				assertThat(HazelcastClient.getAllHazelcastClients()).isEmpty();
			});
		}
		finally {
			HazelcastClient.shutdownAll();
			Hazelcast.shutdownAll();
		}
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '"',
			textBlock = """
					worker-name           | node.1             | without a dot
					worker-name           | node 1             | Use letters, digits, '-' and '_'
					worker-name           | a;b                | Use letters, digits, '-' and '_'
					clean-up-period       | 0                  | Use a time of at least one millisecond, for example 60s.
					clean-up-period       | -1                 | Use a time of at least one millisecond, for example 60s.
					operation-timeout     | 0s                 | Use a time of at least one millisecond, for example 5s.
					cache.max-idle        | -5m                | Use a time of at least one millisecond, for example 30m.
					cache.max-sessions    | -1                 | Use a positive number, or 0 for no limit.
					backup-count          | 7                  | Use a number between 0 and 6.
					backup-count          | -1                 | Use a number between 0 and 6.
					port                  | 0                  | Use a port between 1 and 65535.
					port                  | 65536              | Use a port between 1 and 65535.
					members               | a,http://b         | 'http://b' is not of the form host or host:port. Write each member as
					members               | a:0                | The port of 'a:0' is not between 1 and 65535. Write each member as
					members               | a,,b               | '' is not of the form host or host:port. Write each member as
					map-name              | " "                | Give the map a name, or remove the property
					map-name              | sessions-*         | Give the map a name, or remove the property
					serialization.allow   | com.example.Cart?  | Correct or remove the entry
					config-location       | missing.xml        | There is no file
					config-location       | classpath:no.yaml  | There is no class path resource [no.yaml]
					save-period           | -3                 | use 'attribute-change' (-2)
					save-period           | often              | use 'attribute-change' (-2)
					stale-period          | often              | 'often' is not a valid duration
					sticky                | perhaps            | Invalid boolean value 'perhaps'
					""")
	void invalidValue(String key, String value, String remedy, CapturedOutput output) {
		fail("--hazelcast.jetty.session.%s=%s".formatted(key, value));
		assertThat(output).contains("APPLICATION FAILED TO START")
			.contains("hazelcast.jetty.session." + key)
			.contains(value)
			.contains(remedy)
			.doesNotContain("HTTP sessions are kept in Hazelcast");
	}

	@ParameterizedTest
	@CsvSource({ "members, 10.0.0.1", "cluster-name, grid", "port, 5701" })
	void configLocationExcludes(String key, String value, CapturedOutput output) {
		fail("--hazelcast.jetty.session.config-location=classpath:hazelcast-default.xml",
				"--hazelcast.jetty.session.%s=%s".formatted(key, value));
		assertThat(output)
			.contains(
					"Invalid value '%s' for configuration property 'hazelcast.jetty.session.%s'".formatted(value, key))
			.contains("It cannot be combined with 'hazelcast.jetty.session.config-location', which is "
					+ "'classpath:hazelcast-default.xml'. Remove one of the two");
	}

	@Test
	void fileOfTheWrongKind(CapturedOutput output) throws IOException {
		Path file = Files.writeString(this.directory.resolve("client.yaml"), "hazelcast-client: {}");
		fail("--hazelcast.jetty.session.config-location=" + file);
		assertThat(output)
			.contains("Invalid value '%s' for configuration property 'hazelcast.jetty.session.config-location'"
				.formatted(file))
			.contains("Set 'hazelcast.jetty.session.client-only' to true");
	}

	@Test
	void severalInstances(CapturedOutput output) {
		fail(TwoInstancesConfiguration.class);
		assertThat(output).contains("Several HazelcastInstance beans could keep the sessions, and nothing says which:")
			.contains("- bean 'one' (instance 'member-one')")
			.contains("- bean 'two' (instance 'member-two')")
			.contains("Set 'hazelcast.jetty.session.instance-name' to the name of one of these");
	}

	@Test
	void clusterThatIsNotThere(CapturedOutput output) throws IOException {
		Path file = Files.writeString(this.directory.resolve("client.yaml"), """
				hazelcast-client:
				  cluster-name: grid
				  network:
				    cluster-members: [ "127.0.0.1:5999" ]
				    connection-timeout: 500
				  connection-strategy:
				    connection-retry:
				      cluster-connect-timeout-millis: 100
				""");
		fail("--hazelcast.jetty.session.client-only=true", "--hazelcast.jetty.session.config-location=" + file);
		assertThat(output)
			.contains(
					"Cannot connect to the Hazelcast cluster 'grid' at 127.0.0.1:5999, which is to keep the sessions.")
			.contains("the cluster's name is 'grid' ('hazelcast.jetty.session.cluster-name')");
	}

	@Test
	void mapOfSomebodyElse(CapturedOutput output) {
		fail(ForeignMapConfiguration.class, "--hazelcast.jetty.session.map-name=conflict");
		assertThat(output).contains("The map 'conflict' cannot hold sessions")
			.contains("Set 'hazelcast.jetty.session.map-name' to the name of a map that nothing else uses");
	}

	@Test
	void portInUse(CapturedOutput output) throws IOException {
		try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
			fail("--server.port=" + socket.getLocalPort(), "--server.address=127.0.0.1",
					"--hazelcast.jetty.session.port=5891");
			assertThat(output).contains("Port " + socket.getLocalPort() + " was already in use")
				.contains("HTTP sessions are kept in Hazelcast");
		}
		Awaitility.await().untilAsserted(() -> assertThat(threads()).isEmpty());
	}

	private static Stream<String> threads() {
		return Thread.getAllStackTraces()
			.keySet()
			.stream()
			.filter((thread) -> thread.isAlive() && !thread.isDaemon())
			.map(Thread::getName)
			.filter((name) -> name.startsWith("hz.") || name.startsWith("qtp"));
	}

	static void fail(String... arguments) {
		fail(ApplicationConfiguration.class, arguments);
	}

	static void fail(Class<?> configuration, String... arguments) {
		String[] all = Stream.concat(Stream.of("--spring.application.name=failing"), Arrays.stream(arguments))
			.toArray(String[]::new);
		SpringApplication application = new SpringApplication(configuration);
		application.setDefaultProperties(Map.of("server.port", "0"));
		application.setRegisterShutdownHook(false);
		assertThatException().isThrownBy(() -> application.run(all));
	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration({ JettyServletWebServerAutoConfiguration.class, HazelcastAutoConfiguration.class,
			HazelcastJettySessionAutoConfiguration.class })
	static class ApplicationConfiguration {

	}

	@Configuration(proxyBeanMethods = false)
	static class TwoInstancesConfiguration extends ApplicationConfiguration {

		@Bean
		HazelcastInstance one() {
			return TestMembers.start("member-one");
		}

		@Bean
		HazelcastInstance two() {
			return TestMembers.start("member-two");
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class ForeignMapConfiguration extends ApplicationConfiguration {

		@Bean
		HazelcastInstance grid() {
			HazelcastInstance grid = TestMembers.start("foreign");
			grid.getMap("conflict").put("somebody", "else");
			return grid;
		}

	}

}
