package io.github.hazelcastjetty.session.autoconfigure;

import java.io.IOException;
import java.net.CookieManager;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;

import com.hazelcast.core.Hazelcast;
import com.hazelcast.core.HazelcastInstance;
import jakarta.servlet.http.HttpServlet;
import org.eclipse.jetty.ee11.servlet.ServletContextHandler;
import org.eclipse.jetty.ee11.servlet.ServletHolder;
import org.eclipse.jetty.server.handler.ContextHandlerCollection;
import org.eclipse.jetty.session.DefaultSessionIdManager;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.jetty.JettyServerCustomizer;
import org.springframework.boot.jetty.autoconfigure.servlet.JettyServletWebServerAutoConfiguration;
import org.springframework.boot.jetty.servlet.JettyServletWebServerFactory;
import org.springframework.boot.test.context.assertj.AssertableWebApplicationContext;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.boot.web.server.servlet.ServletWebServerFactory;
import org.springframework.boot.web.server.servlet.context.AnnotationConfigServletWebServerApplicationContext;
import org.springframework.boot.web.servlet.ServletRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;

import io.github.hazelcastjetty.session.support.TestMembers;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that sessions are in Hazelcast, and on two servers at once, whatever the server
 * looks like.
 */
class SessionsOverHttpTests {

	private static HazelcastInstance member;

	private final WebApplicationContextRunner runner = new WebApplicationContextRunner(
			AnnotationConfigServletWebServerApplicationContext::new)
		.withConfiguration(AutoConfigurations.of(JettyServletWebServerAutoConfiguration.class,
				HazelcastJettySessionAutoConfiguration.class))
		.withPropertyValues("server.port=0", "spring.application.name=http")
		.withBean("grid", HazelcastInstance.class, () -> member)
		.withUserConfiguration(CounterConfiguration.class);

	private final HttpClient client = HttpClient.newBuilder().cookieHandler(new CookieManager()).build();

	@BeforeAll
	static void start() {
		member = TestMembers.start("http");
	}

	@AfterAll
	static void stop() {
		Hazelcast.shutdownAll();
	}

	@BeforeEach
	void clear() {
		member.getMap("jetty-sessions-http").clear();
	}

	@ParameterizedTest
	@ValueSource(strings = { "server.shutdown=graceful", "server.shutdown=immediate",
			"server.servlet.session.persistent=true", "server.servlet.context-path=/shop",
			"server.servlet.session.cookie.name=SHOP", "hazelcast.jetty.session.worker-name=node1",
			"hazelcast.jetty.session.sticky=true", "spring.main.lazy-initialization=true",
			"spring.threads.virtual.enabled=true" })
	void settings(String property) {
		assertSessionsAreShared(this.runner.withPropertyValues(property));
	}

	@Test
	void factoryOfTheUser() {
		assertSessionsAreShared(this.runner.withUserConfiguration(FactoryConfiguration.class));
	}

	@Test
	void customizersThatComeLastAndBringAnIdManager() {
		assertSessionsAreShared(this.runner.withUserConfiguration(LateCustomizerConfiguration.class));
	}

	@Test
	void severalContexts() {
		this.runner.withUserConfiguration(SecondContextConfiguration.class).run((context) -> {
			assertThat(get(context, "")).isEqualTo("1");
			assertThat(get(context, "/second")).isEqualTo("1");
			assertThat(get(context, "/second")).isEqualTo("2");
			assertThat(get(context, "")).isEqualTo("2");
			assertThat(member.getMap("jetty-sessions-http").size()).isEqualTo(2);
		});
	}

	@Test
	void sessionsOutliveTheServer() {
		this.runner.run((context) -> assertThat(get(context, "")).isEqualTo("1"));
		this.runner.run((context) -> assertThat(get(context, "")).isEqualTo("2"));
	}

	private void assertSessionsAreShared(WebApplicationContextRunner node) {
		node.run((first) -> node.run((second) -> {
			assertThat(get(first, "")).isEqualTo("1");
			assertThat(get(second, "")).isEqualTo("2");
			assertThat(get(first, "")).isEqualTo("3");
			assertThat(member.getMap("jetty-sessions-http").size()).isEqualTo(1);
		}));
	}

	private String get(AssertableWebApplicationContext context, String path) throws IOException, InterruptedException {
		int port = context.getSourceApplicationContext(AnnotationConfigServletWebServerApplicationContext.class)
			.getWebServer()
			.getPort();
		String contextPath = context.getEnvironment().getProperty("server.servlet.context-path", "");
		URI uri = URI.create("http://localhost:" + port + contextPath + path + "/count");
		return this.client.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString()).body();
	}

	@Configuration(proxyBeanMethods = false)
	static class CounterConfiguration {

		@Bean
		ServletRegistrationBean<HttpServlet> counter() {
			return new ServletRegistrationBean<>(new CounterServlet(), "/count");
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class FactoryConfiguration {

		@Bean
		ServletWebServerFactory webServerFactory() {
			return new JettyServletWebServerFactory(0);
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class LateCustomizerConfiguration {

		@Bean
		@Order(Ordered.LOWEST_PRECEDENCE)
		JettyServerCustomizer late() {
			return (server) -> server.addBean(new DefaultSessionIdManager(server), true);
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class SecondContextConfiguration {

		@Bean
		JettyServerCustomizer secondContext() {
			return (server) -> {
				ServletContextHandler second = new ServletContextHandler("/second", ServletContextHandler.SESSIONS);
				second.addServlet(new ServletHolder(new CounterServlet()), "/count");
				ContextHandlerCollection contexts = new ContextHandlerCollection(second);
				contexts.addHandler(server.getHandler());
				server.setHandler(contexts);
			};
		}

	}

}
