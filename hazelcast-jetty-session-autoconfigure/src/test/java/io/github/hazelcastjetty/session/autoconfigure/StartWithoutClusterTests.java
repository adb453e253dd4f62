package io.github.hazelcastjetty.session.autoconfigure;

import java.io.IOException;
import java.net.CookieManager;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import com.hazelcast.client.HazelcastClient;
import com.hazelcast.client.config.ClientConfig;
import com.hazelcast.config.Config;
import com.hazelcast.config.MapConfig;
import com.hazelcast.config.NearCacheConfig;
import com.hazelcast.core.Hazelcast;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.core.OperationTimeoutException;
import com.hazelcast.spi.exception.TargetNotMemberException;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.jetty.autoconfigure.servlet.JettyServletWebServerAutoConfiguration;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.web.server.servlet.context.AnnotationConfigServletWebServerApplicationContext;
import org.springframework.boot.web.servlet.ServletRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import io.github.hazelcastjetty.session.hazelcast.setup.UnsuitableMapException;
import io.github.hazelcastjetty.session.store.SessionStoreException;
import io.github.hazelcastjetty.session.store.SessionStoreStatus;
import io.github.hazelcastjetty.session.store.SessionStoreStatus.Availability;
import io.github.hazelcastjetty.session.support.TestMembers;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * An application that starts while its cluster is not there yet.
 */
@ExtendWith(OutputCaptureExtension.class)
class StartWithoutClusterTests {

	private static final Duration LIMIT = Duration.ofSeconds(60);

	private final HttpClient http = HttpClient.newBuilder().cookieHandler(new CookieManager()).build();

	private Config member;

	private WebApplicationContextRunner runner;

	@BeforeEach
	void prepare() {
		this.member = TestMembers.config("late");
		this.runner = new WebApplicationContextRunner(AnnotationConfigServletWebServerApplicationContext::new)
			.withConfiguration(AutoConfigurations.of(JettyServletWebServerAutoConfiguration.class,
					HazelcastJettySessionAutoConfiguration.class))
			.withUserConfiguration(PathConfiguration.class)
			.withPropertyValues("server.port=0", "server.address=127.0.0.1", "spring.application.name=late",
					"hazelcast.jetty.session.start-up=continue", "hazelcast.jetty.session.operation-timeout=1s");
	}

	@AfterEach
	void stop() {
		HazelcastClient.shutdownAll();
		Hazelcast.shutdownAll();
	}

	@Test
	void sessionsAreThereAsSoonAsTheClusterIs(CapturedOutput output) {
		clientOnly().run((context) -> {
			assertThat(context).hasNotFailed();
			SessionStoreStatus status = context.getBean(SessionStoreStatus.class);
			int port = port(
					context.getSourceApplicationContext(AnnotationConfigServletWebServerApplicationContext.class));
			assertThat(get(port, "/none").statusCode()).isEqualTo(200);
			HttpResponse<String> refused = get(port, "/session");
			assertThat(refused.statusCode()).isEqualTo(503);
			assertThat(refused.headers().firstValue("Retry-After")).hasValue("1");
			assertThat(refused.headers().firstValue("Set-Cookie")).isEmpty();
			assertThat(status.availability()).isEqualTo(Availability.NONE);
			Hazelcast.newHazelcastInstance(this.member);
			Awaitility.await().atMost(LIMIT).until(() -> get(port, "/session").body().equals("old"));
			Awaitility.await().atMost(LIMIT).until(() -> status.availability() == Availability.FULL);
		});
		assertThat(output).containsOnlyOnce("cannot be reached yet")
			.containsOnlyOnce("HTTP sessions are kept in Hazelcast: client/server, cluster 'late'");
	}

	@Test
	void applicationEndsWithoutEverHavingReachedTheCluster() {
		clientOnly().run((context) -> assertThat(context).hasNotFailed());
		assertThat(HazelcastClient.getAllHazelcastClients()).isEmpty();
	}

	@Test
	void clusterThatIsThereIsUsedAtOnce(CapturedOutput output) {
		Hazelcast.newHazelcastInstance(this.member);
		clientOnly().withPropertyValues("hazelcast.jetty.session.operation-timeout=20s").run((context) -> {
			int port = port(
					context.getSourceApplicationContext(AnnotationConfigServletWebServerApplicationContext.class));
			assertThat(get(port, "/session").statusCode()).isEqualTo(200);
		});
		assertThat(output).doesNotContain("cannot be reached yet");
	}

	@Test
	void clientOfTheUserMayBeLateToo() {
		HazelcastInstance client = userClient(new ClientConfig());
		this.runner.withBean("grid", HazelcastInstance.class, () -> client).run((context) -> {
			int port = port(
					context.getSourceApplicationContext(AnnotationConfigServletWebServerApplicationContext.class));
			assertThat(get(port, "/session").statusCode()).isEqualTo(503);
			Hazelcast.newHazelcastInstance(this.member);
			Awaitility.await().atMost(LIMIT).until(() -> get(port, "/session").statusCode() == 200);
		});
	}

	@Test
	void clientThatIsRefusedIsToldWhy(CapturedOutput output) {
		Hazelcast.newHazelcastInstance(this.member);
		clientOnly().withPropertyValues("hazelcast.jetty.session.cluster-name=other").run((context) -> {
			assertThat(context).hasNotFailed();
			assertThat(output).contains("Cannot connect to the Hazelcast cluster 'other' at 127.0.0.1:")
				.contains("although a process listens at 127.0.0.1:")
				.contains("Most likely the cluster there has another name");
		});
	}

	/**
	 * Which it does not while it moves its data, for want of a member that has died or
	 * for one that has come.
	 */
	@ParameterizedTest
	@ValueSource(strings = { "fail", "continue" })
	void clusterNeedNotAnswerAtTheFirstAttempt(String startUp) {
		List<RuntimeException> failures = new ArrayList<>(List.of(
				new SessionStoreException("Connecting to the sessions failed", null),
				new OperationTimeoutException("No answer"), new TargetNotMemberException("The member has gone")));
		this.runner
			.withPropertyValues("hazelcast.jetty.session.start-up=" + startUp,
					"hazelcast.jetty.session.operation-timeout=20s",
					"hazelcast.jetty.session.port=" + this.member.getNetworkConfig().getPort())
			.withBean(SessionMapConfigCustomizer.class, () -> (config) -> {
				if (!failures.isEmpty()) {
					throw failures.remove(0);
				}
			})
			.run((context) -> {
				assertThat(failures).isEmpty();
				int port = port(
						context.getSourceApplicationContext(AnnotationConfigServletWebServerApplicationContext.class));
				assertThat(get(port, "/session").statusCode()).isEqualTo(200);
			});
	}

	@Test
	void mapThatHoldsSomethingElseIsToldOfOnceUntilItIsEmpty(CapturedOutput output) {
		HazelcastInstance started = Hazelcast.newHazelcastInstance(this.member);
		started.getMap("jetty-sessions-late").put("key", "value");
		clientOnly().withPropertyValues("hazelcast.jetty.session.operation-timeout=20s").run((context) -> {
			int port = port(
					context.getSourceApplicationContext(AnnotationConfigServletWebServerApplicationContext.class));
			assertThat(get(port, "/session").statusCode()).isEqualTo(503);
			started.getMap("jetty-sessions-late").clear();
			Awaitility.await().atMost(LIMIT).until(() -> get(port, "/session").statusCode() == 200);
		});
		assertThat(output)
			.containsOnlyOnce(
					"The sessions in Hazelcast cannot be used: The map 'jetty-sessions-late' cannot hold sessions")
			.containsOnlyOnce("Set 'hazelcast.jetty.session.map-name' to the name of a map that nothing else uses");
	}

	@Test
	void memberWhoseMapCannotHoldSessionsDoesNotStart() {
		this.member.addMapConfig(new MapConfig("jetty-*").setNearCacheConfig(new NearCacheConfig()));
		HazelcastInstance instance = Hazelcast.newHazelcastInstance(this.member);
		this.runner.withBean("grid", HazelcastInstance.class, () -> instance)
			.run((context) -> assertThat(context).getFailure().rootCause().isInstanceOf(UnsuitableMapException.class));
	}

	@Test
	void clientOfTheUserThatEndsAfterAnOutageIsToldOf(CapturedOutput output) {
		HazelcastInstance started = Hazelcast.newHazelcastInstance(this.member);
		ClientConfig config = new ClientConfig();
		config.getConnectionStrategyConfig().getConnectionRetryConfig().setClusterConnectTimeoutMillis(2000);
		HazelcastInstance client = userClient(config);
		this.runner
			.withPropertyValues("hazelcast.jetty.session.start-up=fail",
					"hazelcast.jetty.session.operation-timeout=20s")
			.withBean("grid", HazelcastInstance.class, () -> client)
			.run((context) -> {
				assertThat(output).containsOnlyOnce("Hazelcast may end the client")
					.containsOnlyOnce("because of 'cluster-connect-timeout-millis: 2000'");
				started.getLifecycleService().terminate();
				Awaitility.await().atMost(LIMIT).until(() -> output.toString().contains("has ended"));
				assertThat(client.getLifecycleService().isRunning()).isFalse();
				int port = port(
						context.getSourceApplicationContext(AnnotationConfigServletWebServerApplicationContext.class));
				assertThat(get(port, "/session").statusCode()).isEqualTo(503);
			});
		assertThat(output).containsOnlyOnce("which keeps the sessions, has ended. Requests that need a session");
	}

	private HazelcastInstance userClient(ClientConfig config) {
		config.setClusterName("late");
		config.setProperty("hazelcast.logging.type", "none");
		config.getNetworkConfig().addAddress("127.0.0.1:" + this.member.getNetworkConfig().getPort());
		config.getConnectionStrategyConfig()
			.setAsyncStart(true)
			.getConnectionRetryConfig()
			.setInitialBackoffMillis(100)
			.setMaxBackoffMillis(500);
		return HazelcastClient.newHazelcastClient(config);
	}

	private WebApplicationContextRunner clientOnly() {
		return this.runner.withPropertyValues("hazelcast.jetty.session.client-only=true",
				"hazelcast.jetty.session.members=127.0.0.1:" + this.member.getNetworkConfig().getPort());
	}

	private static int port(AnnotationConfigServletWebServerApplicationContext context) {
		return context.getWebServer().getPort();
	}

	private HttpResponse<String> get(int port, String path) throws IOException, InterruptedException {
		URI uri = URI.create("http://127.0.0.1:" + port + path);
		return this.http.send(HttpRequest.newBuilder(uri).timeout(LIMIT).build(), BodyHandlers.ofString());
	}

	@Configuration(proxyBeanMethods = false)
	static class PathConfiguration {

		@Bean
		ServletRegistrationBean<HttpServlet> session() {
			return new ServletRegistrationBean<>(new SessionServlet(), "/session");
		}

		@Bean
		ServletRegistrationBean<HttpServlet> none() {
			return new ServletRegistrationBean<>(new HttpServlet() {

				private static final long serialVersionUID = 1L;

				@Override
				protected void doGet(HttpServletRequest request, HttpServletResponse response) {
					response.setStatus(HttpServletResponse.SC_OK);
				}

			}, "/none");
		}

	}

	private static final class SessionServlet extends HttpServlet {

		private static final long serialVersionUID = 1L;

		@Override
		protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
			response.getWriter().print((request.getSession().isNew()) ? "new" : "old");
		}

	}

}
