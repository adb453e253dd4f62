package io.github.hazelcastjetty.session.autoconfigure;

import java.io.IOException;
import java.lang.invoke.SerializedLambda;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.rmi.server.UnicastRemoteObject;
import java.security.SignedObject;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CancellationException;

import javax.management.BadAttributeValueExpException;

import com.hazelcast.client.config.ClientConfig;
import com.hazelcast.client.config.ClientConnectionStrategyConfig.ReconnectMode;
import com.hazelcast.client.config.YamlClientConfigBuilder;
import com.hazelcast.config.Config;
import com.hazelcast.config.JavaSerializationFilterConfig;
import com.hazelcast.config.JoinConfig;
import com.hazelcast.config.SerializationConfig;
import com.hazelcast.spi.exception.TargetNotMemberException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.core.io.DefaultResourceLoader;
import org.springframework.mock.env.MockEnvironment;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link InstanceConfigs}, {@link EmbeddedMemberConfig} and
 * {@link SessionClientConfig}.
 */
class InstanceConfigsTests {

	private final HazelcastJettySessionProperties properties = new HazelcastJettySessionProperties();

	private final MockEnvironment environment = new MockEnvironment().withProperty("spring.application.name", "shop");

	private ClientConfigSource connections = () -> null;

	private final ClassLoader classLoader = new ClassLoader(getClass().getClassLoader()) {
	};

	@Test
	void embeddedMemberListensOnLoopbackOnly() {
		Config config = configs().member();
		assertThat(config.getProperty("hazelcast.socket.bind.any")).isEqualTo("false");
		assertThat(config.getNetworkConfig().getInterfaces().isEnabled()).isTrue();
		assertThat(config.getNetworkConfig().getInterfaces().getInterfaces()).containsExactly("127.0.0.1");
	}

	@Test
	void embeddedMemberLooksForOthersOnThisMachineOnly() {
		JoinConfig join = configs().member().getNetworkConfig().getJoin();
		assertThat(join.getMulticastConfig().isEnabled()).isFalse();
		assertThat(join.getAutoDetectionConfig().isEnabled()).isFalse();
		assertThat(join.getTcpIpConfig().isEnabled()).isTrue();
		assertThat(join.getTcpIpConfig().getMembers()).containsExactly("127.0.0.1");
		assertThat(join.getTcpIpConfig().getConnectionTimeoutSeconds()).isEqualTo(2);
	}

	@Test
	void embeddedMemberHasTheApplicationsNameAndClassLoader() {
		Config config = configs().member();
		assertThat(config.getClusterName()).isEqualTo("shop");
		assertThat(config.getClassLoader()).isSameAs(this.classLoader);
		assertThat(config.getInstanceName()).isNull();
		assertThat(config.getNetworkConfig().getPort()).isEqualTo(5701);
		assertThat(config.getNetworkConfig().isPortAutoIncrement()).isTrue();
	}

	@Test
	void embeddedMemberIsStoppedByUsAndCallsNobody() {
		Config config = configs().member();
		assertThat(config.getProperty("hazelcast.shutdownhook.enabled")).isEqualTo("false");
		assertThat(config.getProperty("hazelcast.phone.home.enabled")).isEqualTo("false");
		assertThat(config.getProperty("hazelcast.logging.type")).isEqualTo("slf4j");
		assertThat(config.getProperty("hazelcast.graceful.shutdown.max.wait")).isEqualTo("60");
	}

	@Test
	void embeddedMemberWithNames() {
		this.properties.setInstanceName("sessions");
		this.properties.setClusterName("grid");
		this.properties.setPort(5801);
		Config config = configs().member();
		assertThat(config.getInstanceName()).isEqualTo("sessions");
		assertThat(config.getClusterName()).isEqualTo("grid");
		assertThat(config.getNetworkConfig().getPort()).isEqualTo(5801);
	}

	@Test
	void membersOfOtherMachinesOpenTheInterfaceAmongThem() {
		this.properties.setMembers(List.of("10.0.0.1", "10.0.0.2:5711"));
		Config config = configs().member();
		assertThat(config.getNetworkConfig().getJoin().getTcpIpConfig().getMembers()).containsExactly("10.0.0.1",
				"10.0.0.2:5711");
		assertThat(config.getNetworkConfig().getInterfaces().isEnabled()).isFalse();
		assertThat(config.getNetworkConfig().getJoin().getTcpIpConfig().getConnectionTimeoutSeconds()).isEqualTo(5);
		assertThat(config.getProperty("hazelcast.socket.bind.any")).isEqualTo("false");
	}

	@Test
	void isolatedMemberLooksForNobodyAndIsFoundByNobody() {
		this.properties.setIsolated(true);
		this.properties.setMembers(List.of("10.0.0.1"));
		this.properties.setPort(5801);
		Config config = configs().member();
		assertThat(config.getClusterName()).startsWith("shop-").isNotEqualTo(configs().member().getClusterName());
		assertThat(config.getNetworkConfig().getPort()).isZero();
		assertThat(config.getNetworkConfig().getInterfaces().getInterfaces()).containsExactly("127.0.0.1");
		assertThat(config.getNetworkConfig().getJoin().getTcpIpConfig().getMembers()).isEmpty();
	}

	@Test
	void membersOfThisMachineGiveThePort() {
		this.properties.setMembers(List.of("127.0.0.1:5812", "localhost:5811", "192.0.2.1:5701"));
		assertThat(configs().member().getNetworkConfig().getPort()).isEqualTo(5811);
	}

	@Test
	void explicitPortGoesBeforeThoseOfTheMembers() {
		this.properties.setMembers(List.of("127.0.0.1:5812"));
		this.properties.setPort(5813);
		assertThat(configs().member().getNetworkConfig().getPort()).isEqualTo(5813);
	}

	@Test
	void callTimeoutFollowsTheOperationTimeout() {
		String property = "hazelcast.operation.call.timeout.millis";
		this.properties.setOperationTimeout(Duration.ofSeconds(20));
		assertThat(configs().member().getProperty(property)).isEqualTo("20000");
		this.properties.setOperationTimeout(Duration.ofMillis(20));
		assertThat(configs().member().getProperty(property)).isEqualTo("5000");
	}

	@Test
	void memberFileIsTakenAsItIs(@TempDir Path directory) throws IOException {
		Path file = Files.writeString(directory.resolve("member.yaml"), """
				hazelcast:
				  cluster-name: theirs
				  properties:
				    hazelcast.logging.type: jdk
				    hazelcast.graceful.shutdown.max.wait: 5
				    hazelcast.shutdownhook.enabled: true
				""");
		this.properties.setConfigLocation(file.toString());
		this.properties.setInstanceName("sessions");
		Config config = configs().member();
		assertThat(config.getClusterName()).isEqualTo("theirs");
		assertThat(config.getInstanceName()).isEqualTo("sessions");
		assertThat(config.getClassLoader()).isSameAs(this.classLoader);
		assertThat(config.getProperty("hazelcast.logging.type")).isEqualTo("jdk");
		assertThat(config.getProperty("hazelcast.graceful.shutdown.max.wait")).isEqualTo("5");
		assertThat(config.getProperty("hazelcast.shutdownhook.enabled")).isEqualTo("false");
		assertThat(config.getProperty("hazelcast.phone.home.enabled")).isEqualTo("false");
	}

	@Test
	void memberFilePassesThroughUntouched(@TempDir Path directory) throws IOException {
		Path file = Files.writeString(directory.resolve("member.yaml"), """
				hazelcast:
				  network:
				    port: { port: 5888, auto-increment: false }
				    ssl: { enabled: true, properties: { keyStore: keys.p12 } }
				    socket-interceptor: { enabled: true, class-name: com.example.Interceptor }
				  security:
				    enabled: true
				    realms:
				      - name: grid
				        identity: { username-password: { username: node, password: secret } }
				    member-authentication: { realm: grid }
				  persistence: { enabled: true, base-dir: /data, parallelism: 2 }
				  partition-group: { enabled: true, group-type: ZONE_AWARE }
				  split-brain-protection:
				    quorum: { enabled: true, minimum-cluster-size: 2 }
				  wan-replication:
				    london:
				      batch-publisher:
				        london: { cluster-name: london, target-endpoints: "10.0.0.1:5701" }
				  map:
				    jetty-sessions-shop*:
				      backup-count: 2
				      split-brain-protection-ref: quorum
				      merge-policy: { class-name: LatestUpdateMergePolicy }
				      wan-replication-ref: { london: { merge-policy-class-name: PassThroughMergePolicy } }
				      data-persistence: { enabled: true, fsync: true }
				      map-store: { enabled: true, class-name: com.example.Store, write-delay-seconds: 0 }
				""");
		this.properties.setConfigLocation(file.toString());
		Config config = configs().member();
		Config asWritten = Config.loadFromFile(file.toFile());
		assertThat(config.getNetworkConfig()).isEqualTo(asWritten.getNetworkConfig());
		assertThat(config.getNetworkConfig().getSSLConfig().getProperty("keyStore")).isEqualTo("keys.p12");
		assertThat(config.getSecurityConfig()).isEqualTo(asWritten.getSecurityConfig());
		assertThat(config.getSecurityConfig().isEnabled()).isTrue();
		assertThat(config.getPersistenceConfig()).isEqualTo(asWritten.getPersistenceConfig());
		assertThat(config.getPersistenceConfig().isEnabled()).isTrue();
		assertThat(config.getPartitionGroupConfig()).isEqualTo(asWritten.getPartitionGroupConfig());
		assertThat(config.getSplitBrainProtectionConfigs()).isEqualTo(asWritten.getSplitBrainProtectionConfigs())
			.containsOnlyKeys("quorum");
		assertThat(config.getWanReplicationConfigs()).isEqualTo(asWritten.getWanReplicationConfigs())
			.containsOnlyKeys("london");
		assertThat(config.getMapConfigs()).isEqualTo(asWritten.getMapConfigs())
			.containsOnlyKeys("jetty-sessions-shop*");
	}

	@Test
	void clientFilePassesThroughUntouched(@TempDir Path directory) throws IOException {
		Path file = Files.writeString(directory.resolve("client.yaml"), """
				hazelcast-client:
				  network:
				    cluster-members: [ "10.0.0.1" ]
				    smart-routing: false
				    ssl: { enabled: true, properties: { trustStore: trust.p12 } }
				  security: { username-password: { username: shop, password: secret } }
				  load-balancer: { type: round-robin }
				""");
		this.properties.setConfigLocation(file.toString());
		this.properties.setClientOnly(true);
		ClientConfig config = configs().client();
		ClientConfig asWritten = new YamlClientConfigBuilder(file.toFile()).build();
		assertThat(config.getNetworkConfig()).isEqualTo(asWritten.getNetworkConfig());
		assertThat(config.getNetworkConfig().getSSLConfig().isEnabled()).isTrue();
		assertThat(config.getSecurityConfig()).isEqualTo(asWritten.getSecurityConfig());
		assertThat(config.getSecurityConfig().getUsernamePasswordIdentityConfig().getUsername()).isEqualTo("shop");
		assertThat(config.getConnectionStrategyConfig()).isEqualTo(asWritten.getConnectionStrategyConfig());
	}

	@Test
	void clientConnectsToThisMachine() {
		ClientConfig config = configs().client();
		assertThat(config.getNetworkConfig().getAddresses()).containsExactly("127.0.0.1");
		assertThat(config.getClusterName()).isEqualTo("shop");
		assertThat(config.getClassLoader()).isSameAs(this.classLoader);
		assertThat(config.getProperty("hazelcast.logging.type")).isEqualTo("slf4j");
	}

	@Test
	void clientConnectsToMembers() {
		this.properties.setMembers(List.of("10.0.0.1", "10.0.0.2:5711"));
		this.properties.setPort(5801);
		this.properties.setClusterName("grid");
		this.properties.setInstanceName("sessions");
		ClientConfig config = configs().client();
		assertThat(config.getNetworkConfig().getAddresses()).containsExactly("10.0.0.1:5801", "10.0.0.2:5711");
		assertThat(config.getClusterName()).isEqualTo("grid");
		assertThat(config.getInstanceName()).isEqualTo("sessions");
	}

	@Test
	void clientNeverGivesUpOnceConnected() {
		ClientConfig config = configs().client();
		assertThat(config.getConnectionStrategyConfig().getReconnectMode()).isEqualTo(ReconnectMode.ASYNC);
		assertThat(config.getConnectionStrategyConfig().getConnectionRetryConfig().getClusterConnectTimeoutMillis())
			.isEqualTo(-1);
	}

	@Test
	void invocationTimeoutOfTheClientIsTheOperationTimeoutInWholeSeconds() {
		this.properties.setOperationTimeout(Duration.ofMillis(1500));
		assertThat(configs().client().getProperty("hazelcast.client.invocation.timeout.seconds")).isEqualTo("2");
	}

	@Test
	void hazelcastDeserializesNothingButWhatItNeedsItself() {
		for (SerializationConfig config : List.of(configs().member().getSerializationConfig(),
				configs().client().getSerializationConfig())) {
			JavaSerializationFilterConfig filter = config.getJavaSerializationFilterConfig();
			assertThat(filter.isDefaultsDisabled()).isTrue();
			for (Class<?> needed : List.of(TargetNotMemberException.class, CancellationException.class, Throwable.class,
					StackTraceElement[].class, Collections.emptyList().getClass())) {
				assertThat(filter.getWhitelist().isListed(needed.getName())).as(needed.getName()).isTrue();
			}
			for (Class<?> refused : List.of(getClass(), URL.class, SerializedLambda.class, SignedObject.class,
					UnicastRemoteObject.class, BadAttributeValueExpException.class)) {
				assertThat(filter.getWhitelist().isListed(refused.getName())).as(refused.getName()).isFalse();
			}
		}
	}

	@Test
	void filterOfAFileIsTakenAsItIs(@TempDir Path directory) throws IOException {
		String filter = """
				  serialization:
				    java-serialization-filter:
				      whitelist: { package: [ com.example ] }
				""";
		Path member = Files.writeString(directory.resolve("member.yaml"), "hazelcast:\n" + filter);
		Path client = Files.writeString(directory.resolve("client.yaml"), "hazelcast-client:\n" + filter);
		this.properties.setConfigLocation(member.toString());
		SerializationConfig ofMember = configs().member().getSerializationConfig();
		this.properties.setConfigLocation(client.toString());
		SerializationConfig ofClient = configs().client().getSerializationConfig();
		for (SerializationConfig config : List.of(ofMember, ofClient)) {
			assertThat(config.getJavaSerializationFilterConfig().isDefaultsDisabled()).isFalse();
			assertThat(config.getJavaSerializationFilterConfig().getWhitelist().isListed("com.example.Order")).isTrue();
		}
	}

	@Test
	void fileWithoutAFilterGetsOurs(@TempDir Path directory) throws IOException {
		Path file = Files.writeString(directory.resolve("member.yaml"), "hazelcast:\n  cluster-name: theirs\n");
		this.properties.setConfigLocation(file.toString());
		assertThat(configs().member().getSerializationConfig().getJavaSerializationFilterConfig())
			.isEqualTo(configs(new HazelcastJettySessionProperties()).member()
				.getSerializationConfig()
				.getJavaSerializationFilterConfig());
	}

	@Test
	void fileThatIsSilentGetsWhatSessionsNeed(@TempDir Path directory) throws IOException {
		this.properties.setOperationTimeout(Duration.ofSeconds(8));
		Path member = Files.writeString(directory.resolve("member.yaml"), """
				hazelcast:
				  properties: { hazelcast.merge.next.run.delay.seconds: 77 }
				""");
		this.properties.setConfigLocation(member.toString());
		Config config = configs().member();
		assertThat(config.getProperty("hazelcast.phone.home.enabled")).isEqualTo("false");
		assertThat(config.getProperty("hazelcast.operation.call.timeout.millis")).isEqualTo("8000");
		assertThat(config.getProperty("hazelcast.operation.backup.timeout.millis")).isEqualTo("4000");
		assertThat(config.getProperty("hazelcast.merge.first.run.delay.seconds")).isEqualTo("10");
		assertThat(config.getProperty("hazelcast.merge.next.run.delay.seconds")).isEqualTo("77");
		Path client = Files.writeString(directory.resolve("client.yaml"), """
				hazelcast-client:
				  properties: { hazelcast.client.invocation.timeout.seconds: 99 }
				""");
		this.properties.setConfigLocation(client.toString());
		ClientConfig clientConfig = configs().client();
		assertThat(clientConfig.getProperty("hazelcast.client.operation.backup.timeout.millis")).isEqualTo("4000");
		assertThat(clientConfig.getProperty("hazelcast.client.invocation.timeout.seconds")).isEqualTo("99");
	}

	@Test
	void connectionsOfTheApplicationAreUsedByTheClient() {
		this.properties.setMembers(List.of("10.0.0.1"));
		ClientConfig theirs = new ClientConfig().setClusterName("container").setInstanceName("theirs");
		theirs.getNetworkConfig().addAddress("127.0.0.1:32801");
		this.connections = () -> theirs;
		ClientConfig config = configs().client();
		assertThat(config.getClusterName()).isEqualTo("container");
		assertThat(config.getNetworkConfig().getAddresses()).containsExactly("127.0.0.1:32801");
		assertThat(config.getProperty("hazelcast.client.invocation.timeout.seconds")).isEqualTo("5");
		assertThat(config.getInstanceName()).isNull();
		assertThat(theirs.getProperty("hazelcast.client.invocation.timeout.seconds")).as("the original").isNull();
	}

	@Test
	void clientFileGoesBeforeConnectionsOfTheApplication(@TempDir Path directory) throws IOException {
		Path file = Files.writeString(directory.resolve("client.yaml"), "hazelcast-client:\n  cluster-name: theirs\n");
		this.properties.setConfigLocation(file.toString());
		this.connections = () -> new ClientConfig().setClusterName("container");
		assertThat(configs().client().getClusterName()).isEqualTo("theirs");
	}

	private InstanceConfigs configs() {
		return configs(this.properties);
	}

	private InstanceConfigs configs(HazelcastJettySessionProperties properties) {
		return new InstanceConfigs(new SessionOptions(properties, this.environment, null),
				new DefaultResourceLoader(this.classLoader), this.connections, List.of(), List.of(),
				SessionPersistence.NONE);
	}

}
