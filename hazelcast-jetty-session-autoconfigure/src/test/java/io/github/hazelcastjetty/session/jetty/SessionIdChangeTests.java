package io.github.hazelcastjetty.session.jetty;

import java.net.http.HttpResponse;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import jakarta.servlet.http.HttpSessionEvent;
import jakarta.servlet.http.HttpSessionIdListener;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.BeanUtils;
import org.springframework.util.ReflectionUtils;

import io.github.hazelcastjetty.session.jetty.cache.CacheInspector;
import io.github.hazelcastjetty.session.jetty.cache.ClusteredSession;
import io.github.hazelcastjetty.session.support.ControlledSessionStore.Gate;
import io.github.hazelcastjetty.session.support.ControlledSessionStore.Operation;
import io.github.hazelcastjetty.session.support.HttpUser;
import io.github.hazelcastjetty.session.support.JettyNode;
import io.github.hazelcastjetty.session.support.Latches;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A session gets another id, as at each login.
 */
@Timeout(60)
class SessionIdChangeTests extends AbstractTwoNodesTests {

	private final List<String> changes = new CopyOnWriteArrayList<>();

	@Test
	void attributesStayAndTheOldIdIsDeadOnBothNodes() {
		startNodes();
		this.user.get(this.one, "/set?name=n&value=1");
		String old = this.user.id();
		this.user.get(this.two, "/get?name=n");
		String id = this.user.get(this.two, "/renew");
		assertThat(this.user.id()).isEqualTo(id).isNotEqualTo(old);
		assertThat(this.user.get(this.one, "/get?name=n")).isEqualTo("1");
		assertThat(this.user.get(this.two, "/get?name=n")).isEqualTo("1");
		HttpUser thief = new HttpUser().withCookie(old);
		assertThat(thief.get(this.one, "/id")).isEqualTo("no session");
		assertThat(thief.get(this.two, "/id")).isEqualTo("no session");
		assertThat(this.changes).containsExactly(old + ">" + id);
		assertThat(this.storeOne.keys()).containsExactly(this.user.name());
		assertThat(Inspector.copies(this.one.manager())).hasSize(1);
	}

	@Test
	void newSessionGetsAnotherIdInItsFirstRequest() {
		startNodes();
		both("/login", (request, response) -> {
			request.getSession().setAttribute("n", "1");
			request.changeSessionId();
			request.getSession().setAttribute("m", "2");
		});
		HttpResponse<String> response = this.user.exchange(this.one, "/login");
		assertThat(HttpUser.setCookies(response, "JSESSIONID")).hasSize(1);
		assertThat(this.user.get(this.two, "/get?name=n")).isEqualTo("1");
		assertThat(this.user.get(this.two, "/get?name=m")).isEqualTo("2");
		assertThat(this.storeOne.keys()).containsExactly(this.user.name());
	}

	@Test
	void parallelRequestsOnBothNodesDuringTheChangeNeitherFailNorLoseChanges() throws Exception {
		startNodes();
		CountDownLatch running = new CountDownLatch(2);
		CountDownLatch goOn = new CountDownLatch(1);
		both("/slow", (request, response) -> {
			request.getSession();
			running.countDown();
			Latches.await(goOn);
			request.getSession().setAttribute(request.getParameter("name"), "1");
		});
		this.user.get(this.one, "/set?name=n&value=1");
		CompletableFuture<HttpResponse<String>> here = this.user.start(this.one, "/slow?name=here");
		CompletableFuture<HttpResponse<String>> there = this.user.start(this.two, "/slow?name=there");
		Latches.await(running);
		HttpUser login = new HttpUser().withCookie(this.user.cookie());
		login.get(this.one, "/renew");
		goOn.countDown();
		for (CompletableFuture<HttpResponse<String>> request : List.of(here, there)) {
			HttpResponse<String> response = request.get(20, TimeUnit.SECONDS);
			assertThat(response.statusCode()).isEqualTo(200);
		}
		for (var node : List.of(this.one, this.two)) {
			assertThat(login.get(node, "/get?name=here")).isEqualTo("1");
			assertThat(login.get(node, "/get?name=there")).isEqualTo("1");
		}
		assertThat(this.storeOne.keys()).containsExactly(login.name());
	}

	@Test
	void requestThatEntersWhileTheIdIsChangedHasItsSession() throws Exception {
		startNodes();
		this.user.get(this.one, "/set?name=n&value=1");
		HttpUser login = new HttpUser().withCookie(this.user.cookie());
		CompletableFuture<HttpResponse<String>> renew;
		CompletableFuture<HttpResponse<String>> parallel;
		try (Gate gate = this.storeOne.holdBefore(Operation.UPDATE)) {
			renew = login.start(this.one, "/renew");
			gate.awaitArrival();
			parallel = this.user.start(this.one, "/get?name=n");
			assertThat(parallel.get(20, TimeUnit.SECONDS).body()).isEqualTo("1");
			assertThat(renew).isNotDone();
		}
		assertThat(renew.get(20, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
		assertThat(login.get(this.one, "/get?name=n")).isEqualTo("1");
		Awaitility.await().untilAsserted(() -> assertThat(Inspector.requestsUnderWay(this.one.manager())).isZero());
		assertThat(this.storeOne.keys()).containsExactly(login.name());
	}

	@Test
	void accessThatIsRecordedMeanwhileDoesNotDropTheCopy() throws Exception {
		startNodes();
		this.user.get(this.one, "/set?name=n&value=1");
		awaitIdle();
		ClusteredSession copy = Inspector.copies(this.one.manager()).get(0);
		try (Gate gate = this.storeOne.holdBefore(Operation.UPDATE)) {
			CompletableFuture<Void> access = CompletableFuture
				.runAsync(() -> CacheInspector.recordAccess(Inspector.caches(this.one.manager()).get(0), copy));
			gate.awaitArrival();
			this.user.get(this.two, "/renew");
			gate.open();
			access.get(20, TimeUnit.SECONDS);
		}
		assertThat(Inspector.copies(this.one.manager())).containsExactly(copy);
		assertThat(copy.getId()).isEqualTo(this.user.id());
		assertThat(this.user.get(this.one, "/get?name=n")).isEqualTo("1");
	}

	@ParameterizedTest
	@ValueSource(booleans = { false, true })
	void requestsThatChangeTheIdAtOnceGetTheSameNewIdAndItWorks(boolean onOneNode) throws Exception {
		startNodes();
		JettyNode other = onOneNode ? this.one : this.two;
		for (int i = 0; i < 20; i++) {
			CountDownLatch entered = new CountDownLatch(2);
			both("/login", (request, response) -> {
				request.getSession(false).getAttribute("n");
				entered.countDown();
				Latches.await(entered);
				response.getWriter().print(request.changeSessionId());
			});
			HttpUser someone = new HttpUser();
			someone.get(this.one, "/set?name=n&value=" + i);
			String old = someone.id();
			HttpUser here = new HttpUser().withCookie(someone.cookie());
			HttpUser there = new HttpUser().withCookie(someone.cookie());
			var a = here.start(this.one, "/login");
			var b = there.start(other, "/login");
			assertThat(a.get(20, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
			assertThat(b.get(20, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
			assertThat(here.id()).isEqualTo(there.id()).isNotEqualTo(old).isEqualTo(a.get().body());
			assertThat(a.get().body()).isEqualTo(b.get().body());
			assertThat(here.get(this.two, "/get?name=n")).isEqualTo(String.valueOf(i));
			assertThat(new HttpUser().withCookie(old).get(this.one, "/id")).isEqualTo("no session");
			assertThat(this.changes).as("told once").hasSize(1);
			this.changes.clear();
			here.get(this.two, "/invalidate");
		}
		Awaitility.await().untilAsserted(() -> assertThat(Inspector.inUse(this.one.manager())).isZero());
	}

	@Test
	void renamedSessionCanBeInvalidatedOnTheOtherNode() {
		startNodes();
		this.user.get(this.one, "/set?name=n&value=1");
		this.user.get(this.one, "/renew");
		this.user.get(this.two, "/invalidate");
		assertThat(this.user.get(this.one, "/id")).isEqualTo("no session");
		assertThat(this.storeOne.keys()).isEmpty();
	}

	@ParameterizedTest
	@ValueSource(classes = { IllegalStateException.class, NoClassDefFoundError.class })
	void listenerThatFailsDoesNotCostTheUserTheSession(Class<? extends Throwable> failure) {
		start(new HttpSessionIdListener() {

			@Override
			public void sessionIdChanged(HttpSessionEvent event, String oldId) {
				ReflectionUtils.rethrowRuntimeException(BeanUtils.instantiateClass(failure));
			}

		});
		this.user.get(this.one, "/set?name=n&value=1");
		String old = this.user.id();
		this.user.get(this.one, "/renew");
		assertThat(this.user.id()).isNotEqualTo(old);
		assertThat(this.storeOne.keys()).containsExactly(this.user.name());
		for (var node : List.of(this.one, this.two)) {
			assertThat(this.user.get(node, "/get?name=n")).isEqualTo("1");
			assertThat(new HttpUser().withCookie(old).get(node, "/id")).isEqualTo("no session");
		}
	}

	@Test
	void copyWithUnsavedChangesStoresThemAlthoughAnotherNodeHasChangedTheId() {
		start(JettyNode.settings("", false, -1));
		this.user.get(this.one, "/set?name=n&value=1");
		this.user.get(this.one, "/set?name=m&value=2");
		awaitIdle();
		this.user.get(this.two, "/renew");
		this.one.manager().flush();
		assertThat(this.user.get(this.two, "/get?name=m")).isEqualTo("2");
		assertThat(this.user.get(this.two, "/get?name=n")).isEqualTo("1");
		assertThat(this.user.get(this.one, "/get?name=m")).isEqualTo("2");
	}

	@Test
	void changeOfTheIdIsOneOperation() {
		startNodes();
		this.user.get(this.one, "/set?name=n&value=1");
		awaitIdle();
		both("/login", (request, response) -> {
			request.getSession(false).setAttribute("m", "2");
			request.changeSessionId();
		});
		int updates = this.storeOne.count(Operation.UPDATE);
		this.user.get(this.one, "/login");
		awaitIdle();
		assertThat(this.storeOne.count(Operation.UPDATE) - updates).isEqualTo(1);
		assertThat(this.user.get(this.two, "/get?name=m")).isEqualTo("2");
	}

	@Test
	void whoComesWithTheNameAndAnotherSecretHasNoSession() {
		startNodes();
		this.user.get(this.one, "/set?name=n&value=1");
		HttpUser thief = new HttpUser().withCookie(this.user.name() + "A".repeat(22));
		for (JettyNode node : List.of(this.one, this.two)) {
			assertThat(thief.get(node, "/id")).isEqualTo("no session");
		}
		assertThat(this.user.get(this.two, "/get?name=n")).isEqualTo("1");
	}

	private void startNodes() {
		start(new HttpSessionIdListener() {

			@Override
			public void sessionIdChanged(HttpSessionEvent event, String oldId) {
				SessionIdChangeTests.this.changes.add(oldId + ">" + event.getSession().getId());
			}

		});
	}

}
