package io.github.hazelcastjetty.session.test;

import java.net.CookieManager;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;

import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Import;

import io.github.hazelcastjetty.session.hazelcast.InMemorySessionStore;
import io.github.hazelcastjetty.session.store.ClusteredSessions;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that a test which imports {@link InMemorySessionStore} has sessions without
 * Hazelcast.
 */
@SpringBootTest(classes = VisitsApplication.class, webEnvironment = WebEnvironment.RANDOM_PORT)
@Import(InMemorySessionStore.class)
class InMemorySessionsTests {

	private final HttpClient client = HttpClient.newBuilder().cookieHandler(new CookieManager()).build();

	@LocalServerPort
	private int port;

	@Autowired
	private ConfigurableApplicationContext context;

	@Autowired
	private ClusteredSessions sessions;

	@Test
	void sessionsAreKeptListedAndEndedWithoutHazelcast() throws Exception {
		assertThat(visit()).isEqualTo("1");
		assertThat(visit()).isEqualTo("2");
		ClusteredSessions.Result found = this.sessions
			.search(new ClusteredSessions.Query(null, null, null, null, null, 10));
		assertThat(found.sessions()).singleElement()
			.satisfies((session) -> assertThat(this.sessions.endSession(session.name())).isTrue());
		assertThat(visit()).isEqualTo("1");
		assertThat(this.context.getBeanFactory().containsSingleton("hazelcastJettySessionHazelcast")).isFalse();
		assertThat(this.context.getBeanFactory().containsSingleton("hazelcastJettySessionInstance")).isFalse();
	}

	private String visit() throws Exception {
		HttpRequest request = HttpRequest.newBuilder(URI.create("http://localhost:" + this.port + "/visits")).build();
		return this.client.send(request, BodyHandlers.ofString()).body();
	}

}
