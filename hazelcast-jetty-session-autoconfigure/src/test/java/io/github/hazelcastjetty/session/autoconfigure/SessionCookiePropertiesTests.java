package io.github.hazelcastjetty.session.autoconfigure;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;

import com.hazelcast.core.HazelcastInstance;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.jetty.autoconfigure.servlet.JettyServletWebServerAutoConfiguration;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.boot.web.server.servlet.context.AnnotationConfigServletWebServerApplicationContext;
import org.springframework.boot.web.servlet.ServletRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import io.github.hazelcastjetty.session.support.TestMembers;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that Spring Boot's keys for the session cookie have their effect.
 */
class SessionCookiePropertiesTests {

	private static final String PREFIX = "server.servlet.session.cookie.";

	private static HazelcastInstance member;

	private final WebApplicationContextRunner runner = new WebApplicationContextRunner(
			AnnotationConfigServletWebServerApplicationContext::new)
		.withConfiguration(AutoConfigurations.of(JettyServletWebServerAutoConfiguration.class,
				HazelcastJettySessionAutoConfiguration.class))
		.withPropertyValues("server.port=0", "spring.application.name=cookie")
		.withBean("grid", HazelcastInstance.class, () -> member)
		.withUserConfiguration(SessionConfiguration.class);

	@BeforeAll
	static void start() throws IOException {
		member = TestMembers.start("cookie", TestMembers.freePort());
	}

	@AfterAll
	static void stop() {
		member.shutdown();
	}

	@Test
	void allOfThem() {
		assertThat(attributesOfCookie("name=SHOP", "domain=example.org", "path=/shop", "max-age=1h", "http-only=true",
				"secure=true", "same-site=none", "partitioned=true"))
			.satisfies((attributes) -> assertThat(attributes.get(0)).startsWith("SHOP="))
			.contains("Domain=example.org", "Path=/shop", "Max-Age=3600", "HttpOnly", "Secure", "SameSite=None",
					"Partitioned");
	}

	@Test
	void partitionedAlone() {
		assertThat(attributesOfCookie("partitioned=true")).contains("Partitioned");
		assertThat(attributesOfCookie("partitioned=false")).doesNotContain("Partitioned");
		assertThat(attributesOfCookie()).doesNotContain("Partitioned");
	}

	private List<String> attributesOfCookie(String... keys) {
		String[] properties = List.of(keys).stream().map((key) -> PREFIX + key).toArray(String[]::new);
		HttpRequest.Builder request = HttpRequest.newBuilder();
		StringBuilder cookie = new StringBuilder();
		this.runner.withPropertyValues(properties).run((context) -> {
			int port = context.getSourceApplicationContext(AnnotationConfigServletWebServerApplicationContext.class)
				.getWebServer()
				.getPort();
			URI uri = URI.create("http://127.0.0.1:" + port + "/session");
			List<String> cookies = HttpClient.newHttpClient()
				.send(request.uri(uri).build(), BodyHandlers.discarding())
				.headers()
				.allValues("Set-Cookie");
			assertThat(cookies).hasSize(1);
			cookie.append(cookies.get(0));
		});
		return List.of(cookie.toString().split("; "));
	}

	private static final class SessionServlet extends HttpServlet {

		private static final long serialVersionUID = 1L;

		@Override
		protected void doGet(HttpServletRequest request, HttpServletResponse response) {
			request.getSession().setAttribute("name", "value");
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class SessionConfiguration {

		@Bean
		ServletRegistrationBean<HttpServlet> session() {
			return new ServletRegistrationBean<>(new SessionServlet(), "/session");
		}

	}

}
