package io.github.hazelcastjetty.session.autoconfigure;

import java.io.IOException;
import java.net.CookieManager;
import java.net.HttpCookie;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.UUID;

import javax.sql.DataSource;

import com.hazelcast.core.HazelcastInstance;
import jakarta.servlet.http.HttpServlet;
import org.h2.Driver;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.jetty.autoconfigure.servlet.JettyServletWebServerAutoConfiguration;
import org.springframework.boot.test.context.assertj.AssertableWebApplicationContext;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.web.server.servlet.context.AnnotationConfigServletWebServerApplicationContext;
import org.springframework.boot.web.servlet.ServletRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.SimpleDriverDataSource;

import io.github.hazelcastjetty.session.support.TestMembers;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that one property is all it takes to keep sessions in a database.
 */
@ExtendWith(OutputCaptureExtension.class)
class PersistenceOverHttpTests {

	private final String url = "jdbc:h2:mem:%s;DB_CLOSE_DELAY=-1".formatted(UUID.randomUUID());

	private final JdbcTemplate jdbc = new JdbcTemplate(new SimpleDriverDataSource(new Driver(), this.url, "sa", ""));

	private final CookieManager cookies = new CookieManager();

	private final HttpClient client = HttpClient.newBuilder().cookieHandler(this.cookies).build();

	private final WebApplicationContextRunner runner = new WebApplicationContextRunner(
			AnnotationConfigServletWebServerApplicationContext::new)
		.withConfiguration(
				AutoConfigurations.of(JettyServletWebServerAutoConfiguration.class, DataSourceAutoConfiguration.class,
						HazelcastJettySessionAutoConfiguration.class, HazelcastJettySessionJdbcAutoConfiguration.class))
		.withPropertyValues("server.port=0", "spring.application.name=persistent", "spring.datasource.url=" + this.url,
				"spring.datasource.username=sa", "hazelcast.jetty.session.persistence=jdbc",
				"hazelcast.jetty.session.cluster-name=" + UUID.randomUUID())
		.withBean("counter", ServletRegistrationBean.class,
				() -> new ServletRegistrationBean<HttpServlet>(new CounterServlet(), "/count"));

	@Test
	void sessionsOutliveTheCluster(CapturedOutput output) {
		this.runner.run((context) -> {
			assertThat(count(context).body()).isEqualTo("1");
			assertThat(rows("JETTY_SESSIONS")).isEqualTo(1);
		});
		this.runner.run((context) -> assertThat(count(context).body()).isEqualTo("2"));
		assertThat(output).contains("HTTP sessions are also kept in a database: table 'JETTY_SESSIONS', written before "
				+ "a response is committed");
	}

	@Test
	void sessionsOutliveAnInstanceOfTheUser() {
		WebApplicationContextRunner user = this.runner.withUserConfiguration(MemberConfiguration.class);
		user.run((context) -> assertThat(count(context).body()).isEqualTo("1"));
		user.run((context) -> assertThat(count(context).body()).isEqualTo("2"));
	}

	@Test
	void whatIsWrittenLaterIsToldAndWrittenAtTheEnd(CapturedOutput output) {
		WebApplicationContextRunner later = this.runner
			.withPropertyValues("hazelcast.jetty.session.jdbc.write-delay=5m");
		WebApplicationContextRunner user = later.withUserConfiguration(MemberConfiguration.class);
		later.run((context) -> {
			assertThat(count(context).body()).isEqualTo("1");
			assertThat(rows("JETTY_SESSIONS")).isZero();
		});
		user.run((context) -> assertThat(count(context).body()).isEqualTo("2"));
		later.run((context) -> assertThat(count(context).body()).isEqualTo("3"));
		assertThat(output).contains("written up to 300 s later: what was changed since is lost if all members");
	}

	@Test
	void tableOfAnotherName() {
		this.runner.withPropertyValues("hazelcast.jetty.session.jdbc.table-name=shop_sessions").run((context) -> {
			assertThat(count(context).body()).isEqualTo("1");
			assertThat(rows("shop_sessions")).isEqualTo(1);
		});
	}

	@Test
	void nothingInTheTableIsAnIdWhereEncrypted() {
		this.runner
			.withPropertyValues("hazelcast.jetty.session.encryption.key-id=k1",
					"hazelcast.jetty.session.encryption.keys.k1=AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=")
			.run((context) -> {
				assertThat(count(context).body()).isEqualTo("1");
				assertThat(table()).contains(name()).doesNotContain(secret()).doesNotContain("java.");
			});
	}

	@Test
	void idsAreInTheTableWhereNotEncrypted() {
		this.runner.run((context) -> {
			assertThat(count(context).body()).isEqualTo("1");
			assertThat(table()).contains(name()).contains(secret());
		});
	}

	@Test
	void databaseThatFailsMeanwhile() {
		SwitchedDataSource database = new SwitchedDataSource(this.url);
		this.runner.withBean("database", DataSource.class, () -> database)
			.withPropertyValues("hazelcast.jetty.session.operation-timeout=2s")
			.run((context) -> {
				assertThat(count(context).body()).isEqualTo("1");
				database.on = false;
				HttpResponse<String> refused = count(context);
				assertThat(refused.statusCode()).isEqualTo(503);
				database.on = true;
				assertThat(count(context).body()).isEqualTo("2");
			});
	}

	@Test
	void isOffByDefault() {
		this.runner.withPropertyValues("hazelcast.jetty.session.persistence=none").run((context) -> {
			assertThat(count(context).body()).isEqualTo("1");
			assertThat(context).doesNotHaveBean(SessionTableInitializer.class);
			assertThat(this.jdbc.queryForList("SHOW TABLES")).isEmpty();
		});
	}

	private HttpResponse<String> count(AssertableWebApplicationContext context)
			throws IOException, InterruptedException {
		int port = context.getSourceApplicationContext(AnnotationConfigServletWebServerApplicationContext.class)
			.getWebServer()
			.getPort();
		URI uri = URI.create("http://localhost:" + port + "/count");
		return this.client.send(HttpRequest.newBuilder(uri).timeout(Duration.ofSeconds(30)).build(),
				BodyHandlers.ofString());
	}

	private Integer rows(String table) {
		return this.jdbc.queryForObject("SELECT COUNT(*) FROM " + table, Integer.class);
	}

	private String table() {
		List<byte[]> values = this.jdbc.queryForList("SELECT ENTRY_VALUE FROM JETTY_SESSIONS", byte[].class);
		List<byte[]> keys = this.jdbc.queryForList("SELECT ENTRY_KEY FROM JETTY_SESSIONS", byte[].class);
		StringBuilder text = new StringBuilder();
		values.forEach((value) -> text.append(new String(value, StandardCharsets.ISO_8859_1)));
		keys.forEach((key) -> text.append(new String(key, StandardCharsets.ISO_8859_1)));
		return text.toString();
	}

	private String name() {
		return id().substring(0, 16);
	}

	private String secret() {
		return id().substring(16, 38);
	}

	private String id() {
		return this.cookies.getCookieStore().getCookies().stream().map(HttpCookie::getValue).findFirst().orElseThrow();
	}

	@Configuration(proxyBeanMethods = false)
	static class MemberConfiguration {

		@Bean(destroyMethod = "shutdown")
		HazelcastInstance grid() {
			return TestMembers.start("persistent");
		}

	}

	/**
	 * A database that can be switched off.
	 */
	private static final class SwitchedDataSource extends SimpleDriverDataSource {

		private volatile boolean on = true;

		SwitchedDataSource(String url) {
			super(new Driver(), url, "sa", "");
		}

		@Override
		public Connection getConnection() throws SQLException {
			if (!this.on) {
				throw new SQLException("off", "08001");
			}
			return super.getConnection();
		}

	}

}
