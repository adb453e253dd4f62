package io.github.hazelcastjetty.session.security;

import java.util.List;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.session.SessionInformation;
import org.springframework.security.core.session.SessionRegistry;
import org.springframework.security.core.userdetails.User;
import org.springframework.security.web.authentication.session.ChangeSessionIdAuthenticationStrategy;
import org.springframework.security.web.authentication.session.CompositeSessionAuthenticationStrategy;
import org.springframework.security.web.authentication.session.ConcurrentSessionControlAuthenticationStrategy;
import org.springframework.security.web.authentication.session.RegisterSessionAuthenticationStrategy;
import org.springframework.security.web.authentication.session.SessionAuthenticationException;
import org.springframework.security.web.authentication.session.SessionAuthenticationStrategy;

import io.github.hazelcastjetty.session.support.ControlledSessionStore;
import io.github.hazelcastjetty.session.support.HttpUser;
import io.github.hazelcastjetty.session.support.JettyNode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Spring Security's own strategies with our registry, on two nodes.
 */
class ClusteredSessionRegistryTests {

	private final ControlledSessionStore store = new ControlledSessionStore("one");

	private final JettyNode one = new JettyNode(this.store, JettyNode.settings());

	private final JettyNode two = new JettyNode(this.store.another("two"), JettyNode.settings());

	@BeforeEach
	void startNodes() {
		for (JettyNode node : List.of(this.one, this.two)) {
			node.on("/last", (request, response) -> login(node, request, response, false));
			node.on("/first", (request, response) -> login(node, request, response, true));
			node.on("/expired", (request, response) -> {
				SessionInformation information = registry(node).getSessionInformation(request.getSession().getId());
				response.getWriter().print((information != null) ? information.isExpired() : "not registered");
			});
			node.start();
		}
	}

	@AfterEach
	void stopNodes() {
		this.one.close();
		this.two.close();
	}

	private static SessionRegistry registry(JettyNode node) {
		return new ClusteredSessionRegistry(() -> node.manager().userSessions());
	}

	private static void login(JettyNode node, HttpServletRequest request, HttpServletResponse response,
			boolean firstWins) throws Exception {
		SessionRegistry registry = registry(node);
		ConcurrentSessionControlAuthenticationStrategy control = new ConcurrentSessionControlAuthenticationStrategy(
				registry);
		control.setMaximumSessions(Integer.parseInt(request.getParameter("max")));
		control.setExceptionIfMaximumExceeded(firstWins);
		SessionAuthenticationStrategy strategy = new CompositeSessionAuthenticationStrategy(List.of(control,
				new ChangeSessionIdAuthenticationStrategy(), new RegisterSessionAuthenticationStrategy(registry)));
		User user = new User(request.getParameter("user"), "", List.of());
		Authentication authentication = UsernamePasswordAuthenticationToken.authenticated(user, null, List.of());
		try {
			strategy.onAuthentication(authentication, request, response);
			response.getWriter().print("welcome");
		}
		catch (SessionAuthenticationException ex) {
			response.getWriter().print("too many sessions");
		}
	}

	@Test
	void lastLoginExpiresTheOneOnTheOtherNode() {
		HttpUser first = new HttpUser();
		HttpUser second = new HttpUser();
		assertThat(first.get(this.one, "/last?user=ada&max=1")).isEqualTo("welcome");
		assertThat(first.get(this.one, "/expired")).isEqualTo("false");
		assertThat(second.get(this.two, "/last?user=ada&max=1")).isEqualTo("welcome");
		assertThat(first.get(this.one, "/expired")).isEqualTo("true");
		assertThat(first.get(this.two, "/expired")).isEqualTo("true");
		assertThat(second.get(this.one, "/expired")).isEqualTo("false");
		assertThat(registry(this.one).getAllSessions("ada", false)).extracting(SessionInformation::getSessionId)
			.containsExactly(second.id());
		assertThat(registry(this.two).getAllSessions("ada", true)).extracting(SessionInformation::getSessionId)
			.containsExactlyInAnyOrder(first.id(), second.id());
	}

	@Test
	void leastRecentlyUsedSessionIsExpiredFirst() {
		HttpUser first = new HttpUser();
		HttpUser second = new HttpUser();
		first.get(this.one, "/last?user=ada&max=2");
		second.get(this.two, "/last?user=ada&max=2");
		long loggedIn = System.currentTimeMillis();
		// The times of requests are told apart by milliseconds
		await().until(() -> System.currentTimeMillis() > loggedIn);
		first.get(this.two, "/set?name=a&value=1");
		new HttpUser().get(this.one, "/last?user=ada&max=2");
		assertThat(first.get(this.one, "/expired")).isEqualTo("false");
		assertThat(second.get(this.one, "/expired")).isEqualTo("true");
	}

	@Test
	void firstLoginKeepsTheOthersOutUntilItsSessionEnds() {
		HttpUser first = new HttpUser();
		HttpUser second = new HttpUser();
		assertThat(first.get(this.one, "/first?user=ada&max=1")).isEqualTo("welcome");
		assertThat(second.get(this.two, "/first?user=ada&max=1")).isEqualTo("too many sessions");
		assertThat(second.get(this.two, "/first?user=eve&max=1")).isEqualTo("welcome");
		assertThat(first.get(this.two, "/first?user=ada&max=1")).as("in the same session").isEqualTo("welcome");
		first.get(this.two, "/invalidate");
		assertThat(new HttpUser().get(this.two, "/first?user=ada&max=1")).isEqualTo("welcome");
	}

	@Test
	void principalsAreKnownByName() {
		HttpUser user = new HttpUser();
		user.get(this.one, "/last?user=ada&max=1");
		SessionRegistry registry = registry(this.two);
		User ada = new User("ada", "", List.of());
		assertThat(registry.getAllPrincipals()).containsExactly("ada");
		assertThat(registry.getAllSessions(ada, false)).singleElement()
			.extracting(SessionInformation::getPrincipal)
			.isSameAs(ada);
		SessionInformation information = registry.getSessionInformation(user.id());
		assertThat(information).isNotNull();
		assertThat(information.getPrincipal()).isEqualTo("ada");
		registry.refreshLastRequest(user.id());
		registry.removeSessionInformation(user.id());
		assertThat(user.get(this.one, "/expired")).isEqualTo("not registered");
		assertThat(registry.getAllPrincipals()).isEmpty();
		assertThat(registry.getAllSessions(ada, true)).isEmpty();
	}

}
