package io.github.hazelcastjetty.session.jetty;

import java.util.ArrayList;
import java.util.List;

import ch.qos.logback.classic.Level;
import jakarta.servlet.http.HttpSessionAttributeListener;
import jakarta.servlet.http.HttpSessionBindingEvent;
import jakarta.servlet.http.HttpSessionEvent;
import jakarta.servlet.http.HttpSessionListener;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import io.github.hazelcastjetty.session.jetty.cache.ClusteredSession;
import io.github.hazelcastjetty.session.store.SessionKey;
import io.github.hazelcastjetty.session.support.ControlledSessionStore.Operation;
import io.github.hazelcastjetty.session.support.HttpUser;
import io.github.hazelcastjetty.session.support.LogCapture;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * No session id gets into a log, whatever goes wrong.
 */
@Timeout(60)
class SessionIdSecrecyTests extends AbstractTwoNodesTests {

	private final LogCapture log = new LogCapture().capture("io.github.hazelcastjetty", Level.DEBUG)
		.capture("org.eclipse.jetty", Level.WARN);

	private final List<String> ids = new ArrayList<>();

	@AfterEach
	void closeLog() {
		this.log.close();
	}

	@Test
	void ordinaryLife() {
		start();
		live();
		assertThat(this.storeOne.keys()).isEmpty();
		assertSecret();
	}

	@Test
	void failingStore() {
		start();
		for (Operation operation : Operation.values()) {
			HttpUser someone = new HttpUser();
			someone.get(this.one, "/set?name=n&value=1");
			this.ids.add(someone.id());
			this.storeOne.failNext(operation, 3);
			someone.exchange(this.one, "/set?name=n&value=2");
			someone.exchange(this.one, "/renew");
			this.ids.add(someone.id());
			someone.exchange(this.one, "/invalidate");
			this.one.sweep();
			this.storeOne.recover();
		}
		assertThat(this.log.lines()).as("something was logged").isNotEmpty();
		assertSecret();
	}

	@Test
	void failingListeners() {
		start(new FailingListener());
		live();
		assertThat(this.log.lines()).as("something was logged").isNotEmpty();
		assertSecret();
	}

	@Test
	void twoSessionsInOneRequest() {
		start();
		HttpUser other = new HttpUser();
		this.user.get(this.one, "/set?name=n&value=1");
		other.get(this.one, "/set?name=n&value=2");
		this.ids.add(this.user.id());
		this.ids.add(other.id());
		HttpUser confused = new HttpUser().withCookie(this.user.cookie() + "; JSESSIONID=" + other.cookie());
		assertThat(confused.exchange(this.one, "/id").body()).doesNotContain(this.ids);
		assertSecret();
	}

	@Test
	void mistakesOfTheApplication() {
		start();
		both("/late", (request, response) -> {
			request.getSession();
			response.flushBuffer();
			request.changeSessionId();
		});
		both("/ended", (request, response) -> {
			var session = request.getSession();
			session.invalidate();
			session.setAttribute("n", "2");
		});
		both("/twice", (request, response) -> {
			var session = request.getSession();
			session.invalidate();
			session.invalidate();
		});
		for (String path : List.of("/late", "/ended", "/twice")) {
			HttpUser someone = new HttpUser();
			someone.get(this.one, "/set?name=n&value=1");
			this.ids.add(someone.id());
			try {
				someone.exchange(this.one, path);
			}
			catch (RuntimeException ex) {
				// The response was begun and is not complete
			}
		}
		assertThat(this.log.lines()).as("something was logged").isNotEmpty();
		assertSecret();
	}

	@Test
	void descriptionsOfSessions() {
		start();
		this.user.get(this.one, "/set?name=n&value=1");
		this.ids.add(this.user.id());
		ClusteredSession session = Inspector.copies(this.one.manager()).get(0);
		assertThat(session.toString() + session.getSessionData() + SessionKey.of(session.name()) + stored())
			.doesNotContain(session.getId());
	}

	private void live() {
		this.user.exchange(this.one, "/set?name=n&value=1");
		this.ids.add(this.user.id());
		this.user.exchange(this.two, "/set?name=n&value=2");
		this.user.exchange(this.two, "/renew");
		this.ids.add(this.user.id());
		this.ids.addAll(this.storeOne.keys());
		this.user.exchange(this.one, "/get?name=n");
		this.user.exchange(this.one, "/invalidate");
		this.one.sweep();
		this.user.exchange(this.two, "/get?name=n");
	}

	private void assertSecret() {
		assertThat(this.ids).isNotEmpty();
		for (String id : this.ids) {
			assertThat(this.log.lines()).noneMatch((line) -> line.contains(id));
		}
	}

	private static final class FailingListener implements HttpSessionListener, HttpSessionAttributeListener {

		@Override
		public void sessionCreated(HttpSessionEvent event) {
			throw new IllegalStateException("Listener");
		}

		@Override
		public void sessionDestroyed(HttpSessionEvent event) {
			throw new IllegalStateException("Listener");
		}

		@Override
		public void attributeReplaced(HttpSessionBindingEvent event) {
			throw new IllegalStateException("Listener");
		}

	}

}
