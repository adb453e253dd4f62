package io.github.hazelcastjetty.session.autoconfigure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

import com.hazelcast.client.HazelcastClient;
import com.hazelcast.config.Config;
import com.hazelcast.core.Hazelcast;
import com.hazelcast.core.HazelcastInstance;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.hazelcast.autoconfigure.HazelcastAutoConfiguration;
import org.springframework.boot.jetty.autoconfigure.servlet.JettyServletWebServerAutoConfiguration;
import org.springframework.boot.test.context.assertj.AssertableWebApplicationContext;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.web.server.servlet.context.AnnotationConfigServletWebServerApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Primary;

import io.github.hazelcastjetty.session.jetty.HazelcastSessionManager;
import io.github.hazelcastjetty.session.support.TestMembers;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for the choice of the Hazelcast instance.
 */
@ExtendWith(OutputCaptureExtension.class)
class HazelcastInstanceSelectionTests {

	private static final String OURS = HazelcastJettySessionAutoConfiguration.INSTANCE_BEAN_NAME;

	private final WebApplicationContextRunner runner = new WebApplicationContextRunner(
			AnnotationConfigServletWebServerApplicationContext::new)
		.withConfiguration(AutoConfigurations.of(JettyServletWebServerAutoConfiguration.class,
				HazelcastAutoConfiguration.class, HazelcastJettySessionAutoConfiguration.class))
		.withPropertyValues("server.port=0", "spring.application.name=selection",
				"hazelcast.jetty.session.map-name=sessions");

	@TempDir
	private Path directory;

	@AfterEach
	void stop() {
		HazelcastClient.shutdownAll();
		Hazelcast.shutdownAll();
	}

	@Test
	void embeddedMemberIsStartedAndClosed(CapturedOutput output) {
		this.runner
			.withPropertyValues("hazelcast.jetty.session.port=5881", "hazelcast.jetty.session.instance-name=mine")
			.run((context) -> {
				HazelcastInstance instance = context.getBean(OURS, HazelcastInstance.class);
				assertThat(instance.getName()).isEqualTo("mine");
				assertThat(instance.getCluster().getLocalMember().getAddress().getInetAddress().isLoopbackAddress())
					.isTrue();
				assertThat(usedBySessions(context)).isSameAs(instance);
				assertThat(output).contains("HTTP sessions are kept in Hazelcast: P2P, cluster 'selection', map "
						+ "'sessions', non-sticky");
			});
		assertThat(Hazelcast.getAllHazelcastInstances()).isEmpty();
	}

	@Test
	void embeddedMembersOfOneMachineFindEachOther() {
		WebApplicationContextRunner node = this.runner.withPropertyValues("hazelcast.jetty.session.port=5885");
		node.run((first) -> node.run((second) -> {
			assertThat(ours(first).getCluster().getMembers()).hasSize(2);
			assertThat(ours(second).getCluster().getMembers()).hasSize(2);
		}));
		assertThat(Hazelcast.getAllHazelcastInstances()).isEmpty();
	}

	@Test
	void ourInstanceIsNotTheApplications() {
		this.runner
			.withPropertyValues("hazelcast.jetty.session.port=5883", "hazelcast.jetty.session.instance-name=mine")
			.withUserConfiguration(InjectionConfiguration.class)
			.run((context) -> assertThat(context.getBean("injected")).isEqualTo(List.of("by name mine")));
	}

	@Test
	void instanceBesideOneThatIsNobodysDefault() {
		this.runner.withUserConfiguration(DefaultAndNonDefaultInstanceConfiguration.class)
			.run((context) -> assertThat(usedBySessions(context).getName()).isEqualTo("member-default"));
	}

	@Test
	void existingInstanceIsUsedAndNotClosed() {
		HazelcastInstance theirs = TestMembers.start("theirs");
		this.runner.withBean("grid", HazelcastInstance.class, () -> theirs).run((context) -> {
			assertThat(context).doesNotHaveBean(OURS);
			assertThat(usedBySessions(context)).isSameAs(theirs);
		});
		assertThat(theirs.getLifecycleService().isRunning()).isTrue();
	}

	@Test
	void instanceOfSpringBootFromAFile() throws IOException {
		Path file = writeMember("boot");
		this.runner.withPropertyValues("spring.hazelcast.config=" + file.toUri()).run((context) -> {
			assertThat(context).doesNotHaveBean(OURS);
			assertThat(usedBySessions(context).getName()).isEqualTo("boot");
		});
		assertThat(Hazelcast.getAllHazelcastInstances()).isEmpty();
	}

	@Test
	void instanceOfSpringBootFromAConfigBean() {
		this.runner.withBean(Config.class, () -> TestMembers.config("config"))
			.run((context) -> assertThat(usedBySessions(context).getName()).isEqualTo("config"));
	}

	@Test
	void severalInstances() {
		this.runner.withUserConfiguration(TwoInstancesConfiguration.class).run((context) -> {
			assertThat(context).hasFailed();
			assertThat(context.getStartupFailure()).rootCause()
				.isInstanceOf(UndecidedHazelcastInstanceException.class)
				.hasMessageContaining("bean 'one' (instance 'member-one'), bean 'two' (instance 'member-two')");
		});
		assertThat(Hazelcast.getAllHazelcastInstances()).isEmpty();
	}

	@Test
	void severalInstancesAndTheNameOfABean() {
		this.runner.withUserConfiguration(TwoInstancesConfiguration.class)
			.withPropertyValues("hazelcast.jetty.session.instance-name=two")
			.run((context) -> assertThat(usedBySessions(context).getName()).isEqualTo("member-two"));
	}

	@Test
	void severalInstancesAndTheNameOfAnInstance() {
		this.runner.withUserConfiguration(TwoInstancesConfiguration.class)
			.withPropertyValues("hazelcast.jetty.session.instance-name=member-one")
			.run((context) -> assertThat(usedBySessions(context).getName()).isEqualTo("member-one"));
	}

	@Test
	void severalInstancesAndAnUnknownName() {
		this.runner.withUserConfiguration(TwoInstancesConfiguration.class)
			.withPropertyValues("hazelcast.jetty.session.instance-name=three")
			.run((context) -> assertThat(context.getStartupFailure()).rootCause()
				.hasMessageContaining("hazelcast.jetty.session.instance-name")
				.hasMessageContaining("'three'")
				.hasMessageContaining("bean 'one' (instance 'member-one'), bean 'two' (instance 'member-two')"));
		assertThat(Hazelcast.getAllHazelcastInstances()).isEmpty();
	}

	@Test
	void primaryInstance() {
		this.runner.withUserConfiguration(PrimaryInstanceConfiguration.class)
			.run((context) -> assertThat(usedBySessions(context).getName()).isEqualTo("member-two"));
	}

	@Test
	void qualifiedInstance() {
		this.runner.withUserConfiguration(QualifiedInstanceConfiguration.class)
			.run((context) -> assertThat(usedBySessions(context).getName()).isEqualTo("member-two"));
	}

	@Test
	void instanceThatIsNobodysDefaultIsLeftAlone() {
		this.runner.withUserConfiguration(NonDefaultInstanceConfiguration.class)
			.withPropertyValues("hazelcast.jetty.session.port=5887")
			.run((context) -> assertThat(usedBySessions(context)).isSameAs(ours(context)));
	}

	@Test
	void instanceThatIsNobodysDefaultCanBeNamed() {
		this.runner.withUserConfiguration(NonDefaultInstanceConfiguration.class)
			.withPropertyValues("hazelcast.jetty.session.instance-name=aside")
			.run((context) -> assertThat(usedBySessions(context).getName()).isEqualTo("member-aside"));
	}

	@Test
	void nameOfAnInstanceThatIsNoBean() {
		TestMembers.start("taken");
		this.runner.withPropertyValues("hazelcast.jetty.session.instance-name=taken")
			.run((context) -> assertThat(context.getStartupFailure()).rootCause()
				.hasMessageContaining("hazelcast.jetty.session.instance-name")
				.hasMessageContaining("'taken'")
				.hasMessageContaining("Give another name, or define that instance as a bean."));
		assertThat(Hazelcast.getAllHazelcastInstances()).hasSize(1);
	}

	@Test
	void dedicatedMemberBesideAnExistingInstance() throws IOException {
		HazelcastInstance theirs = TestMembers.start("theirs");
		Path file = writeMember("dedicated");
		this.runner.withBean("grid", HazelcastInstance.class, () -> theirs)
			.withPropertyValues("hazelcast.jetty.session.config-location=" + file)
			.run((context) -> {
				assertThat(usedBySessions(context).getName()).isEqualTo("dedicated");
				assertThat(context.getBean(HazelcastInstance.class)).isSameAs(theirs);
			});
		assertThat(Hazelcast.getAllHazelcastInstances()).containsExactly(theirs);
	}

	@Test
	void clientIsConnectedAndClosed(CapturedOutput output) {
		HazelcastInstance server = TestMembers.start("server");
		this.runner
			.withPropertyValues("hazelcast.jetty.session.client-only=true",
					"hazelcast.jetty.session.cluster-name=server",
					"hazelcast.jetty.session.members=127.0.0.1:" + TestMembers.port(server))
			.run((context) -> {
				assertThat(context).hasNotFailed();
				assertThat(HazelcastClient.getAllHazelcastClients()).hasSize(1);
				assertThat(server.getClientService().getConnectedClients()).hasSize(1);
				assertThat(output).contains("client/server, cluster 'server'").doesNotContain(" WARN ");
			});
		assertThat(HazelcastClient.getAllHazelcastClients()).isEmpty();
		assertThat(server.getLifecycleService().isRunning()).isTrue();
	}

	@Test
	void clientFromAFile() throws IOException {
		HazelcastInstance server = TestMembers.start("server");
		Path file = Files.writeString(this.directory.resolve("client.yaml"), """
				hazelcast-client:
				  cluster-name: server
				  network:
				    cluster-members:
				      - 127.0.0.1:%d
				""".formatted(TestMembers.port(server)));
		this.runner
			.withPropertyValues("hazelcast.jetty.session.client-only=true",
					"hazelcast.jetty.session.config-location=" + file)
			.run((context) -> assertThat(ours(context).getConfig().getClusterName()).isEqualTo("server"));
		assertThat(HazelcastClient.getAllHazelcastClients()).isEmpty();
	}

	@Test
	void clientOfAnApplicationWithoutNameIsReported(CapturedOutput output) {
		HazelcastInstance server = TestMembers.start("server");
		new WebApplicationContextRunner(AnnotationConfigServletWebServerApplicationContext::new)
			.withConfiguration(AutoConfigurations.of(JettyServletWebServerAutoConfiguration.class,
					HazelcastJettySessionAutoConfiguration.class))
			.withPropertyValues("server.port=0", "hazelcast.jetty.session.client-only=true",
					"hazelcast.jetty.session.cluster-name=server",
					"hazelcast.jetty.session.members=127.0.0.1:" + TestMembers.port(server))
			.run((context) -> assertThat(output).containsOnlyOnce(" WARN ")
				.contains("'jetty-sessions-application'")
				.contains("Set 'spring.application.name' or 'hazelcast.jetty.session.map-name'."));
	}

	private Path writeMember(String name) throws IOException {
		return Files.writeString(this.directory.resolve(name + ".yaml"), """
				hazelcast:
				  instance-name: %1$s
				  cluster-name: %1$s
				  properties:
				    hazelcast.phone.home.enabled: false
				    hazelcast.logging.type: none
				    hazelcast.shutdownhook.enabled: false
				  network:
				    port:
				      port: 5889
				    join:
				      auto-detection:
				        enabled: false
				      multicast:
				        enabled: false
				""".formatted(name));
	}

	private static HazelcastInstance ours(AssertableWebApplicationContext context) {
		return context.getBean(OURS, HazelcastInstance.class);
	}

	/**
	 * Return the one instance that was given a configuration for the map.
	 * @param context the context
	 * @return the instance
	 */
	private static HazelcastInstance usedBySessions(AssertableWebApplicationContext context) {
		assertThat(context).hasNotFailed().hasSingleBean(HazelcastSessionManager.class);
		HazelcastInstance[] using = Hazelcast.getAllHazelcastInstances()
			.stream()
			.filter((instance) -> instance.getConfig().getMapConfigs().containsKey("sessions"))
			.toArray(HazelcastInstance[]::new);
		assertThat(Arrays.asList(using)).hasSize(1);
		return using[0];
	}

	@Configuration(proxyBeanMethods = false)
	static class TwoInstancesConfiguration {

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
	static class PrimaryInstanceConfiguration {

		@Bean
		HazelcastInstance one() {
			return TestMembers.start("member-one");
		}

		@Bean
		@Primary
		HazelcastInstance two() {
			return TestMembers.start("member-two");
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class QualifiedInstanceConfiguration {

		@Bean
		@Primary
		HazelcastInstance one() {
			return TestMembers.start("member-one");
		}

		@Bean
		@SessionHazelcastInstance
		HazelcastInstance two() {
			return TestMembers.start("member-two");
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class NonDefaultInstanceConfiguration {

		@Bean(defaultCandidate = false)
		HazelcastInstance aside() {
			return TestMembers.start("member-aside");
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class DefaultAndNonDefaultInstanceConfiguration extends NonDefaultInstanceConfiguration {

		@Bean
		HazelcastInstance grid() {
			return TestMembers.start("member-default");
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class InjectionConfiguration {

		@Bean
		List<String> injected(ObjectProvider<HazelcastInstance> byType, Optional<HazelcastInstance> optional,
				@Qualifier(OURS) HazelcastInstance byName) {
			List<String> injected = new ArrayList<>();
			byType.ifAvailable((instance) -> injected.add("by type"));
			optional.ifPresent((instance) -> injected.add("optional"));
			injected.add("by name " + byName.getName());
			return injected;
		}

	}

}
