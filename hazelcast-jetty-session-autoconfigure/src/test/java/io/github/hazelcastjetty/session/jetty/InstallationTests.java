package io.github.hazelcastjetty.session.jetty;

import java.net.http.HttpResponse;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;

import jakarta.servlet.SessionTrackingMode;
import jakarta.servlet.http.HttpSessionAttributeListener;
import jakarta.servlet.http.HttpSessionBindingEvent;
import jakarta.servlet.http.HttpSessionEvent;
import jakarta.servlet.http.HttpSessionListener;
import org.eclipse.jetty.ee11.servlet.ServletContextHandler;
import org.eclipse.jetty.ee11.servlet.SessionHandler;
import org.eclipse.jetty.http.HttpCookie;
import org.eclipse.jetty.server.handler.ContextHandlerCollection;
import org.eclipse.jetty.session.DefaultSessionCache;
import org.eclipse.jetty.session.DefaultSessionIdManager;
import org.eclipse.jetty.session.NullSessionDataStore;
import org.eclipse.jetty.session.SessionIdManager;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import io.github.hazelcastjetty.session.store.SessionKey;
import io.github.hazelcastjetty.session.support.ControlledSessionStore.Operation;
import io.github.hazelcastjetty.session.support.HttpUser;
import io.github.hazelcastjetty.session.support.JettyNode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Session clustering in servers with several web applications, and in servers that
 * somebody has configured before or after.
 */
@Timeout(60)
class InstallationTests extends AbstractTwoNodesTests {

	@Test
	void applicationsOfOneServerHaveSessionsOfTheirOwn() {
		startWithContexts();
		HttpUser shopper = new HttpUser("SHOP");
		HttpUser admin = new HttpUser("ADMIN");
		shopper.get(this.one, "/shop/set?name=n&value=1");
		admin.get(this.one, "/admin/set?name=n&value=2");
		assertThat(shopper.get(this.two, "/shop/get?name=n")).isEqualTo("1");
		assertThat(admin.get(this.two, "/admin/get?name=n")).isEqualTo("2");
		assertThat(this.storeOne.keys()).containsExactlyInAnyOrder(shopper.name() + "/shop", admin.name() + "/admin");
		HttpUser wrong = new HttpUser("ADMIN").withCookie(shopper.cookie());
		assertThat(wrong.get(this.two, "/admin/id")).isEqualTo("no session");
		admin.get(this.two, "/admin/invalidate");
		assertThat(shopper.get(this.one, "/shop/get?name=n")).isEqualTo("1");
		assertThat(this.storeOne.keys()).containsExactly(shopper.name() + "/shop");
	}

	@Test
	void applicationsWithOneCookieShareTheIdAndNotTheSession() {
		startWithSharedCookie();
		this.user.get(this.one, "/a/set?name=n&value=1");
		String id = this.user.id();
		this.user.get(this.two, "/b/set?name=n&value=2");
		assertThat(this.user.id()).as("id shared by both applications").isEqualTo(id);
		assertThat(this.user.get(this.two, "/a/get?name=n")).isEqualTo("1");
		assertThat(this.user.get(this.one, "/b/get?name=n")).isEqualTo("2");
		assertThat(this.storeOne.keys()).containsExactlyInAnyOrder(this.user.name() + "/a", this.user.name() + "/b");
	}

	@Test
	void sharedIdChangesInAllApplications() {
		startWithSharedCookie();
		this.user.get(this.one, "/a/set?name=n&value=1");
		this.user.get(this.one, "/b/set?name=n&value=2");
		String old = this.user.id();
		this.user.get(this.two, "/a/renew");
		assertThat(this.user.id()).isNotEqualTo(old);
		assertThat(this.user.get(this.one, "/a/get?name=n")).isEqualTo("1");
		assertThat(this.user.get(this.one, "/b/get?name=n")).isEqualTo("2");
		assertThat(this.storeOne.keys()).containsExactlyInAnyOrder(this.user.name() + "/a", this.user.name() + "/b");
	}

	@Test
	void failureInTheMiddleOfASharedIdChangeLeavesOneUsableId() {
		startWithSharedCookie();
		this.user.get(this.one, "/a/set?name=n&value=1");
		this.user.get(this.one, "/b/set?name=n&value=2");
		String old = this.user.id();
		this.storeOne.failNextButOne(Operation.UPDATE);
		assertThat(this.user.exchange(this.one, "/a/renew").statusCode()).isGreaterThanOrEqualTo(500);
		assertThat(this.user.id()).isEqualTo(old);
		assertThat(this.user.get(this.two, "/a/get?name=n")).isEqualTo("1");
		assertThat(this.user.get(this.two, "/b/get?name=n")).isEqualTo("2");
	}

	@Test
	void invalidationEndsTheSessionsOfASharedIdInAllApplications() {
		startWithSharedCookie();
		this.user.get(this.one, "/a/set?name=n&value=1");
		this.user.get(this.one, "/b/set?name=n&value=2");
		this.user.get(this.two, "/a/invalidate");
		assertThat(this.user.get(this.one, "/a/id")).isEqualTo("no session");
		assertThat(this.user.get(this.one, "/b/id")).isEqualTo("no session");
		assertThat(this.storeOne.keys()).isEmpty();
	}

	@Test
	void sessionsOfAllApplicationsExpire() {
		startWithSharedCookie();
		this.user.get(this.one, "/a/set?name=n&value=1");
		this.user.get(this.one, "/b/set?name=n&value=2");
		expireInStore(new SessionKey(this.user.name(), "/a"));
		expireInStore(new SessionKey(this.user.name(), "/b"));
		this.two.sweep();
		assertThat(this.storeOne.keys()).isEmpty();
	}

	@Test
	void settingsOfTheReplacedHandlerAreTakenOver() {
		List<String> events = new CopyOnWriteArrayList<>();
		this.one = add(new JettyNode(this.storeOne, JettyNode.settings())).context("/", (context) -> {
			SessionHandler handler = context.getSessionHandler();
			handler.setMaxInactiveInterval(123);
			handler.setSameSite(HttpCookie.SameSite.STRICT);
			handler.setSessionCookie("SHOP");
			handler.setHttpOnly(true);
			handler.setSessionPath("/");
			handler.setSessionDomain("example.org");
			handler.setSessionIdPathParameterName("sid");
			handler.addEventListener(new Recorder("handler", events));
			context.addEventListener(new Recorder("context", events));
		}).start();
		HttpUser shopper = new HttpUser("SHOP");
		HttpResponse<String> response = shopper.exchange(this.one, "/set?name=n&value=1");
		assertThat(response.headers().firstValue("Set-Cookie").orElse("")).startsWith("SHOP=")
			.contains("SameSite=Strict", "HttpOnly", "Path=/", "Domain=example.org");
		assertThat(events).containsExactlyInAnyOrder("handler created", "context created", "handler added n",
				"context added n");
		this.one.on("/timeout",
				(request, answer) -> answer.getWriter().print(request.getSession().getMaxInactiveInterval()));
		assertThat(shopper.get(this.one, "/timeout")).isEqualTo("123");
		assertThat(new HttpUser().get(this.one, "/get;sid=" + shopper.cookie() + "?name=n")).isEqualTo("1");
	}

	@Test
	void trackingModesAreTakenOver() {
		this.one = add(new JettyNode(this.storeOne, JettyNode.settings()))
			.context("/",
					(context) -> context.getSessionHandler().setSessionTrackingModes(Set.of(SessionTrackingMode.URL)))
			.start();
		this.one.on("/create", (request, response) -> {
			request.getSession().setAttribute("n", "1");
			response.getWriter().print(request.getSession().getId());
		});
		HttpResponse<String> response = this.user.exchange(this.one, "/create");
		assertThat(response.headers().firstValue("Set-Cookie")).isEmpty();
		assertThat(this.user.get(this.one, "/get;jsessionid=" + response.body() + "?name=n")).isEqualTo("1");
	}

	@Test
	void itDoesNotMatterWhatIsConfiguredAfterTheInstallation() {
		this.one = add(new JettyNode(this.storeOne, JettyNode.settings())).install().context("/", (context) -> {
			SessionHandler handler = new SessionHandler();
			DefaultSessionCache cache = new DefaultSessionCache(handler);
			cache.setSessionDataStore(new NullSessionDataStore());
			handler.setSessionCache(cache);
			handler.setMaxInactiveInterval(77);
			context.setSessionHandler(handler);
		});
		DefaultSessionIdManager foreign = new DefaultSessionIdManager(this.one.server());
		foreign.setWorkerName("foreign");
		this.one.server().addBean(foreign, true);
		this.one.start();
		this.user.get(this.one, "/set?name=n&value=1");
		assertThat(this.storeOne.keys()).containsExactly(this.user.name());
		assertThat(stored().times().maxInactive()).hasSeconds(77);
		assertThat(this.one.server().getBeans(SessionIdManager.class))
			.hasOnlyElementsOfType(HazelcastSessionIdManager.class);
		assertThat(this.one.server().getDescendants(SessionHandler.class))
			.hasOnlyElementsOfType(ClusteredSessionHandler.class);
	}

	@Test
	void itDoesNotMatterWhatWasConfiguredBeforeTheInstallation() {
		this.one = add(new JettyNode(this.storeOne, JettyNode.settings())).context("/", (context) -> {
			DefaultSessionCache cache = new DefaultSessionCache(context.getSessionHandler());
			cache.setSessionDataStore(new NullSessionDataStore());
			context.getSessionHandler().setSessionCache(cache);
		});
		this.one.server().addBean(new DefaultSessionIdManager(this.one.server()), true);
		this.one.install().start();
		this.user.get(this.one, "/set?name=n&value=1");
		assertThat(this.storeOne.keys()).containsExactly(this.user.name());
		assertThat(this.one.server().getBeans(SessionIdManager.class)).hasSize(1);
	}

	@Test
	void applicationWithoutSessionsIsLeftAlone() {
		this.one = add(new JettyNode(this.storeOne, JettyNode.settings())).context("/", (context) -> {
		});
		ServletContextHandler plain = new ServletContextHandler("/plain");
		this.one.server().getDescendant(ContextHandlerCollection.class).addHandler(plain);
		this.one.start();
		assertThat(plain.getSessionHandler()).isNull();
		assertThat(new HttpUser().exchange(this.one, "/plain/nothing").statusCode()).isEqualTo(404);
	}

	@Test
	void serverCanBeStoppedAndStartedAgain() throws Exception {
		start();
		this.user.get(this.one, "/set?name=n&value=1");
		this.one.server().stop();
		assertThat(this.user.get(this.two, "/get?name=n")).isEqualTo("1");
		this.one.server().start();
		assertThat(this.user.get(this.one, "/get?name=n")).isEqualTo("1");
		this.user.get(this.one, "/set?name=n&value=2");
		assertThat(this.user.get(this.two, "/get?name=n")).isEqualTo("2");
	}

	private void startWithContexts() {
		this.one = add(withContexts(new JettyNode(this.storeOne, JettyNode.settings())));
		this.two = add(withContexts(new JettyNode(this.storeTwo, JettyNode.settings())));
	}

	private static JettyNode withContexts(JettyNode node) {
		return node.context("/shop", (context) -> context.getSessionHandler().setSessionCookie("SHOP"))
			.context("/admin", (context) -> context.getSessionHandler().setSessionCookie("ADMIN"))
			.start();
	}

	private void startWithSharedCookie() {
		this.one = add(withSharedCookie(new JettyNode(this.storeOne, JettyNode.settings())));
		this.two = add(withSharedCookie(new JettyNode(this.storeTwo, JettyNode.settings())));
	}

	private static JettyNode withSharedCookie(JettyNode node) {
		return node.context("/a", (context) -> context.getSessionHandler().setSessionPath("/"))
			.context("/b", (context) -> context.getSessionHandler().setSessionPath("/"))
			.start();
	}

	private static final class Recorder implements HttpSessionListener, HttpSessionAttributeListener {

		private final String name;

		private final List<String> events;

		private Recorder(String name, List<String> events) {
			this.name = name;
			this.events = events;
		}

		@Override
		public void sessionCreated(HttpSessionEvent event) {
			this.events.add(this.name + " created");
		}

		@Override
		public void attributeAdded(HttpSessionBindingEvent event) {
			this.events.add(this.name + " added " + event.getName());
		}

	}

}
