package io.github.hazelcastjetty.session.autoconfigure;

import java.io.IOException;
import java.net.CookieManager;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import com.hazelcast.core.HazelcastInstance;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.context.metrics.buffering.BufferingApplicationStartup;
import org.springframework.boot.web.server.servlet.context.ServletWebServerApplicationContext;
import org.springframework.boot.web.servlet.ServletRegistrationBean;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.security.authentication.TestingAuthenticationToken;
import org.springframework.security.core.context.SecurityContextImpl;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import io.github.hazelcastjetty.session.store.ClusteredSessions;
import io.github.hazelcastjetty.session.support.TestMembers;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests what operators see of two nodes, and do with their sessions, over HTTP.
 */
class ActuatorOverHttpTests {

	private static final String[] PROPERTIES = { "server.port=0", "server.address=127.0.0.1",
			"spring.application.name=watched", "management.endpoints.web.exposure.include=*",
			"management.endpoint.health.show-details=always",
			"management.endpoint.health.group.readiness.include=readinessState,jettySessions",
			"management.prometheus.metrics.export.enabled=true" };

	private static HazelcastInstance member;

	private static ConfigurableApplicationContext one;

	private static ConfigurableApplicationContext two;

	@BeforeAll
	static void start() {
		member = TestMembers.start("watched");
		one = node("management.endpoint.jettysessions.access=unrestricted");
		two = node();
	}

	@AfterAll
	static void stop() {
		two.close();
		one.close();
		member.shutdown();
	}

	private static ConfigurableApplicationContext node(String... properties) {
		return new SpringApplicationBuilder(Application.class).properties(PROPERTIES)
			.properties(properties)
			.applicationStartup(new BufferingApplicationStartup(10_000))
			.run();
	}

	@Test
	void endpointIsNotAccessibleByDefault() {
		assertThat(send(two, "GET", "/actuator/jettysessions").statusCode()).isEqualTo(404);
		assertThat(send(one, "GET", "/actuator/jettysessions").statusCode()).isEqualTo(200);
	}

	@Test
	void sessionsAreListedShownAndEnded() {
		Visitor visitor = new Visitor(two);
		JsonNode list = json(one, "/actuator/jettysessions?limit=1000");
		assertThat(list.path("count").asLong()).isEqualTo(member.getMap("jetty-sessions-watched").size());
		assertThat(list.path("sessions").valueStream().map((session) -> session.path("name").asString()))
			.contains(visitor.name());
		HttpResponse<String> shown = send(one, "GET", "/actuator/jettysessions/" + visitor.name());
		assertThat(shown.body()).contains("\"count\"", "\"type\":\"java.lang.Integer\"", "\"size\":5")
			.doesNotContain(visitor.id());
		assertThat(send(one, "GET", "/actuator/jettysessions/" + visitor.id()).statusCode()).isEqualTo(404);
		assertThat(send(one, "DELETE", "/actuator/jettysessions/" + visitor.name()).body()).isEqualTo("{\"ended\":1}");
		assertThat(visitor.count()).isEqualTo("1");
		assertThat(send(one, "DELETE", "/actuator/jettysessions/0123456789abcdef").body()).isEqualTo("{\"ended\":0}");
	}

	@Test
	void sessionsOfAUserAreFoundAndEnded() {
		Visitor ada = new Visitor(two);
		ada.get("/login?user=ada");
		new Visitor(one);
		JsonNode found = json(one, "/actuator/jettysessions?principal=ada&idle=0s&age=0s");
		assertThat(found.path("sessions").valueStream().map((session) -> session.path("name").asString()))
			.containsExactly(ada.name());
		assertThat(send(one, "DELETE", "/actuator/jettysessions?principal=ada").body()).isEqualTo("{\"ended\":1}");
		assertThat(ada.count()).isEqualTo("1");
		assertThat(send(one, "DELETE", "/actuator/jettysessions").statusCode()).isEqualTo(400);
	}

	@Test
	void endpointOfSpringBootShowsAndEndsSessions() {
		Visitor max = new Visitor(two);
		max.get("/login?user=max");
		JsonNode found = json(one, "/actuator/sessions?username=max").path("sessions");
		assertThat(found.size()).isOne();
		assertThat(found.get(0).path("id").asString()).isEqualTo(max.name());
		assertThat(found.get(0).path("attributeNames").valueStream().map(JsonNode::asString))
			.containsExactlyInAnyOrder("count", "SPRING_SECURITY_CONTEXT");
		assertThat(found.get(0).path("maxInactiveInterval").asLong()).isEqualTo(1800);
		assertThat(found.get(0).path("expired").asBoolean()).isFalse();
		assertThat(json(one, "/actuator/sessions?username=nobody").path("sessions").size()).isZero();
		assertThat(json(one, "/actuator/sessions/" + max.name())).isEqualTo(found.get(0));
		assertThat(send(one, "GET", "/actuator/sessions/" + max.id()).statusCode()).isEqualTo(404);
		assertThat(send(one, "DELETE", "/actuator/sessions/" + max.name()).statusCode()).isEqualTo(204);
		assertThat(max.count()).isEqualTo("1");
	}

	@Test
	void beanLogsAUserOutEverywhere() {
		Visitor eve = new Visitor(two);
		eve.get("/login?user=eve");
		assertThat(one.getBean(ClusteredSessions.class).endSessions("eve")).isOne();
		assertThat(eve.count()).isEqualTo("1");
	}

	@Test
	void tooMuchIsNotReturned() {
		assertThat(send(one, "GET", "/actuator/jettysessions?limit=1001").statusCode()).isEqualTo(400);
		new Visitor(one);
		new Visitor(two);
		JsonNode first = json(one, "/actuator/jettysessions?limit=1");
		assertThat(first.path("sessions").size()).isOne();
		JsonNode second = json(one, "/actuator/jettysessions?limit=1&after=" + first.path("next").asString());
		assertThat(second.path("sessions").get(0).path("name").asString())
			.isGreaterThan(first.path("sessions").get(0).path("name").asString());
	}

	@Test
	void healthIsUpAndInTheReadiness() {
		JsonNode health = json(one, "/actuator/health").path("components").path("jettySessions");
		assertThat(health.path("status").asString()).isEqualTo("UP");
		assertThat(health.path("details").path("members").asInt()).isOne();
		assertThat(health.path("details").path("circuit").asString()).isEqualTo("closed");
		assertThat(health.path("details").path("cluster").asString()).isEqualTo("watched");
		assertThat(json(one, "/actuator/health/readiness").path("components").has("jettySessions")).isTrue();
	}

	@Test
	void informationAndStartUpTellTheSame() {
		JsonNode info = json(one, "/actuator/info").path("jettySessions");
		assertThat(info.path("mode").asString()).isEqualTo("existing instance 'watched', P2P");
		assertThat(info.path("map").asString()).isEqualTo("jetty-sessions-watched");
		assertThat(info.path("strategy").asString()).isEqualTo("non-sticky");
		assertThat(info.path("versions").path("jetty").asString()).startsWith("12.");
		assertThat(info.path("versions").path("members").asString()).startsWith("5.");
		HttpResponse<String> startUp = send(one, "GET", "/actuator/startup");
		assertThat(startUp.body()).contains("jetty.sessions.start", "jetty-sessions-watched");
	}

	@Test
	void sessionsAreMeasured() {
		Visitor visitor = new Visitor(one);
		visitor.count();
		MeterRegistry meters = one.getBean(MeterRegistry.class);
		assertThat(meters.get("jetty.sessions.created").functionCounter().count()).isPositive();
		assertThat(meters.get("jetty.sessions.checks").tag("outcome", "same").functionCounter().count()).isPositive();
		assertThat(meters.get("jetty.sessions.availability").tag("state", "full").gauge().value()).isOne();
		assertThat(meters.get("jetty.sessions.local").gauge().value()).isPositive();
		assertThat(meters.get("jetty.sessions.call").tag("operation", "insert").timer().count()).isPositive();
		Awaitility.await()
			.atMost(Duration.ofSeconds(30))
			.untilAsserted(() -> assertThat(meters.get("jetty.sessions.active.current").gauge().value()).isPositive());
		assertThat(meters.get("cache.puts").tag("cache", "jetty-sessions-watched").functionCounter().count())
			.isPositive();
	}

	@Test
	void dashboardAsksForMetricsThatThereAre() throws IOException {
		Visitor visitor = new Visitor(one);
		visitor.count();
		Awaitility.await()
			.atMost(Duration.ofSeconds(30))
			.until(() -> send(one, "GET", "/actuator/prometheus").body().contains("cache_gets_total"));
		String metrics = send(one, "GET", "/actuator/prometheus").body();
		Set<String> named = metricsOfDashboard();
		assertThat(named).hasSizeGreaterThan(15);
		assertThat(named).allSatisfy((metric) -> assertThat(metrics).containsPattern("(?m)^" + metric + "[{ ]"));
	}

	private static Set<String> metricsOfDashboard() throws IOException {
		JsonNode dashboard = JsonMapper.shared().readTree(Files.readString(Path.of("../docs/grafana-dashboard.json")));
		assertThat(dashboard.path("title").asString()).isNotEmpty();
		Set<String> named = new TreeSet<>();
		for (JsonNode panel : dashboard.path("panels")) {
			assertThat(panel.path("targets").size()).isPositive();
			for (JsonNode target : panel.path("targets")) {
				Matcher matcher = Pattern.compile("\\b(?:jetty_sessions|cache)_[a-z_]+")
					.matcher(target.path("expr").asString());
				while (matcher.find()) {
					named.add(matcher.group());
				}
			}
		}
		return named;
	}

	private static JsonNode json(ConfigurableApplicationContext node, String path) {
		HttpResponse<String> response = send(node, "GET", path);
		assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
		return JsonMapper.shared().readTree(response.body());
	}

	private static HttpResponse<String> send(ConfigurableApplicationContext node, String method, String path) {
		return send(HttpClient.newHttpClient(), node, method, path);
	}

	private static HttpResponse<String> send(HttpClient client, ConfigurableApplicationContext node, String method,
			String path) {
		int port = ((ServletWebServerApplicationContext) node).getWebServer().getPort();
		URI uri = URI.create("http://127.0.0.1:" + port + path);
		try {
			return client.send(HttpRequest.newBuilder(uri).method(method, HttpRequest.BodyPublishers.noBody()).build(),
					BodyHandlers.ofString());
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * Lets Spring Security's context, made by hand, tell who the user is.
	 */
	@SuppressWarnings("serial")
	private static final class LoginServlet extends HttpServlet {

		@Override
		protected void doGet(HttpServletRequest request, HttpServletResponse response) {
			request.getSession()
				.setAttribute("SPRING_SECURITY_CONTEXT", new SecurityContextImpl(
						new TestingAuthenticationToken(request.getParameter("user"), "", "ROLE_USER")));
		}

	}

	/**
	 * Somebody with a session.
	 */
	private static final class Visitor {

		private final CookieManager cookies = new CookieManager();

		private final HttpClient client = HttpClient.newBuilder().cookieHandler(this.cookies).build();

		private final ConfigurableApplicationContext node;

		private Visitor(ConfigurableApplicationContext node) {
			this.node = node;
			count();
		}

		private String count() {
			return get("/count");
		}

		private String get(String path) {
			return send(this.client, this.node, "GET", path).body();
		}

		private String id() {
			return this.cookies.getCookieStore().getCookies().get(0).getValue();
		}

		private String name() {
			return id().substring(0, 16);
		}

	}

	@SpringBootConfiguration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

		@Bean(destroyMethod = "")
		HazelcastInstance grid() {
			return member;
		}

		@Bean
		ServletRegistrationBean<HttpServlet> counter() {
			return new ServletRegistrationBean<>(new CounterServlet(), "/count");
		}

		@Bean
		ServletRegistrationBean<HttpServlet> login() {
			return new ServletRegistrationBean<>(new LoginServlet(), "/login");
		}

	}

}
