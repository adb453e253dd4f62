package io.github.hazelcastjetty.session.autoconfigure;

import java.io.IOException;
import java.net.CookieManager;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.map.IMap;
import org.eclipse.jetty.ee11.servlet.ServletContextHandler;
import org.eclipse.jetty.ee11.servlet.ServletHolder;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.boot.actuate.autoconfigure.endpoint.EndpointAutoConfiguration;
import org.springframework.boot.actuate.autoconfigure.endpoint.web.WebEndpointAutoConfiguration;
import org.springframework.boot.actuate.autoconfigure.web.server.ManagementContextAutoConfiguration;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.jetty.JettyWebServer;
import org.springframework.boot.jetty.autoconfigure.actuate.web.server.JettyServletManagementContextAutoConfiguration;
import org.springframework.boot.jetty.autoconfigure.servlet.JettyServletWebServerAutoConfiguration;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.boot.web.server.servlet.context.AnnotationConfigServletWebServerApplicationContext;
import org.springframework.boot.web.server.servlet.context.ServletWebServerInitializedEvent;
import org.springframework.context.ApplicationListener;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import io.github.hazelcastjetty.session.support.TestMembers;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that a management server on a port of its own keeps its sessions in memory, while
 * those of the application are in Hazelcast.
 */
class ManagementServerTests {

	private static final String APPLICATION = "server";

	private static final String MANAGEMENT = "management";

	private static HazelcastInstance member;

	private final WebApplicationContextRunner runner = new WebApplicationContextRunner(
			AnnotationConfigServletWebServerApplicationContext::new)
		.withConfiguration(AutoConfigurations.of(JettyServletWebServerAutoConfiguration.class,
				JettyServletManagementContextAutoConfiguration.class, ManagementContextAutoConfiguration.class,
				EndpointAutoConfiguration.class, WebEndpointAutoConfiguration.class,
				HazelcastJettySessionAutoConfiguration.class))
		.withPropertyValues("server.port=0", "management.server.port=0", "spring.application.name=managed")
		.withBean("grid", HazelcastInstance.class, () -> member)
		.withUserConfiguration(ServersConfiguration.class);

	private final CookieManager cookies = new CookieManager();

	private final HttpClient client = HttpClient.newBuilder().cookieHandler(this.cookies).build();

	@BeforeAll
	static void start() throws IOException {
		member = TestMembers.start("managed", TestMembers.freePort());
	}

	@AfterAll
	static void stop() {
		member.shutdown();
	}

	@Test
	void sessionsOfTheManagementServerAreInMemory() {
		IMap<Object, Object> stored = member.getMap("jetty-sessions-managed");
		this.runner.run((context) -> {
			Servers servers = context.getBean(Servers.class);
			assertThat(count(servers, MANAGEMENT)).isEqualTo("1");
			assertThat(count(servers, MANAGEMENT)).isEqualTo("2");
			assertThat(stored.size()).isZero();
			this.cookies.getCookieStore().removeAll();
			assertThat(count(servers, APPLICATION)).isEqualTo("1");
			assertThat(stored.size()).isOne();
			assertThat(count(servers, APPLICATION)).isEqualTo("2");
		});
		this.runner.run((context) -> {
			Servers servers = context.getBean(Servers.class);
			assertThat(count(servers, APPLICATION)).isEqualTo("3");
			assertThat(count(servers, MANAGEMENT)).as("without the sessions of the application").isEqualTo("1");
		});
	}

	private String count(Servers servers, String name) throws IOException, InterruptedException {
		URI uri = URI.create("http://127.0.0.1:" + servers.started.get(name).getPort() + "/count");
		return this.client.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString()).body();
	}

	/**
	 * The servers by name, each with a servlet that counts the requests of a session.
	 */
	static final class Servers implements ApplicationListener<ServletWebServerInitializedEvent> {

		private final Map<String, JettyWebServer> started = new ConcurrentHashMap<>();

		@Override
		public void onApplicationEvent(ServletWebServerInitializedEvent event) {
			JettyWebServer server = (JettyWebServer) event.getWebServer();
			server.getServer()
				.getDescendant(ServletContextHandler.class)
				.addServlet(new ServletHolder(new CounterServlet()), "/count");
			String name = event.getApplicationContext().getServerNamespace();
			this.started.put((name != null) ? name : APPLICATION, server);
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class ServersConfiguration {

		@Bean
		Servers servers() {
			return new Servers();
		}

	}

}
