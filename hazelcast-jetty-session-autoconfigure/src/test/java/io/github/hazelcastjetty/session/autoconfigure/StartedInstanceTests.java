package io.github.hazelcastjetty.session.autoconfigure;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;

import com.hazelcast.client.impl.clientside.HazelcastClientProxy;
import com.hazelcast.client.properties.ClientProperty;
import com.hazelcast.config.ListenerConfig;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.core.LifecycleEvent.LifecycleState;
import com.hazelcast.core.LifecycleListener;
import com.hazelcast.spi.properties.ClusterProperty;
import com.hazelcast.spi.properties.HazelcastProperties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.jetty.autoconfigure.servlet.JettyServletWebServerAutoConfiguration;
import org.springframework.boot.test.context.assertj.AssertableWebApplicationContext;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.boot.web.server.servlet.context.AnnotationConfigServletWebServerApplicationContext;

import io.github.hazelcastjetty.session.store.SessionStoreStatus;
import io.github.hazelcastjetty.session.store.SessionStoreStatus.Availability;
import io.github.hazelcastjetty.session.support.Latches;
import io.github.hazelcastjetty.session.support.TestMembers;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that the instances which an application starts have the properties of Hazelcast
 * that sessions need, under the names by which Hazelcast knows them.
 */
class StartedInstanceTests {

	private final WebApplicationContextRunner runner = new WebApplicationContextRunner(
			AnnotationConfigServletWebServerApplicationContext::new)
		.withConfiguration(AutoConfigurations.of(JettyServletWebServerAutoConfiguration.class,
				HazelcastJettySessionAutoConfiguration.class))
		.withPropertyValues("server.port=0", "spring.application.name=started",
				"hazelcast.jetty.session.operation-timeout=3s");

	@Test
	void member() throws Exception {
		this.runner.withPropertyValues("hazelcast.jetty.session.port=" + TestMembers.freePort()).run((context) -> {
			HazelcastProperties properties = new HazelcastProperties(instance(context).getConfig().getProperties());
			assertThat(properties.getInteger(ClusterProperty.OPERATION_BACKUP_TIMEOUT_MILLIS)).isEqualTo(1500);
			assertThat(properties.getBoolean(ClusterProperty.DISABLE_STALE_READ_ON_PARTITION_MIGRATION)).isTrue();
		});
	}

	@Test
	void memberFromAFile(@TempDir Path directory) throws Exception {
		Path file = Files.writeString(directory.resolve("member.yaml"), """
				hazelcast:
				  cluster-name: started
				  properties: { hazelcast.socket.bind.any: false }
				  network:
				    port: { port: %d }
				    interfaces: { enabled: true, interfaces: [ 127.0.0.1 ] }
				    join: { auto-detection: { enabled: false }, multicast: { enabled: false } }
				""".formatted(TestMembers.freePort()));
		this.runner.withPropertyValues("hazelcast.jetty.session.config-location=" + file).run((context) -> {
			HazelcastProperties properties = new HazelcastProperties(instance(context).getConfig().getProperties());
			assertThat(properties.getBoolean(ClusterProperty.DISABLE_STALE_READ_ON_PARTITION_MIGRATION)).isTrue();
			assertThat(properties.getInteger(ClusterProperty.OPERATION_BACKUP_TIMEOUT_MILLIS)).isEqualTo(1500);
		});
	}

	@Test
	void client() throws Exception {
		int port = TestMembers.freePort();
		HazelcastInstance server = TestMembers.start("started", port);
		try {
			this.runner
				.withPropertyValues("hazelcast.jetty.session.client-only=true", "hazelcast.jetty.session.port=" + port)
				.run((context) -> {
					HazelcastClientProxy client = (HazelcastClientProxy) instance(context);
					assertThat(client.client.getProperties().getInteger(ClientProperty.OPERATION_BACKUP_TIMEOUT_MILLIS))
						.isEqualTo(1500);
				});
		}
		finally {
			server.shutdown();
		}
	}

	@Test
	void contextGoesOnWhileTheMemberStarts() throws Exception {
		CountDownLatch otherBeans = new CountDownLatch(1);
		LifecycleListener slow = (event) -> {
			if (event.getState() == LifecycleState.STARTING) {
				await(otherBeans);
			}
		};
		this.runner.withPropertyValues("hazelcast.jetty.session.port=" + TestMembers.freePort())
			.withBean(SessionMemberConfigCustomizer.class,
					() -> (config) -> config.addListenerConfig(new ListenerConfig(slow)))
			.withBean("other", CountDownLatch.class, () -> {
				otherBeans.countDown();
				return otherBeans;
			})
			.run((context) -> {
				assertThat(context).hasNotFailed();
				assertThat(context.getBean(SessionStoreStatus.class).availability()).isEqualTo(Availability.FULL);
			});
	}

	private static void await(CountDownLatch latch) {
		try {
			Latches.await(latch);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	private static HazelcastInstance instance(AssertableWebApplicationContext context) {
		return context.getBean(HazelcastJettySessionAutoConfiguration.INSTANCE_BEAN_NAME, HazelcastInstance.class);
	}

}
