package io.github.hazelcastjetty.session.autoconfigure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import com.hazelcast.client.HazelcastClient;
import com.hazelcast.client.config.ClientConfig;
import com.hazelcast.core.Hazelcast;
import com.hazelcast.core.HazelcastInstance;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.hazelcast.autoconfigure.HazelcastConfigCustomizer;
import org.springframework.boot.hazelcast.autoconfigure.HazelcastConnectionDetails;
import org.springframework.boot.jetty.autoconfigure.servlet.JettyServletWebServerAutoConfiguration;
import org.springframework.boot.test.context.assertj.AssertableWebApplicationContext;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.boot.web.server.servlet.context.AnnotationConfigServletWebServerApplicationContext;

import io.github.hazelcastjetty.session.support.TestMembers;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for what the application may say of the Hazelcast instance that is started for
 * its sessions.
 */
class InstanceCustomizationTests {

	private final WebApplicationContextRunner runner = new WebApplicationContextRunner(
			AnnotationConfigServletWebServerApplicationContext::new)
		.withConfiguration(AutoConfigurations.of(JettyServletWebServerAutoConfiguration.class,
				HazelcastJettySessionAutoConfiguration.class))
		.withPropertyValues("server.port=0", "spring.application.name=customized");

	@AfterEach
	void stop() {
		HazelcastClient.shutdownAll();
		Hazelcast.shutdownAll();
	}

	@Test
	void customizersChangeAMemberFromAFile(@TempDir Path directory) throws IOException {
		Path file = Files.writeString(directory.resolve("member.yaml"), """
				hazelcast:
				  network:
				    port: { port: 0, auto-increment: false }
				    interfaces: { enabled: true, interfaces: [ 127.0.0.1 ] }
				    join: { auto-detection: { enabled: false }, multicast: { enabled: false } }
				""");
		this.runner.withPropertyValues("hazelcast.jetty.session.config-location=" + file)
			.withBean("boots", HazelcastConfigCustomizer.class,
					() -> (config) -> config.setClusterName("boots").setProperty("boots", "1"))
			.withBean("ours", SessionMemberConfigCustomizer.class, () -> (config) -> config.setClusterName("ours"))
			.run((context) -> {
				assertThat(instance(context).getConfig().getProperty("boots")).isEqualTo("1");
				assertThat(instance(context).getConfig().getClusterName()).isEqualTo("ours");
			});
	}

	@Test
	void clientConnectsAsTheApplicationSays() {
		HazelcastInstance server = TestMembers.start("container");
		ClientConfig details = new ClientConfig().setClusterName("container");
		details.getNetworkConfig().addAddress("127.0.0.1:" + TestMembers.port(server));
		this.runner.withPropertyValues("hazelcast.jetty.session.client-only=true")
			.withBean(HazelcastConnectionDetails.class, () -> () -> details)
			.withBean(SessionClientConfigCustomizer.class, () -> (config) -> config.addLabel("sessions"))
			.run((context) -> assertThat(server.getClientService().getConnectedClients()).singleElement()
				.satisfies((client) -> assertThat(client.getLabels()).containsExactly("sessions")));
	}

	@Test
	void applicationsOfOneProcessMayHaveTheSameInstanceName() {
		WebApplicationContextRunner named = this.runner.withPropertyValues("hazelcast.jetty.session.isolated=true",
				"hazelcast.jetty.session.instance-name=sessions");
		named.run((first) -> named.run((second) -> {
			assertThat(instance(first).getName()).isEqualTo("sessions");
			assertThat(instance(second).getName()).isEqualTo("sessions-2");
		}));
	}

	private static HazelcastInstance instance(AssertableWebApplicationContext context) {
		return context.getBean(HazelcastJettySessionAutoConfiguration.INSTANCE_BEAN_NAME, HazelcastInstance.class);
	}

}
