package io.github.hazelcastjetty.session.jetty;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import jakarta.servlet.http.HttpSessionEvent;
import jakarta.servlet.http.HttpSessionListener;
import org.eclipse.jetty.ee11.servlet.ServletContextRequest;
import org.eclipse.jetty.security.AuthenticationState;
import org.eclipse.jetty.security.UserIdentity;
import org.eclipse.jetty.security.UserPrincipal;
import org.eclipse.jetty.security.authentication.LoginAuthenticator;
import org.junit.jupiter.api.Test;

import io.github.hazelcastjetty.session.codec.AllowedClasses;
import io.github.hazelcastjetty.session.codec.AttributeCipher;
import io.github.hazelcastjetty.session.codec.JavaAttributeCodec;
import io.github.hazelcastjetty.session.jetty.cache.SessionSettings;
import io.github.hazelcastjetty.session.jetty.cache.SessionUnavailableException;
import io.github.hazelcastjetty.session.store.ClusteredSessions;
import io.github.hazelcastjetty.session.store.ClusteredSessions.Query;
import io.github.hazelcastjetty.session.store.SessionCallObserver;
import io.github.hazelcastjetty.session.store.SessionKey;
import io.github.hazelcastjetty.session.store.SessionPrincipalResolver;
import io.github.hazelcastjetty.session.store.SessionStatistics;
import io.github.hazelcastjetty.session.store.SessionStatistics.Event;
import io.github.hazelcastjetty.session.support.ControlledSessionStore;
import io.github.hazelcastjetty.session.support.ControlledSessionStore.Operation;
import io.github.hazelcastjetty.session.support.HttpUser;
import io.github.hazelcastjetty.session.support.JettyNode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.tuple;

/**
 * Sessions are looked at, and ended, on whatever node they are in use.
 */
class SessionAdministrationTests extends AbstractTwoNodesTests {

	private static final String GONE = "no session";

	private final List<String> destroyed = new CopyOnWriteArrayList<>();

	private final SessionStatistics statistics = new SessionStatistics();

	private void startWithUsers(SessionSettings settings) {
		HttpSessionListener listener = new HttpSessionListener() {

			@Override
			public void sessionDestroyed(HttpSessionEvent event) {
				SessionAdministrationTests.this.destroyed.add(String.valueOf(event.getSession().getAttribute("user")));
			}

		};
		this.one = add(node(this.storeOne, settings)).start(listener);
		this.two = add(node(this.storeTwo, settings)).start(listener);
	}

	private JettyNode node(ControlledSessionStore store, SessionSettings settings) {
		SessionPrincipalResolver users = (name, value) -> name.equals("user") ? (value != null) ? "" + value : ""
				: null;
		return new JettyNode(store,
				new HazelcastSessionManager(store, new JavaAttributeCodec(AllowedClasses.filter(List.of("*"))),
						AttributeCipher.none(), settings, null,
						new SessionExtensions(users, SessionCallObserver.none(), this.statistics, (path) -> false)));
	}

	private HttpUser logIn(JettyNode node, String name) {
		HttpUser browser = new HttpUser();
		browser.get(node, "/set?name=user&value=" + name);
		return browser;
	}

	private static ClusteredSessions on(JettyNode node) {
		return node.manager().sessions();
	}

	private static Query all(int limit) {
		return new Query(null, null, null, null, null, limit);
	}

	@Test
	void sessionsOfAUserAreGoneOnEveryNode() {
		startWithUsers(JettyNode.settings());
		endAllOfAda();
	}

	@Test
	void sessionsOfAUserAreGoneOnNodesThatTrustTheirCopies() {
		startWithUsers(JettyNode.settings("", true, 0));
		endAllOfAda();
	}

	private void endAllOfAda() {
		HttpUser first = logIn(this.one, "ada");
		HttpUser second = logIn(this.two, "ada");
		HttpUser other = logIn(this.two, "eve");
		assertThat(on(this.two).endSessions("ada")).isEqualTo(2);
		assertThat(first.get(this.one, "/id")).isEqualTo(GONE);
		assertThat(second.get(this.two, "/id")).isEqualTo(GONE);
		assertThat(other.get(this.one, "/id")).isEqualTo(other.id());
		assertThat(this.destroyed).containsExactly("ada", "ada");
		assertThat(on(this.one).endSessions("ada")).isZero();
		assertThat(this.storeOne.keys()).containsExactly(other.name());
	}

	@Test
	void sessionIsEndedByItsNameAndByNothingElse() {
		startWithUsers(JettyNode.settings());
		HttpUser ada = logIn(this.one, "ada");
		for (String name : List.of(ada.id(), "", "/", "garbage", "0123456789abcdef")) {
			assertThat(on(this.two).endSession(name)).as(name).isFalse();
			assertThat(on(this.two).find(name)).as(name).isNull();
		}
		assertThat(ada.get(this.one, "/id")).isEqualTo(ada.id());
		assertThat(on(this.two).endSession(ada.name())).isTrue();
		assertThat(on(this.one).endSession(ada.name())).isFalse();
		assertThat(ada.get(this.one, "/id")).isEqualTo(GONE);
		assertThat(this.destroyed).containsExactly("ada");
	}

	@Test
	void sessionBelongsToTheUserWhoIsInIt() {
		startWithUsers(JettyNode.settings());
		HttpUser browser = logIn(this.one, "ada");
		browser.get(this.two, "/set?name=a&value=1");
		browser.get(this.one, "/renew");
		assertThat(principal(browser)).isEqualTo("ada");
		browser.get(this.two, "/set?name=user&value=eve");
		assertThat(principal(browser)).isEqualTo("eve");
		assertThat(on(this.one).endSessions("ada")).isZero();
		browser.get(this.one, "/remove?name=user");
		assertThat(principal(browser)).isNull();
		assertThat(on(this.one).endSessions("eve")).isZero();
	}

	@Test
	void userIsStoredAtEachChangeToo() {
		startWithUsers(JettyNode.settings("", false, -2));
		HttpUser browser = new HttpUser();
		browser.get(this.one, "/set?name=a&value=1");
		browser.get(this.one, "/set?name=user&value=ada");
		assertThat(principal(browser)).isEqualTo("ada");
	}

	@Test
	void sessionBelongsToTheUserWhomTheServerHasAuthenticated() {
		start();
		both("/server-login", (request, response) -> {
			request.getSession().setAttribute("a", "1");
			UserPrincipal user = new UserPrincipal("grace", null);
			AuthenticationState.setAuthenticationState(ServletContextRequest.getServletContextRequest(request),
					new LoginAuthenticator.UserAuthenticationSucceeded("BASIC", UserIdentity.from(null, user, "user")));
		});
		this.user.get(this.one, "/server-login");
		assertThat(principal(this.user)).isEqualTo("grace");
		assertThat(on(this.two).endSessions("grace")).isOne();
		assertThat(this.user.get(this.one, "/id")).isEqualTo(GONE);
	}

	private String principal(HttpUser browser) {
		ClusteredSessions.Details found = on(this.two).find(browser.name());
		assertThat(found).isNotNull();
		return found.session().principal();
	}

	@Test
	void attributesAreShownByNameTypeAndSize() {
		start();
		both("/fill", (request, response) -> {
			request.getSession().setAttribute("text", "confidential");
			request.getSession().setAttribute("list", new ArrayList<>(List.of("confidential".repeat(500))));
			request.getSession().setAttribute("number", 17);
			request.getSession().setAttribute("array", new String[] { "x" });
			request.getSession().setAttribute("enum", Event.CREATED);
		});
		this.user.get(this.one, "/fill");
		ClusteredSessions.Details found = on(this.two).find(this.user.name());
		assertThat(found).isNotNull();
		assertThat(found.attributes()).extracting(ClusteredSessions.Attribute::name, ClusteredSessions.Attribute::type)
			.containsExactlyInAnyOrder(tuple("text", "java.lang.String"), tuple("list", "java.util.ArrayList"),
					tuple("number", "java.lang.Integer"), tuple("array", "[Ljava.lang.String;"),
					tuple("enum", Event.class.getName()));
		assertThat(found.attributes()).filteredOn((attribute) -> attribute.name().equals("list"))
			.singleElement()
			.matches((attribute) -> attribute.size() > 6000);
		assertThat(found.session().attributes()).isEqualTo(5);
		assertThat(found.session().size()).isGreaterThan(6000);
		assertThat(found.toString()).doesNotContain("confidential").doesNotContain(this.user.id());
	}

	@Test
	void sessionsAreSearchedForPageByPage() {
		startWithUsers(JettyNode.settings());
		for (int i = 0; i < 7; i++) {
			logIn((i % 2 == 0) ? this.one : this.two, (i < 5) ? "ada" : "eve");
		}
		List<String> names = new ArrayList<>();
		ClusteredSessions.Result result = on(this.two).search(all(3));
		assertThat(result.sessions()).hasSize(3);
		while (result.next() != null) {
			result.sessions().forEach((session) -> names.add(session.name()));
			result = on(this.two).search(new Query(null, null, null, null, result.next(), 3));
		}
		result.sessions().forEach((session) -> names.add(session.name()));
		assertThat(names).containsExactlyElementsOf(this.storeOne.keys()).hasSize(7);
		assertThat(on(this.one).count()).isEqualTo(7);
		assertThat(on(this.one).search(new Query("ada", null, null, null, null, 10)).sessions()).hasSize(5)
			.allMatch((session) -> "ada".equals(session.principal()));
		assertThat(on(this.one).search(new Query(null, "two", null, null, null, 10)).sessions()).hasSize(3);
	}

	@Test
	void sessionsAreSearchedForByAgeAndIdleTime() {
		startWithUsers(JettyNode.settings());
		logIn(this.one, "ada");
		assertThat(search(Duration.ZERO, Duration.ZERO)).isOne();
		assertThat(search(Duration.ofHours(1), null)).isZero();
		assertThat(search(null, Duration.ofHours(1))).isZero();
		assertThat(search(null, Duration.ofHours(-1))).isOne();
	}

	private int search(Duration age, Duration idle) {
		return on(this.two).search(new Query(null, null, age, idle, null, 10)).sessions().size();
	}

	@Test
	void searchIsLimited() {
		assertThatExceptionOfType(IllegalArgumentException.class).isThrownBy(() -> all(0))
			.withMessageContaining("limit");
		assertThatExceptionOfType(IllegalArgumentException.class).isThrownBy(() -> all(1001));
	}

	@Test
	void webApplicationsOfOneServerAreToldOfTheirOwnSessions() {
		HttpSessionListener listener = new HttpSessionListener() {

			@Override
			public void sessionDestroyed(HttpSessionEvent event) {
				SessionAdministrationTests.this.destroyed.add(event.getSession().getServletContext().getContextPath());
			}

		};
		this.one = add(new JettyNode(this.storeOne, JettyNode.settings()))
			.context("/", (context) -> context.addEventListener(listener))
			.context("/shop", (context) -> context.addEventListener(listener))
			.start();
		HttpUser shopper = new HttpUser();
		shopper.get(this.one, "/shop/set?name=a&value=1");
		assertThat(on(this.one).endSession(shopper.name() + "/shop")).isFalse();
		assertThat(on(this.one).search(all(10)).sessions()).singleElement()
			.matches((session) -> session.context().equals("/shop"));
		assertThat(on(this.one).endSession(shopper.name())).isTrue();
		assertThat(this.destroyed).containsExactly("/shop");
	}

	@Test
	void storeThatDoesNotAnswerIsNotMistakenForAnEnd() {
		startWithUsers(JettyNode.settings());
		HttpUser first = logIn(this.one, "ada");
		HttpUser second = logIn(this.one, "ada");
		this.storeTwo.failNext(Operation.CLAIM, 1);
		assertThatExceptionOfType(SessionUnavailableException.class).isThrownBy(() -> on(this.two).endSessions("ada"));
		assertThat(List.of(first.get(this.one, "/id"), second.get(this.one, "/id"))).containsOnlyOnce(GONE);
		assertThat(on(this.two).endSessions("ada")).isOne();
		assertThat(this.destroyed).containsExactly("ada", "ada");
	}

	@Test
	void whatHappensIsCounted() {
		startWithUsers(JettyNode.settings());
		HttpUser ada = logIn(this.one, "ada");
		assertThat(count(Event.CREATED)).isOne();
		assertThat(count(Event.SAVED)).isOne();
		assertThat(count(Event.BYTES_WRITTEN)).isEqualTo("Sada".length());
		ada.get(this.two, "/get?name=user");
		assertThat(count(Event.LOADED)).isOne();
		assertThat(count(Event.BYTES_READ)).isEqualTo("Sada".length());
		ada.get(this.two, "/get?name=user");
		assertThat(count(Event.CHECKED_SAME)).isOne();
		ada.get(this.one, "/set?name=a&value=1");
		ada.get(this.two, "/get?name=user");
		assertThat(count(Event.CHECKED_CHANGED)).isOne();
		assertThat(this.two.manager().copies()).isOne();
		ada.get(this.one, "/invalidate");
		assertThat(count(Event.DESTROYED)).isOne();
		assertThat(count(Event.EXPIRED)).isZero();
		HttpUser eve = logIn(this.one, "eve");
		expireInStore(SessionKey.of(eve.name()));
		this.two.sweep();
		assertThat(count(Event.DESTROYED)).isEqualTo(2);
		assertThat(count(Event.EXPIRED)).isOne();
	}

	@Test
	void attributesThatAreOutOfTheOrdinaryAreCounted() {
		startWithUsers(JettyNode.settings());
		both("/list", (request, response) -> request.getSession().setAttribute("list", new ArrayList<String>()));
		both("/add", (request, response) -> {
			@SuppressWarnings("unchecked")
			List<String> list = (List<String>) request.getSession().getAttribute("list");
			list.add("more");
		});
		both("/bad", (request, response) -> request.getSession().setAttribute("bad", new Object()));
		this.user.get(this.one, "/list");
		assertThat(count(Event.CHANGED_IN_PLACE)).isZero();
		this.user.get(this.two, "/add");
		assertThat(count(Event.CHANGED_IN_PLACE)).isOne();
		this.user.get(this.one, "/bad");
		assertThat(count(Event.NOT_SERIALIZABLE)).isPositive();
		this.storeOne.tamper(key(), "torn", new byte[] { 1, 2, 3 });
		this.user.get(this.two, "/get?name=torn");
		assertThat(count(Event.UNREADABLE)).isOne();
	}

	private long count(Event event) {
		awaitIdle();
		return this.statistics.get(event);
	}

}
