package io.github.hazelcastjetty.session.autoconfigure;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Stream;

import javax.crypto.SecretKey;

import com.hazelcast.client.HazelcastClient;
import com.hazelcast.core.Hazelcast;
import com.hazelcast.core.HazelcastInstance;
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

import io.github.hazelcastjetty.session.store.EncryptionKeys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;

/**
 * Tests for what a user reads when the application cannot start, and for what is left
 * behind then.
 */
@ExtendWith(OutputCaptureExtension.class)
class StartUpFailureTests {

	private static final String KEY = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";

	@TempDir
	private Path directory;

	@AfterEach
	void nothingIsLeftBehind() {
		try {
			assertThat(Hazelcast.getAllHazelcastInstances()).isEmpty();
			assertThat(HazelcastClient.getAllHazelcastClients()).isEmpty();
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
	@CsvSource(delimiter = '|', nullValues = "-", textBlock = """
			keys.k1 | not*base64          | k1 | It is not Base64.
			keys.k1 | c2VjcmV0LXNlY3JldA== | k1 | It is the Base64 form of 13 bytes, but a key for AES has 16, 24 or 32.
			keys.k1 | c2VjcmV0LXNlY3JldC1zZWNyZXQtc2VjcmV0 | k1 | It is the Base64 form of 27 bytes
			""")
	void badEncryptionKeyIsNotShown(String key, String value, String keyId, String problem, CapturedOutput output) {
		fail("--hazelcast.jetty.session.encryption." + key + "=" + value,
				"--hazelcast.jetty.session.encryption.key-id=" + keyId);
		assertThat(output).contains("APPLICATION FAILED TO START")
			.contains("'hazelcast.jetty.session.encryption." + key + "' is not valid: " + problem)
			.contains("openssl rand -base64 32")
			.doesNotContain(value)
			.doesNotContain("HTTP sessions are kept in Hazelcast");
	}

	@Test
	void encryptionKeyWithoutACurrentOne(CapturedOutput output) {
		fail("--hazelcast.jetty.session.encryption.keys.k1=" + KEY);
		assertThat(output).contains("'hazelcast.jetty.session.encryption.key-id' is not valid: It is not set")
			.contains("keys ('k1')")
			.contains("Set it to the id of one of the keys.")
			.doesNotContain(KEY);
	}

	@Test
	void currentEncryptionKeyThatIsMissing(CapturedOutput output) {
		fail("--hazelcast.jetty.session.encryption.keys.k1=" + KEY, "--hazelcast.jetty.session.encryption.key-id=K1");
		assertThat(output).contains("There is no key with the id 'K1', only 'k1'.")
			.contains("Add 'hazelcast.jetty.session.encryption.keys.K1'")
			.doesNotContain(KEY);
	}

	@Test
	void encryptionWithoutKeys(CapturedOutput output) {
		fail("--hazelcast.jetty.session.encryption.mode=require");
		assertThat(output).contains("'hazelcast.jetty.session.encryption.mode' is not valid: There are no keys.")
			.contains("or remove 'hazelcast.jetty.session.encryption.mode'");
	}

	@Test
	void encryptionKeysTwice(CapturedOutput output) {
		fail(EncryptionKeysConfiguration.class, "--hazelcast.jetty.session.encryption.keys.k1=" + KEY,
				"--hazelcast.jetty.session.encryption.key-id=k1");
		assertThat(output).contains("There is an EncryptionKeys bean too.").doesNotContain(KEY);
	}

	@Test
	void encryptionKeysBeanWithoutItsCurrentKey(CapturedOutput output) {
		fail(EncryptionKeysConfiguration.class);
		assertThat(output).contains("the EncryptionKeys bean has no key for its current id")
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
		assertThat(threads()).isEmpty();
	}

	private static Stream<String> threads() {
		return Thread.getAllStackTraces()
			.keySet()
			.stream()
			.filter((thread) -> thread.isAlive() && !thread.isDaemon())
			.map(Thread::getName)
			.filter((name) -> name.startsWith("hz.") || name.startsWith("qtp"));
	}

	private static void fail(String... arguments) {
		fail(ApplicationConfiguration.class, arguments);
	}

	private static void fail(Class<?> configuration, String... arguments) {
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
	static class EncryptionKeysConfiguration extends ApplicationConfiguration {

		@Bean
		EncryptionKeys encryptionKeys() {
			return new EncryptionKeys() {

				@Override
				public String currentId() {
					return "k7";
				}

				@Override
				public SecretKey find(String id) {
					return null;
				}

			};
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
