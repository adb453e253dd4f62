package io.github.hazelcastjetty.session.jetty;

import java.io.Serializable;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

import jakarta.servlet.http.HttpSession;
import jakarta.servlet.http.HttpSessionBindingEvent;
import jakarta.servlet.http.HttpSessionBindingListener;
import jakarta.servlet.http.HttpSessionEvent;
import jakarta.servlet.http.HttpSessionListener;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import io.github.hazelcastjetty.session.jetty.cache.SessionIds;
import io.github.hazelcastjetty.session.jetty.cache.SessionSettings;
import io.github.hazelcastjetty.session.store.SessionKey;
import io.github.hazelcastjetty.session.support.ControlledSessionStore.Gate;
import io.github.hazelcastjetty.session.support.ControlledSessionStore.Operation;
import io.github.hazelcastjetty.session.support.HttpUser;
import io.github.hazelcastjetty.session.support.JettyNode;
import io.github.hazelcastjetty.session.support.Latches;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Sessions end once, for everybody.
 */
@Timeout(60)
class SessionEndTests extends AbstractTwoNodesTests {

	/**
	 * The common pool has a single thread on a small machine, and these wait for each
	 * other.
	 */
	private static final Executor OWN_THREAD = (task) -> new Thread(task).start();

	private static final List<String> unbound = new CopyOnWriteArrayList<>();

	private final List<String> events = new CopyOnWriteArrayList<>();

	@BeforeEach
	void forget() {
		unbound.clear();
	}

	@Test
	void invalidatedSessionIsGoneOnTheOtherNodeAtOnce() {
		startNodes();
		for (int i = 0; i < 20; i++) {
			this.events.clear();
			HttpUser someone = new HttpUser();
			someone.get(this.one, "/set?name=n&value=" + i);
			someone.get(this.two, "/get?name=n");
			someone.get(this.one, "/invalidate");
			String old = someone.cookie();
			assertThat(someone.get(this.two, "/id")).isEqualTo("no session");
			assertThat(someone.get(this.one, "/id")).isEqualTo("no session");
			assertThat(this.events).containsExactly("created", "destroyed " + i);
			someone.get(this.two, "/set?name=n&value=x");
			assertThat(someone.cookie()).isNotEqualTo(old);
		}
		assertThat(this.storeOne.keys()).hasSize(20);
	}

	@Test
	void requestUnderWayDoesNotReviveASessionInvalidatedElsewhere() throws Exception {
		startNodes();
		CountDownLatch running = new CountDownLatch(1);
		CountDownLatch goOn = new CountDownLatch(1);
		this.two.on("/long", (request, response) -> {
			HttpSession session = request.getSession();
			running.countDown();
			Latches.await(goOn);
			session.setAttribute("late", "1");
		});
		this.user.get(this.one, "/set?name=n&value=1");
		CompletableFuture<HttpResponse<String>> late = this.user.start(this.two, "/long");
		Latches.await(running);
		this.user.get(this.one, "/invalidate");
		goOn.countDown();
		assertThat(late.get(20, TimeUnit.SECONDS).statusCode()).isIn(200, 500);
		assertThat(this.storeOne.keys()).isEmpty();
		assertThat(this.user.get(this.two, "/id")).isEqualTo("no session");
		assertThat(this.events).containsExactly("created", "destroyed 1");
		Awaitility.await().untilAsserted(() -> {
			assertThat(Inspector.copies(this.two.manager())).isEmpty();
			assertThat(Inspector.inUse(this.two.manager())).isZero();
		});
	}

	@Test
	void invalidationsOnBothNodesAtOnceTellTheListenersOnce() throws Exception {
		startNodes();
		CyclicBarrier barrier = new CyclicBarrier(2);
		both("/logout", (request, response) -> {
			HttpSession session = request.getSession(false);
			barrier.await(20, TimeUnit.SECONDS);
			session.invalidate();
		});
		for (int i = 0; i < 20; i++) {
			this.events.clear();
			HttpUser someone = new HttpUser();
			someone.get(this.one, "/set?name=n&value=" + i);
			var a = someone.start(this.one, "/logout");
			var b = someone.start(this.two, "/logout");
			assertThat(a.get(20, TimeUnit.SECONDS).statusCode()).isIn(200, 500);
			assertThat(b.get(20, TimeUnit.SECONDS).statusCode()).isIn(200, 500);
			assertThat(this.events).containsExactly("created", "destroyed " + i);
			assertThat(this.storeOne.keys()).isEmpty();
		}
	}

	@Test
	void nothingIsLeftOfASessionThatEndedInARequestWhichWentOnWithAnother() {
		startNodes();
		both("/again", (request, response) -> {
			request.getSession().invalidate();
			request.getSession().setAttribute("n", "new");
			response.getWriter().print(request.getSession().getId());
		});
		both("/logout", (request, response) -> {
			request.getSession().invalidate();
			response.getWriter().print(request.getSession(false) == null);
		});
		this.user.get(this.one, "/set?name=n&value=1");
		String old = this.user.id();
		assertThat(this.user.get(this.one, "/again")).isNotEqualTo(old);
		assertThat(this.user.get(this.two, "/get?name=n")).isEqualTo("new");
		assertThat(this.user.get(this.one, "/logout")).isEqualTo("true");
		assertThat(this.storeOne.keys()).isEmpty();
		assertThat(this.events).containsExactly("created", "destroyed 1", "created", "destroyed new");
		Awaitility.await()
			.atMost(Duration.ofSeconds(3))
			.untilAsserted(() -> assertThat(Inspector.inUse(this.one.manager())).isZero());
		assertThat(Inspector.copies(this.one.manager())).isEmpty();
	}

	@Test
	void idOfAnEndedSessionIsNotUsedAgainInTheSameRequest() {
		startNodes();
		List<String> ids = new ArrayList<>();
		this.one.on("/ids", (request, response) -> {
			ids.add(request.getSession().getId());
			ids.add(request.changeSessionId());
			request.getSession().invalidate();
			ids.add(request.getSession().getId());
			request.getSession().invalidate();
			ids.add(request.getSession().getId());
		});
		this.user.get(this.one, "/ids");
		assertThat(ids).doesNotHaveDuplicates();
		assertThat(this.storeOne.keys()).containsExactly(SessionIds.name(ids.get(3)));
	}

	@Test
	void expiredSessionEndsOnceWhenBothNodesSweepAtTheSameMoment() throws Exception {
		startNodes();
		for (int i = 0; i < 20; i++) {
			this.events.clear();
			HttpUser someone = new HttpUser();
			someone.get(this.one, "/set?name=n&value=" + i);
			someone.get(this.two, "/get?name=n");
			expireInStore(SessionKey.of(someone.name()));
			CyclicBarrier barrier = new CyclicBarrier(2);
			CompletableFuture<Void> a = CompletableFuture.runAsync(() -> sweep(this.one, barrier), OWN_THREAD);
			CompletableFuture<Void> b = CompletableFuture.runAsync(() -> sweep(this.two, barrier), OWN_THREAD);
			a.get(20, TimeUnit.SECONDS);
			b.get(20, TimeUnit.SECONDS);
			assertThat(this.events).containsExactly("created", "destroyed " + i);
			assertThat(this.storeOne.keys()).isEmpty();
			assertThat(someone.get(this.one, "/id")).isEqualTo("no session");
		}
		Awaitility.await().untilAsserted(() -> {
			assertThat(Inspector.copies(this.one.manager())).isEmpty();
			assertThat(Inspector.copies(this.two.manager())).isEmpty();
		});
	}

	@Test
	void sessionOfANodeThatIsGoneExpiresOnTheOther() {
		startNodes();
		this.user.get(this.one, "/set?name=n&value=1");
		expireInStore(key());
		this.two.sweep();
		assertThat(this.events).containsExactly("created", "destroyed 1");
		assertThat(this.storeOne.keys()).isEmpty();
		assertThat(this.user.get(this.one, "/id")).isEqualTo("no session");
		assertThat(this.events).hasSize(2);
	}

	@Test
	void sweepsGoOnAfterAnErrorOfAListener() {
		SessionSettings settings = new SessionSettings("", false, Duration.ZERO, 0, Duration.ofMillis(50),
				Duration.ofSeconds(5), Duration.ofHours(1), 0);
		start(settings, new HttpSessionListener() {

			@Override
			public void sessionDestroyed(HttpSessionEvent event) {
				SessionEndTests.this.events.add("destroyed");
				throw new NoClassDefFoundError("com/example/Order");
			}

		});
		for (int round = 1; round <= 5; round++) {
			HttpUser someone = new HttpUser();
			someone.get(this.one, "/set?name=n&value=1");
			expireInStore(SessionKey.of(someone.name()));
			int expected = round;
			Awaitility.await().untilAsserted(() -> assertThat(this.events).hasSize(expected));
		}
		Awaitility.await().untilAsserted(() -> assertThat(this.storeOne.keys()).isEmpty());
	}

	@Test
	void attributeThatFailsAtTheEndKeepsNoOtherFromLearningOfIt() {
		startNodes();
		both("/failing", (request, response) -> {
			request.getSession().setAttribute("a", new Failing());
			request.getSession().setAttribute("b", new Failing());
			request.getSession().setAttribute("c", new Failing());
		});
		both("/remove-failing", (request, response) -> request.getSession().removeAttribute("a"));
		this.user.get(this.one, "/failing");
		assertThat(this.user.exchange(this.one, "/remove-failing").statusCode()).as("told to the application")
			.isEqualTo(500);
		this.user.get(this.one, "/invalidate");
		assertThat(unbound).containsExactlyInAnyOrder("a", "b", "c");
		assertThat(this.storeOne.keys()).isEmpty();
	}

	@Test
	void requestThatMeetsAnExpiredSessionEndsIt() {
		startNodes();
		both("/short", (request, response) -> request.getSession().setMaxInactiveInterval(1));
		this.user.get(this.one, "/set?name=n&value=1");
		this.user.get(this.two, "/get?name=n");
		this.user.get(this.one, "/short");
		Awaitility.await().atMost(Duration.ofSeconds(5)).until(() -> stored().times().isExpiredAt(Instant.now()));
		assertThat(this.user.get(this.two, "/id")).isEqualTo("no session");
		assertThat(this.events).containsExactly("created", "destroyed 1");
		assertThat(this.storeOne.keys()).isEmpty();
		this.one.sweep();
		assertThat(this.events).hasSize(2);
	}

	@Test
	void requestThatComesWhileASweepEndsItsSessionFindsNone() throws Exception {
		startNodes();
		this.user.get(this.one, "/set?name=n&value=1");
		expireInStore(key());
		CompletableFuture<Void> sweep;
		try (Gate gate = this.storeOne.holdAfter(Operation.CLAIM)) {
			sweep = CompletableFuture.runAsync(this.one::sweep, OWN_THREAD);
			gate.awaitArrival();
			assertThat(this.user.get(this.one, "/id")).isEqualTo("no session");
			assertThat(this.user.get(this.two, "/id")).isEqualTo("no session");
		}
		sweep.get(20, TimeUnit.SECONDS);
		assertThat(this.events).containsExactly("created", "destroyed 1");
		assertThat(this.storeOne.keys()).isEmpty();
	}

	@Test
	void sessionOfALongRequestIsNotExpiredByTheOtherNode() throws Exception {
		startNodes();
		both("/short", (request, response) -> request.getSession().setMaxInactiveInterval(20));
		CountDownLatch running = new CountDownLatch(1);
		CountDownLatch goOn = new CountDownLatch(1);
		this.one.on("/long", (request, response) -> {
			request.getSession();
			running.countDown();
			Latches.await(goOn, Duration.ofSeconds(40));
		});
		this.user.get(this.one, "/set?name=n&value=1");
		this.user.get(this.one, "/short");
		CompletableFuture<HttpResponse<String>> running1 = this.user.start(this.one, "/long");
		assertThat(running.await(20, TimeUnit.SECONDS)).isTrue();
		Instant first = stored().times().expiry();
		Awaitility.await()
			.atMost(Duration.ofSeconds(20))
			.until(() -> stored().times().expiry().isAfter(first.plusSeconds(2)));
		this.two.sweep();
		assertThat(this.storeOne.keys()).hasSize(1);
		goOn.countDown();
		assertThat(running1.get(20, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
		assertThat(this.user.get(this.two, "/get?name=n")).isEqualTo("1");
		assertThat(this.events).containsExactly("created");
	}

	@Test
	void sessionLivesOnWhereverItIsUsed() {
		startNodes();
		both("/short", (request, response) -> request.getSession().setMaxInactiveInterval(20));
		this.user.get(this.one, "/set?name=n&value=1");
		this.user.get(this.one, "/short");
		Instant first = stored().times().expiry();
		Awaitility.await().atMost(Duration.ofSeconds(20)).pollInterval(Duration.ofMillis(200)).untilAsserted(() -> {
			assertThat(this.user.get(this.two, "/get?name=n")).isEqualTo("1");
			assertThat(stored().times().expiry()).isAfter(first);
		});
		this.one.sweep();
		this.two.sweep();
		assertThat(this.user.get(this.one, "/get?name=n")).isEqualTo("1");
		expireInStore(key());
		this.one.sweep();
		assertThat(this.storeOne.keys()).isEmpty();
		assertThat(this.events).containsExactly("created", "destroyed 1");
	}

	@Test
	void bindingListenersAreToldOfTheEndAndNotOfRefreshes() {
		startNodes();
		both("/bind", (request, response) -> request.getSession()
			.setAttribute("bean", new Bound(request.getParameter("value"))));
		both("/bean", (request, response) -> response.getWriter()
			.print(((Bound) request.getSession().getAttribute("bean")).name));
		this.user.get(this.one, "/bind?value=a");
		assertThat(this.user.get(this.two, "/bean")).isEqualTo("a");
		this.user.get(this.two, "/set?name=n&value=1");
		assertThat(this.user.get(this.one, "/bean")).isEqualTo("a");
		assertThat(unbound).isEmpty();
		this.user.get(this.two, "/bind?value=b");
		assertThat(unbound).containsExactly("a");
		assertThat(this.user.get(this.one, "/bean")).isEqualTo("b");
		assertThat(unbound).containsExactly("a");
		expireInStore(key());
		this.one.sweep();
		this.two.sweep();
		assertThat(unbound).containsExactly("a", "b");
	}

	@Test
	void sessionThatCannotBeRemovedIsNotEndedAgain() {
		startNodes();
		this.user.get(this.one, "/set?name=n&value=1");
		this.storeOne.failNext(Operation.REMOVE, Integer.MAX_VALUE);
		this.user.get(this.one, "/invalidate");
		this.storeOne.abandonClaims();
		this.one.sweep();
		assertThat(this.storeOne.keys()).hasSize(1);
		this.storeOne.recover();
		this.one.sweep();
		assertThat(this.storeOne.keys()).isEmpty();
		assertThat(this.events).containsExactly("created", "destroyed 1");
	}

	@Test
	void removalIsTriedUntilItSucceeds() {
		startNodes();
		this.user.get(this.one, "/set?name=n&value=1");
		this.storeOne.failNext(Operation.REMOVE, 3);
		this.user.get(this.one, "/invalidate");
		Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> this.storeOne.keys().isEmpty());
		assertThat(this.storeOne.count(Operation.REMOVE)).isEqualTo(4);
	}

	@Test
	void sessionIsRemovedAsSoonAsTheStoreAnswersAgain() {
		startNodes();
		// Else it could be the next try that removes it
		Inspector.suppressRetries(this.one.manager());
		this.user.get(this.one, "/set?name=n&value=1");
		this.storeOne.failNext(Operation.REMOVE, 1);
		this.user.get(this.one, "/invalidate");
		assertThat(this.storeOne.keys()).hasSize(1);
		this.storeOne.tellAvailable();
		Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> this.storeOne.keys().isEmpty());
	}

	@Test
	void sessionThatCouldNotBeRemovedIsWhenTheNodeStops() {
		startNodes();
		this.user.get(this.one, "/set?name=n&value=1");
		this.storeOne.failNext(Operation.REMOVE, 1);
		this.user.get(this.one, "/invalidate");
		this.one.manager().stop();
		assertThat(this.storeOne.keys()).isEmpty();
	}

	@Test
	void sessionWhoseListenersTakeLongIsNotEndedAgain() throws Exception {
		CountDownLatch running = new CountDownLatch(1);
		CountDownLatch goOn = new CountDownLatch(1);
		start(new HttpSessionListener() {

			@Override
			public void sessionDestroyed(HttpSessionEvent event) {
				SessionEndTests.this.events.add("destroyed");
				running.countDown();
				await(goOn);
			}

		});
		this.user.get(this.one, "/set?name=n&value=1");
		CompletableFuture<HttpResponse<String>> end = this.user.start(this.one, "/invalidate");
		assertThat(running.await(20, TimeUnit.SECONDS)).isTrue();
		this.storeOne.abandonClaims();
		CompletableFuture<Void> sweep = CompletableFuture.runAsync(this.one::sweep, OWN_THREAD);
		sweep.get(10, TimeUnit.SECONDS);
		goOn.countDown();
		assertThat(end.get(20, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
		assertThat(this.events).containsExactly("destroyed");
		assertThat(this.storeOne.keys()).isEmpty();
	}

	@Test
	void listenerThatFailsKeepsNobodyFromEndingTheSession() {
		start(new HttpSessionListener() {

			@Override
			public void sessionDestroyed(HttpSessionEvent event) {
				throw new IllegalStateException("Listener");
			}

		});
		this.user.get(this.one, "/set?name=n&value=1");
		this.user.get(this.one, "/invalidate");
		assertThat(this.storeOne.keys()).isEmpty();
		assertThat(this.user.get(this.two, "/id")).isEqualTo("no session");
	}

	@Test
	void copyOfASessionThatEndedElsewhereIsDropped() {
		startNodes();
		this.user.get(this.one, "/set?name=n&value=1");
		awaitIdle();
		this.user.get(this.two, "/get?name=n");
		this.user.get(this.two, "/invalidate");
		Awaitility.await().untilAsserted(() -> assertThat(Inspector.copies(this.one.manager())).isEmpty());
		assertThat(this.events).containsExactly("created", "destroyed 1");
	}

	@Test
	void copyIsNotUsedAlthoughTheNoticeWasLost() {
		startNodes();
		this.storeOne.loseNotices();
		this.user.get(this.one, "/set?name=n&value=1");
		this.user.get(this.two, "/invalidate");
		awaitIdle();
		assertThat(Inspector.copies(this.one.manager())).hasSize(1);
		assertThat(this.user.get(this.one, "/id")).isEqualTo("no session");
		assertThat(Inspector.copies(this.one.manager())).isEmpty();
	}

	@Test
	void unusedCopyIsDroppedAndLoadedAgain() {
		start(JettyNode.settings(Duration.ofMillis(100), 0));
		this.user.get(this.one, "/set?name=n&value=1");
		Awaitility.await().untilAsserted(() -> assertThat(Inspector.copies(this.one.manager())).isEmpty());
		assertThat(this.user.get(this.one, "/get?name=n")).isEqualTo("1");
	}

	@Test
	void noMoreCopiesAreKeptThanAllowed() {
		start(JettyNode.settings(Duration.ofHours(1), 5));
		List<HttpUser> users = new ArrayList<>();
		for (int i = 0; i < 20; i++) {
			users.add(new HttpUser());
			users.get(i).get(this.one, "/set?name=n&value=" + i);
		}
		Awaitility.await().untilAsserted(() -> assertThat(Inspector.copies(this.one.manager())).hasSizeBetween(1, 5));
		for (int i = 0; i < 20; i++) {
			assertThat(users.get(i).get(this.one, "/get?name=n")).isEqualTo(String.valueOf(i));
		}
	}

	@Test
	void copyThatCannotBeStoredDoesNotKeepTheOthers() {
		start(JettyNode.settings(Duration.ofHours(1), 5));
		this.one.on("/early", (request, response) -> {
			response.flushBuffer();
			request.getSession().setAttribute("n", "2");
		});
		this.user.get(this.one, "/set?name=n&value=1");
		this.storeOne.failNext(Operation.UPDATE, Integer.MAX_VALUE);
		this.user.exchange(this.one, "/early");
		for (int i = 0; i < 20; i++) {
			new HttpUser().get(this.one, "/set?name=n&value=" + i);
		}
		Awaitility.await().untilAsserted(() -> assertThat(Inspector.copies(this.one.manager())).hasSizeBetween(1, 5));
		this.storeOne.recover();
		assertThat(this.user.get(this.one, "/get?name=n")).isEqualTo("2");
	}

	private void startNodes() {
		start(new HttpSessionListener() {

			@Override
			public void sessionCreated(HttpSessionEvent event) {
				SessionEndTests.this.events.add("created");
			}

			@Override
			public void sessionDestroyed(HttpSessionEvent event) {
				SessionEndTests.this.events.add("destroyed " + event.getSession().getAttribute("n"));
			}

		});
	}

	private static void await(CountDownLatch latch) {
		try {
			Latches.await(latch);
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static void sweep(JettyNode node, CyclicBarrier barrier) {
		try {
			barrier.await(20, TimeUnit.SECONDS);
		}
		catch (Exception ex) {
			throw new IllegalStateException(ex);
		}
		node.sweep();
	}

	private static final class Failing implements HttpSessionBindingListener, Serializable {

		private static final long serialVersionUID = 1L;

		@Override
		public void valueUnbound(HttpSessionBindingEvent event) {
			unbound.add(event.getName());
			throw new IllegalStateException("No");
		}

	}

	private static final class Bound implements HttpSessionBindingListener, Serializable {

		private static final long serialVersionUID = 1L;

		private final String name;

		private Bound(String name) {
			this.name = name;
		}

		@Override
		public void valueUnbound(HttpSessionBindingEvent event) {
			unbound.add(this.name);
		}

	}

}
