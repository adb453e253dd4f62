package io.github.hazelcastjetty.session.jetty;

import java.net.http.HttpResponse;
import java.time.Duration;
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

import io.github.hazelcastjetty.session.support.HttpUser;
import io.github.hazelcastjetty.session.support.InMemorySessionStore.Gate;
import io.github.hazelcastjetty.session.support.InMemorySessionStore.Operation;
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
		assertThat(this.storeOne.keys()).containsExactly(id);
		Awaitility.await().untilAsserted(() -> assertThat(Inspector.copies(this.one.manager())).hasSize(1));
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
		assertThat(this.storeOne.keys()).containsExactly(this.user.id());
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
		assertThat(this.storeOne.keys()).containsExactly(login.id());
	}

	@Test
	void requestThatEntersWhileTheIdIsChangedHasASessionOrWaits() throws Exception {
		startNodes();
		this.user.get(this.one, "/set?name=n&value=1");
		HttpUser login = new HttpUser().withCookie(this.user.cookie());
		CompletableFuture<HttpResponse<String>> renew;
		CompletableFuture<HttpResponse<String>> parallel;
		try (Gate gate = this.storeOne.holdBefore(Operation.RENAME)) {
			renew = login.start(this.one, "/renew");
			gate.awaitArrival();
			parallel = this.user.start(this.one, "/get?name=n");
			Awaitility.await().during(Duration.ofMillis(300)).until(() -> !renew.isDone());
		}
		assertThat(renew.get(20, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
		assertThat(parallel.get(20, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
		assertThat(login.get(this.one, "/get?name=n")).isEqualTo("1");
		Awaitility.await().untilAsserted(() -> assertThat(Inspector.requestsUnderWay(this.one.manager())).isZero());
		assertThat(this.storeOne.keys()).containsExactly(login.id());
	}

	@Test
	void accessThatIsRecordedMeanwhileDoesNotDropTheCopy() throws Exception {
		startNodes();
		this.user.get(this.one, "/set?name=n&value=1");
		awaitIdle();
		ClusteredSession copy = Inspector.copies(this.one.manager()).get(0);
		ClusteredSessionCache cache = Inspector.caches(this.one.manager()).get(0);
		try (Gate gate = this.storeOne.holdBefore(Operation.UPDATE)) {
			CompletableFuture<Void> access = CompletableFuture.runAsync(() -> cache.getAccesses().record(copy));
			gate.awaitArrival();
			this.user.get(this.one, "/renew");
			gate.open();
			access.get(20, TimeUnit.SECONDS);
		}
		assertThat(Inspector.copies(this.one.manager())).containsExactly(copy);
		assertThat(this.user.get(this.one, "/get?name=n")).isEqualTo("1");
	}

	@Test
	void changesOnBothNodesAtOnceLeaveOneSession() throws Exception {
		startNodes();
		for (int i = 0; i < 20; i++) {
			HttpUser someone = new HttpUser();
			someone.get(this.one, "/set?name=n&value=" + i);
			HttpUser here = new HttpUser().withCookie(someone.cookie());
			HttpUser there = new HttpUser().withCookie(someone.cookie());
			var a = here.start(this.one, "/renew");
			var b = there.start(this.two, "/renew");
			int winners = 0;
			for (var login : List.of(a, b)) {
				winners += (login.get(20, TimeUnit.SECONDS).statusCode() == 200) ? 1 : 0;
			}
			assertThat(winners).isGreaterThanOrEqualTo(1);
			assertThat(this.storeOne.keys()).hasSize(1);
			HttpUser survivor = new HttpUser().withCookie(this.storeOne.keys().get(0));
			assertThat(survivor.get(this.one, "/get?name=n")).isEqualTo(String.valueOf(i));
			survivor.get(this.two, "/invalidate");
		}
	}

	@Test
	void parallelChangesOnOneNodeLeaveOneSession() throws Exception {
		startNodes();
		for (int i = 0; i < 20; i++) {
			HttpUser someone = new HttpUser();
			someone.get(this.one, "/set?name=n&value=" + i);
			HttpUser here = new HttpUser().withCookie(someone.cookie());
			HttpUser there = new HttpUser().withCookie(someone.cookie());
			var a = here.start(this.one, "/renew");
			var b = there.start(this.one, "/renew");
			List<String> ids = List.of(a.get(20, TimeUnit.SECONDS).body(), b.get(20, TimeUnit.SECONDS).body());
			assertThat(this.storeOne.keys()).hasSize(1);
			assertThat(ids).containsAll(this.storeOne.keys());
			HttpUser survivor = new HttpUser().withCookie(this.storeOne.keys().get(0));
			assertThat(survivor.get(this.two, "/get?name=n")).isEqualTo(String.valueOf(i));
			survivor.get(this.two, "/invalidate");
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
		assertThat(this.storeOne.keys()).containsExactly(this.user.id());
		for (var node : List.of(this.one, this.two)) {
			assertThat(this.user.get(node, "/get?name=n")).isEqualTo("1");
			assertThat(new HttpUser().withCookie(old).get(node, "/id")).isEqualTo("no session");
		}
	}

	@Test
	void copyWithUnsavedChangesStoresThemUnderTheIdThatAnotherNodeGaveTheSession() {
		start(JettyNode.settings("", false, -1));
		this.user.get(this.one, "/set?name=n&value=1");
		this.user.get(this.one, "/set?name=m&value=2");
		awaitIdle();
		this.user.get(this.two, "/renew");
		Awaitility.await().untilAsserted(() -> assertThat(this.user.get(this.two, "/get?name=m")).isEqualTo("2"));
		assertThat(this.user.get(this.two, "/get?name=n")).isEqualTo("1");
		assertThat(this.storeOne.keys()).containsExactly(this.user.id());
		Awaitility.await().until(() -> Inspector.copies(this.one.manager()).isEmpty());
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
