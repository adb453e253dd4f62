package io.github.hazelcastjetty.session.jetty;

import java.util.EventListener;

import jakarta.servlet.http.HttpServletRequest;
import org.junit.jupiter.api.Test;

import io.github.hazelcastjetty.session.jetty.cache.SessionSettings;
import io.github.hazelcastjetty.session.jetty.cache.SessionUnavailableException;
import io.github.hazelcastjetty.session.store.UserSession;
import io.github.hazelcastjetty.session.store.UserSessions;
import io.github.hazelcastjetty.session.support.ControlledSessionStore.Operation;
import io.github.hazelcastjetty.session.support.HttpUser;
import io.github.hazelcastjetty.session.support.JettyNode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Sessions are registered for users on one node, and found and revoked on the other.
 */
class UserSessionsTests extends AbstractTwoNodesTests {

	@Override
	void start(SessionSettings settings, EventListener... listeners) {
		super.start(settings, listeners);
		for (JettyNode node : new JettyNode[] { this.one, this.two }) {
			UserSessions sessions = node.manager().userSessions();
			node.on("/login", (request, response) -> {
				request.getSession();
				request.changeSessionId();
				sessions.register(request.getSession().getId(), request.getParameter("user"));
				response.getWriter().print(here(sessions, request));
			});
			node.on("/who", (request, response) -> response.getWriter().print(here(sessions, request)));
		}
	}

	private static UserSession here(UserSessions sessions, HttpServletRequest request) {
		return sessions.find(request.getSession().getId());
	}

	private UserSessions on(JettyNode node) {
		return node.manager().userSessions();
	}

	@Test
	void registeredSessionIsFoundOnAllNodesUntilItEnds() {
		start();
		this.user.get(this.one, "/set?name=a&value=1");
		assertThat(this.user.get(this.one, "/login?user=ada")).isEqualTo("UserSession[user=ada, revoked=false]");
		HttpUser second = new HttpUser();
		second.get(this.two, "/login?user=ada");
		new HttpUser().get(this.two, "/login?user=eve");
		new HttpUser().get(this.two, "/set?name=a&value=1");
		for (JettyNode node : new JettyNode[] { this.one, this.two }) {
			assertThat(on(node).findByUser("ada")).extracting(UserSession::id)
				.containsExactlyInAnyOrder(this.user.id(), second.id());
			assertThat(on(node).findByUser("nobody")).isEmpty();
			assertThat(on(node).users()).containsExactlyInAnyOrder("ada", "eve");
			UserSession found = on(node).find(this.user.id());
			assertThat(found).isNotNull();
			assertThat(found.user()).isEqualTo("ada");
			assertThat(found.revoked()).isFalse();
			assertThat(found.lastAccessed()).isEqualTo(stored().times().accessed());
		}
		second.get(this.one, "/invalidate");
		assertThat(on(this.two).findByUser("ada")).extracting(UserSession::id).containsExactly(this.user.id());
		expireInStore(key());
		assertThat(on(this.two).findByUser("ada")).isEmpty();
		assertThat(on(this.two).find(this.user.id())).isNull();
	}

	@Test
	void sessionThatIsNotRegisteredHasNoUser() {
		start();
		assertThat(this.user.get(this.one, "/who")).isEqualTo("null");
		assertThat(on(this.two).find(this.user.id())).isNull();
		int finds = this.storeTwo.count(Operation.FIND);
		assertThat(on(this.two).find("garbage")).isNull();
		assertThat(this.storeTwo.count(Operation.FIND)).isEqualTo(finds);
		assertThat(on(this.two).users()).isEmpty();
	}

	@Test
	void requestKnowsTheUserOfItsOwnSessionWithoutTheStore() {
		start();
		this.user.get(this.one, "/login?user=ada");
		this.user.get(this.two, "/who");
		awaitIdle();
		int calls = this.storeTwo.count();
		assertThat(this.user.get(this.two, "/id")).isEqualTo(this.user.id());
		awaitIdle();
		int plain = this.storeTwo.count() - calls;
		calls = this.storeTwo.count();
		assertThat(this.user.get(this.two, "/who")).isEqualTo("UserSession[user=ada, revoked=false]");
		awaitIdle();
		assertThat(this.storeTwo.count() - calls).isEqualTo(plain);
	}

	@Test
	void sessionThatIsRegisteredForTheSameUserAgainIsNotStored() {
		start();
		this.user.get(this.one, "/set?name=a&value=1");
		awaitIdle();
		on(this.one).register(this.user.id(), "ada");
		long version = stored().version();
		this.one.on("/again", (request, response) -> on(this.one).register(request.getSession().getId(), "ada"));
		this.user.get(this.one, "/again");
		on(this.two).register(this.user.id(), "ada");
		awaitIdle();
		assertThat(stored().version()).isEqualTo(version);
	}

	@Test
	void revokedSessionIsSeenByTheNextRequestOnEachNode() {
		start();
		revokeOnTheOtherNode();
	}

	@Test
	void revokedSessionIsSeenByTheNodeThatTrustsItsCopy() {
		start(JettyNode.settings("", true, 0));
		revokeOnTheOtherNode();
	}

	private void revokeOnTheOtherNode() {
		this.user.get(this.one, "/login?user=ada");
		this.user.get(this.one, "/set?name=a&value=1");
		on(this.two).revoke(this.user.id());
		assertThat(this.user.get(this.one, "/who")).isEqualTo("UserSession[user=ada, revoked=true]");
		assertThat(this.user.get(this.one, "/get?name=a")).isEqualTo("1");
		assertThat(this.user.get(this.two, "/who")).isEqualTo("UserSession[user=ada, revoked=true]");
		assertThat(on(this.one).findByUser("ada")).singleElement().matches(UserSession::revoked);
		this.user.get(this.two, "/login?user=ada");
		assertThat(this.user.get(this.one, "/who")).isEqualTo("UserSession[user=ada, revoked=false]");
		assertThat(on(this.two).findByUser("ada")).singleElement().matches((session) -> !session.revoked());
	}

	@Test
	void sessionIsRevokedOnTheNodeThatHasACopyOfIt() {
		start(JettyNode.settings("", true, 0));
		this.user.get(this.one, "/login?user=ada");
		on(this.one).revoke(this.user.id());
		assertThat(this.user.get(this.one, "/who")).isEqualTo("UserSession[user=ada, revoked=true]");
		on(this.one).revoke("0123456789012345678901");
		awaitIdle();
		on(this.one).register(this.user.id(), "");
		assertThat(this.user.get(this.one, "/who")).isEqualTo("null");
		assertThat(on(this.two).users()).isEmpty();
	}

	@Test
	void storeThatDoesNotAnswerIsNotMistakenForAUserWithoutSessions() {
		start();
		this.one.on("/count", (request, response) -> response.getWriter().print(on(this.one).findByUser("ada").size()));
		this.storeOne.failNext(Operation.FIND_BY_PRINCIPAL, 1);
		assertThat(this.user.exchange(this.one, "/count").statusCode()).isEqualTo(503);
		assertThat(this.user.get(this.one, "/count")).isEqualTo("0");
		this.storeOne.failNext(Operation.FIND_BY_PRINCIPAL, 1);
		assertThatExceptionOfType(SessionUnavailableException.class).isThrownBy(() -> on(this.one).users());
	}

}
