package io.github.hazelcastjetty.session.autoconfigure;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;

import com.hazelcast.config.Config;
import com.hazelcast.config.MapConfig;
import com.hazelcast.core.Hazelcast;
import com.hazelcast.core.HazelcastInstance;
import jakarta.servlet.ServletRequest;
import org.eclipse.jetty.ee11.servlet.ServletContextHandler;
import org.eclipse.jetty.ee11.servlet.SessionHandler;
import org.eclipse.jetty.nosql.NoSqlSessionDataStore;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.session.DefaultSessionIdManager;
import org.eclipse.jetty.session.NullSessionCache;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.AutoConfigurationPackage;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.condition.ConditionEvaluationReport;
import org.springframework.boot.hazelcast.autoconfigure.HazelcastAutoConfiguration;
import org.springframework.boot.jetty.JettyServerCustomizer;
import org.springframework.boot.jetty.autoconfigure.servlet.JettyServletWebServerAutoConfiguration;
import org.springframework.boot.jetty.servlet.JettyServletWebServerFactory;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.assertj.AssertableWebApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.boot.web.server.servlet.ServletWebServerFactory;
import org.springframework.boot.web.server.servlet.context.AnnotationConfigServletWebServerApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.session.MapSessionRepository;
import org.springframework.session.SessionRepository;

import io.github.hazelcastjetty.session.codec.AttributeCipher;
import io.github.hazelcastjetty.session.codec.AttributeCodec;
import io.github.hazelcastjetty.session.codec.AttributeCodecException;
import io.github.hazelcastjetty.session.codec.JavaAttributeCodec;
import io.github.hazelcastjetty.session.jetty.HazelcastSessionManager;
import io.github.hazelcastjetty.session.store.SessionStore;
import io.github.hazelcastjetty.session.store.SessionStoreStatus;
import io.github.hazelcastjetty.session.support.TestMembers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.BDDMockito.then;
import static org.mockito.Mockito.mock;

/**
 * Tests for {@link HazelcastJettySessionAutoConfiguration} and
 * {@link HazelcastJettySessionNoticesAutoConfiguration}.
 */
@ExtendWith(OutputCaptureExtension.class)
class HazelcastJettySessionAutoConfigurationTests {

	private static final AutoConfigurations AUTO_CONFIGURATIONS = AutoConfigurations.of(
			JettyServletWebServerAutoConfiguration.class, HazelcastAutoConfiguration.class,
			HazelcastJettySessionAutoConfiguration.class, HazelcastJettySessionNoticesAutoConfiguration.class);

	private static HazelcastInstance member;

	private final WebApplicationContextRunner plainRunner = new WebApplicationContextRunner(
			AnnotationConfigServletWebServerApplicationContext::new)
		.withConfiguration(AUTO_CONFIGURATIONS)
		.withPropertyValues("server.port=0", "spring.application.name=tests");

	private final WebApplicationContextRunner runner = this.plainRunner.withBean("grid", HazelcastInstance.class,
			() -> member);

	@BeforeAll
	static void start() {
		member = TestMembers.start("shared");
	}

	@AfterAll
	static void stop() {
		Hazelcast.shutdownAll();
	}

	@Test
	void sessionsAreKeptInHazelcast(CapturedOutput output) {
		this.runner.run((context) -> {
			assertThat(context).hasSingleBean(HazelcastSessionManager.class)
				.hasSingleBean(SessionStoreStatus.class)
				.hasSingleBean(JavaAttributeCodec.class)
				.doesNotHaveBean(HazelcastJettySessionAutoConfiguration.INSTANCE_BEAN_NAME);
			assertThat(output).containsOnlyOnce("HTTP sessions are kept in Hazelcast: existing instance 'shared', P2P, "
					+ "cluster 'shared', map 'jetty-sessions-tests', non-sticky");
			assertThat(output).doesNotContain(" WARN ");
		});
	}

	@Test
	void stickySessions(CapturedOutput output) {
		this.runner.withPropertyValues("hazelcast.jetty.session.sticky=true", "hazelcast.jetty.session.map-name=carts")
			.run((context) -> assertThat(output).contains("map 'carts', sticky"));
	}

	@Test
	void managerIsInstalledInTheAutoConfiguredServer() {
		HazelcastSessionManager manager = mock(HazelcastSessionManager.class);
		this.runner.withBean(HazelcastSessionManager.class, () -> manager)
			.run((context) -> then(manager).should().install(any(Server.class)));
	}

	@Test
	void managerIsInstalledInTheServerOfAUsersFactory() {
		HazelcastSessionManager manager = mock(HazelcastSessionManager.class);
		this.runner.withBean(HazelcastSessionManager.class, () -> manager)
			.withUserConfiguration(JettyFactoryConfiguration.class)
			.run((context) -> then(manager).should().install(any(Server.class)));
	}

	@Test
	void managerIsInstalledInTheServerOfAFactoryOfGeneralType() {
		HazelcastSessionManager manager = mock(HazelcastSessionManager.class);
		this.runner.withBean(HazelcastSessionManager.class, () -> manager)
			.withUserConfiguration(GeneralJettyFactoryConfiguration.class)
			.run((context) -> then(manager).should().install(any(Server.class)));
	}

	@ParameterizedTest
	@ValueSource(strings = { "server.servlet.session.persistent=true", "server.servlet.context-path=/shop",
			"server.shutdown=immediate", "spring.main.lazy-initialization=true" })
	void settingsOfTheServer(String property) {
		this.runner.withPropertyValues(property)
			.run((context) -> assertThat(context).hasNotFailed().hasSingleBean(HazelcastSessionManager.class));
	}

	@Test
	void beansOfTheUserReplaceOurs() {
		this.plainRunner.withBean("store", SessionStore.class, () -> mock(SessionStore.class))
			.withBean("codec", AttributeCodec.class, () -> mock(AttributeCodec.class))
			.run((context) -> {
				assertThat(context).hasSingleBean(SessionStore.class)
					.hasBean("store")
					.hasSingleBean(AttributeCodec.class)
					.hasBean("codec")
					.hasSingleBean(HazelcastSessionManager.class);
				assertThat(Hazelcast.getAllHazelcastInstances()).containsExactly(member);
			});
	}

	@Test
	void switchedOff() {
		this.runner.withPropertyValues("hazelcast.jetty.session.enabled=false").run((context) -> {
			assertBackedOff(context);
			assertThat(reasons(context)).contains("hazelcast.jetty.session.enabled");
		});
	}

	@Test
	void applicationThatIsNotAServletApplication() {
		new ApplicationContextRunner().withConfiguration(AUTO_CONFIGURATIONS)
			.run((context) -> assertThat(context).doesNotHaveBean(HazelcastSessionInstaller.class));
	}

	@Test
	void warDeployment() {
		new WebApplicationContextRunner().withConfiguration(AUTO_CONFIGURATIONS).run((context) -> {
			assertBackedOff(context);
			assertThat(reasons(context)).contains("deployed as a WAR file");
		});
	}

	@ParameterizedTest
	@ValueSource(classes = { HazelcastInstance.class, NoSqlSessionDataStore.class, JettyServletWebServerFactory.class,
			Server.class, ServletRequest.class })
	void missingLibrary(Class<?> type) {
		this.plainRunner.withClassLoader(new FilteredClassLoader(type))
			.withUserConfiguration(OtherServerConfiguration.class)
			.run((context) -> {
				assertBackedOff(context);
				assertThat(reasons(context)).contains(type.getName());
			});
	}

	@Test
	void libraryOfSpringBootForHazelcastMayBeMissing() {
		new WebApplicationContextRunner(AnnotationConfigServletWebServerApplicationContext::new)
			.withConfiguration(AutoConfigurations.of(JettyServletWebServerAutoConfiguration.class,
					HazelcastJettySessionAutoConfiguration.class))
			.withClassLoader(new FilteredClassLoader("org.springframework.boot.hazelcast"))
			.withPropertyValues("server.port=0")
			.withBean("grid", HazelcastInstance.class, () -> member)
			.run((context) -> assertThat(context).hasSingleBean(HazelcastSessionManager.class));
	}

	@Test
	void otherServer(CapturedOutput output) {
		this.plainRunner.withUserConfiguration(OtherServerConfiguration.class).run((context) -> {
			assertBackedOff(context);
			assertThat(reasons(context))
				.contains("found ServletWebServerFactory bean that is not Jetty's 'otherServer'");
			assertThat(Hazelcast.getAllHazelcastInstances()).containsExactly(member);
		});
		assertThat(output).containsOnlyOnce(" WARN ")
			.contains("HTTP sessions are not clustered: the web server is OtherWebServer, not Jetty. "
					+ "Define no ServletWebServerFactory bean other than Jetty's.");
	}

	@Test
	void tomcat(CapturedOutput output) {
		this.plainRunner.withUserConfiguration(TomcatLikeConfiguration.class).run(this::assertBackedOff);
		assertThat(output).containsOnlyOnce(" WARN ")
			.contains("Exclude 'spring-boot-starter-tomcat' from 'spring-boot-starter-webmvc'");
	}

	@Test
	void otherServerBehindAGeneralType(CapturedOutput output) {
		this.plainRunner.withUserConfiguration(GeneralOtherServerConfiguration.class).run((context) -> {
			assertThat(context).hasNotFailed();
			assertThat(Hazelcast.getAllHazelcastInstances()).containsExactly(member);
		});
		assertThat(output).containsOnlyOnce(" WARN ").contains("HTTP sessions are not clustered");
		assertThat(output).doesNotContain("HTTP sessions are kept in Hazelcast");
	}

	@Test
	void springSession(CapturedOutput output) {
		this.plainRunner.withUserConfiguration(SpringSessionConfiguration.class).run((context) -> {
			assertBackedOff(context);
			assertThat(reasons(context)).contains("org.springframework.session.SessionRepository");
			assertThat(Hazelcast.getAllHazelcastInstances()).containsExactly(member);
		});
		assertThat(output).containsOnlyOnce("HTTP sessions are kept by Spring Session").doesNotContain(" WARN ");
	}

	@Test
	void springSessionOfALaterAutoConfiguration(CapturedOutput output) {
		this.plainRunner.withConfiguration(AutoConfigurations.of(LaterSpringSessionAutoConfiguration.class))
			.run((context) -> {
				assertThat(context).hasNotFailed();
				assertThat(Hazelcast.getAllHazelcastInstances()).containsExactly(member);
			});
		assertThat(output).containsOnlyOnce("HTTP sessions are kept by Spring Session")
			.doesNotContain("HTTP sessions are kept in Hazelcast");
	}

	@Test
	void autoConfigurationsOfOthersComeBeforeOurs() {
		this.plainRunner.withConfiguration(AutoConfigurations.of(ZebraAutoConfiguration.class))
			.run((context) -> assertThat(context)
				.doesNotHaveBean(HazelcastJettySessionAutoConfiguration.INSTANCE_BEAN_NAME));
	}

	@Test
	void timeoutOfSpringSessionIsReported(CapturedOutput output) {
		this.runner.withPropertyValues("spring.session.timeout=5m")
			.run((context) -> assertThat(output)
				.containsOnlyOnce("'spring.session.timeout' has no effect without Spring Session. "
						+ "Set 'server.servlet.session.timeout'.")
				.doesNotContain(" WARN "));
	}

	@Test
	void cipherOfTheUserReplacesOurs() {
		AttributeCipher cipher = AttributeCipher.none();
		this.runner.withBean("cipher", AttributeCipher.class, () -> cipher)
			.run((context) -> assertThat(context.getBean(AttributeCipher.class)).isSameAs(cipher));
	}

	@Test
	void whatOursReplacesIsReportedOnce(CapturedOutput output) {
		this.runner.withUserConfiguration(OwnSessionsConfiguration.class)
			.run((context) -> assertThat(output).containsOnlyOnce(" WARN ")
				.contains("Not used, because sessions are kept in Hazelcast: " + OwnSessionIdManager.class.getName()
						+ ", " + NullSessionCache.class.getName() + ". Remove them"));
	}

	@Test
	void whatSpringBootSetsUpIsNotReported(CapturedOutput output) {
		this.runner.withPropertyValues("server.servlet.session.persistent=true")
			.run((context) -> assertThat(output).doesNotContain(" WARN "));
	}

	@Test
	void mapConfigCustomizersAreOrderedAndSeeBothMaps() {
		List<String> calls = new ArrayList<>();
		this.runner.withPropertyValues("hazelcast.jetty.session.map-name=customized")
			.withBean("calls", List.class, () -> calls)
			.withUserConfiguration(CustomizerConfiguration.class)
			.run((context) -> assertThat(calls).containsExactlyInAnyOrder("first customized", "second customized",
					"first customized-attributes", "second customized-attributes"));
		assertThat(calls.indexOf("first customized")).isLessThan(calls.indexOf("second customized"));
	}

	@Test
	void mapConfigOfTheUserWins() {
		member.getConfig().addMapConfig(new MapConfig("theirs").setBackupCount(3).setTimeToLiveSeconds(7777));
		this.runner.withPropertyValues("hazelcast.jetty.session.map-name=theirs").run((context) -> {
			MapConfig config = member.getConfig().findMapConfig("theirs");
			assertThat(config.getBackupCount()).isEqualTo(3);
			assertThat(config.getTimeToLiveSeconds()).isEqualTo(7777);
		});
	}

	@Test
	void backupCount() {
		this.runner.withPropertyValues("hazelcast.jetty.session.map-name=two", "hazelcast.jetty.session.backup-count=2")
			.run((context) -> assertThat(member.getConfig().findMapConfig("two").getBackupCount()).isEqualTo(2));
	}

	@Test
	void classesOfOthersAreNotDecoded() {
		this.runner.run((context) -> assertThatExceptionOfType(AttributeCodecException.class)
			.isThrownBy(() -> roundTrip(context)));
	}

	@Test
	void classesOfTheApplicationAreDecoded() {
		this.runner.withUserConfiguration(ApplicationConfiguration.class)
			.run((context) -> assertThat(roundTrip(context)).isEqualTo(new Cart("book")));
	}

	@ParameterizedTest
	@ValueSource(strings = { "*", "io.github.hazelcastjetty.**",
			"com.example.*,io.github.hazelcastjetty.session.autoconfigure.*" })
	void allowedClassesAreDecoded(String allowed) {
		this.runner.withPropertyValues("hazelcast.jetty.session.serialization.allow=" + allowed)
			.run((context) -> assertThat(roundTrip(context)).isEqualTo(new Cart("book")));
	}

	@Test
	void hookOfAnExistingInstanceIsReported(CapturedOutput output) {
		Config config = TestMembers.config("hooked");
		config.setProperty("hazelcast.shutdownhook.enabled", "true");
		HazelcastInstance hooked = Hazelcast.newHazelcastInstance(config);
		try {
			this.plainRunner.withBean("hooked", HazelcastInstance.class, () -> hooked)
				.run((context) -> assertThat(output).containsOnlyOnce(" WARN ")
					.contains("'hazelcast.shutdownhook.enabled' to 'false'")
					.contains("'hooked'"));
		}
		finally {
			hooked.shutdown();
		}
	}

	private void assertBackedOff(AssertableWebApplicationContext context) {
		assertThat(context).hasNotFailed()
			.doesNotHaveBean(HazelcastSessionInstaller.class)
			.doesNotHaveBean(HazelcastSessionManager.class)
			.doesNotHaveBean(SessionStore.class)
			.doesNotHaveBean(HazelcastJettySessionAutoConfiguration.INSTANCE_BEAN_NAME);
	}

	private String reasons(AssertableWebApplicationContext context) {
		StringBuilder reasons = new StringBuilder();
		ConditionEvaluationReport.get(context.getSourceApplicationContext().getBeanFactory())
			.getConditionAndOutcomesBySource()
			.get(HazelcastJettySessionAutoConfiguration.class.getName())
			.forEach((outcome) -> {
				if (!outcome.getOutcome().isMatch()) {
					reasons.append(outcome.getOutcome().getMessage());
				}
			});
		return reasons.toString();
	}

	private Object roundTrip(AssertableWebApplicationContext context) throws AttributeCodecException {
		AttributeCodec codec = context.getBean(AttributeCodec.class);
		return codec.decode("cart", codec.encode("cart", new Cart("book")));
	}

	record Cart(String item) implements Serializable {

	}

	@Configuration(proxyBeanMethods = false)
	@AutoConfigurationPackage
	static class ApplicationConfiguration {

	}

	@Configuration(proxyBeanMethods = false)
	static class JettyFactoryConfiguration {

		@Bean
		JettyServletWebServerFactory webServerFactory() {
			return new JettyServletWebServerFactory(0);
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class GeneralJettyFactoryConfiguration {

		@Bean
		ServletWebServerFactory webServerFactory() {
			return new JettyServletWebServerFactory(0);
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class OtherServerConfiguration {

		@Bean
		OtherServer otherServer() {
			return new OtherServer();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class TomcatLikeConfiguration {

		@Bean
		OtherServer.TomcatLike otherServer() {
			return new OtherServer.TomcatLike();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class GeneralOtherServerConfiguration {

		@Bean
		ServletWebServerFactory otherServer() {
			return new OtherServer();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class OwnSessionsConfiguration {

		@Bean
		JettyServerCustomizer ownSessions() {
			return (server) -> {
				server.addBean(new OwnSessionIdManager(server));
				server.getDescendants(ServletContextHandler.class).forEach((context) -> {
					SessionHandler handler = context.getSessionHandler();
					handler.setSessionCache(new NullSessionCache(handler));
				});
			};
		}

		@Bean
		WebServerFactoryCustomizer<JettyServletWebServerFactory> ownSessionsInstaller(JettyServerCustomizer sessions) {
			return (factory) -> factory.addServerCustomizers(sessions);
		}

	}

	static final class OwnSessionIdManager extends DefaultSessionIdManager {

		OwnSessionIdManager(Server server) {
			super(server);
		}

	}

	@AutoConfiguration(after = HazelcastJettySessionAutoConfiguration.class)
	static class LaterSpringSessionAutoConfiguration extends SpringSessionConfiguration {

	}

	@AutoConfiguration
	static class ZebraAutoConfiguration {

		@Bean(destroyMethod = "")
		HazelcastInstance zebra() {
			return member;
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class SpringSessionConfiguration {

		@Bean
		SessionRepository<?> sessionRepository() {
			return mock(MapSessionRepository.class);
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class CustomizerConfiguration {

		@Bean
		@Order(2)
		SessionMapConfigCustomizer second(List<String> calls) {
			return (config) -> calls.add("second " + config.getName());
		}

		@Bean
		@Order(1)
		SessionMapConfigCustomizer first(List<String> calls) {
			return (config) -> calls.add("first " + config.getName());
		}

	}

}
