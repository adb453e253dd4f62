package io.github.hazelcastjetty.session.jetty;

import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;
import jakarta.servlet.http.HttpSessionEvent;
import jakarta.servlet.http.HttpSessionListener;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import io.github.hazelcastjetty.session.jetty.cache.SessionSettings;
import io.github.hazelcastjetty.session.store.SessionDelta;
import io.github.hazelcastjetty.session.store.SessionTimes;
import io.github.hazelcastjetty.session.support.ControlledSessionStore.Gate;
import io.github.hazelcastjetty.session.support.ControlledSessionStore.Operation;
import io.github.hazelcastjetty.session.support.HttpUser;
import io.github.hazelcastjetty.session.support.JettyNode;
import io.github.hazelcastjetty.session.support.Latches;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Requests of one session on both nodes that meet at an unlucky moment.
 */
@Timeout(60)
class SessionRaceTests extends AbstractTwoNodesTests {

	/**
	 * After how long a node tries again what has failed.
	 */
	private static final Duration RETRY_PERIOD = Duration.ofSeconds(1);

	private final List<String> destroyed = new CopyOnWriteArrayList<>();

	private final CountDownLatch running = new CountDownLatch(1);

	private final CountDownLatch leftSet = new CountDownLatch(1);

	private final CountDownLatch setRight = new CountDownLatch(1);

	private final CountDownLatch polling = new CountDownLatch(1);

	private final CountDownLatch endPoll = new CountDownLatch(1);

	private final CountDownLatch goOn = new CountDownLatch(1);

	@Test
	void sessionThatGetsAnotherIdWhileARequestElsewhereEndsItIsEnded() throws Exception {
		start(new HttpSessionListener() {

			@Override
			public void sessionDestroyed(HttpSessionEvent event) {
				SessionRaceTests.this.destroyed
					.add(event.getSession().getId() + " " + event.getSession().getAttribute("n"));
			}

		});
		this.two.on("/logout", (request, response) -> {
			HttpSession session = request.getSession();
			await();
			session.invalidate();
		});
		this.user.get(this.one, "/set?name=n&value=1");
		CompletableFuture<HttpResponse<String>> logout = this.user.start(this.two, "/logout");
		Latches.await(this.running);
		HttpUser login = new HttpUser().withCookie(this.user.cookie());
		String id = login.get(this.one, "/renew");
		this.goOn.countDown();
		assertThat(logout.get(20, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
		assertThat(login.get(this.one, "/id")).isEqualTo("no session");
		assertThat(login.get(this.two, "/id")).isEqualTo("no session");
		assertThat(this.storeOne.keys()).isEmpty();
		assertThat(this.destroyed).containsExactly(id + " 1");
		Awaitility.await().untilAsserted(() -> {
			assertThat(Inspector.copies(this.one.manager())).isEmpty();
			assertThat(Inspector.copies(this.two.manager())).isEmpty();
			assertThat(Inspector.inUse(this.two.manager())).isZero();
		});
	}

	@Test
	void allRequestsUnderWayOnANodeKeepTheirChangesWhenTheSessionGetsAnotherIdElsewhere() throws Exception {
		start();
		CountDownLatch set = new CountDownLatch(1);
		this.two.on("/early", (request, response) -> {
			List<String> list = list(request.getSession());
			request.getSession().setAttribute("early", "1");
			set.countDown();
			await();
			list.add("in place");
		});
		this.one.on("/begin", (request, response) -> request.getSession().setAttribute("list", new ArrayList<>()));
		this.user.get(this.one, "/begin");
		CompletableFuture<HttpResponse<String>> early = this.user.start(this.two, "/early");
		Latches.await(set);
		HttpUser login = new HttpUser().withCookie(this.user.cookie());
		login.get(this.one, "/renew");
		// One request finds out when it comes, another one when it stores something
		assertThat(new HttpUser().withCookie(this.user.cookie()).get(this.two, "/id")).isEqualTo("no session");
		this.goOn.countDown();
		assertThat(early.get(20, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
		both("/list", (request, response) -> response.getWriter().print(list(request.getSession())));
		for (JettyNode node : List.of(this.one, this.two)) {
			assertThat(login.get(node, "/get?name=early")).isEqualTo("1");
			assertThat(login.get(node, "/list")).isEqualTo("[in place]");
		}
	}

	@Test
	void requestKeepsItsChangeThatAnotherOneFollowsToTheNewIdBefore() throws Exception {
		start();
		CountDownLatch first = new CountDownLatch(1);
		CountDownLatch set = new CountDownLatch(2);
		this.two.on("/first", (request, response) -> {
			request.getSession().setAttribute("first", "1");
			set.countDown();
			Latches.await(first);
		});
		this.two.on("/second", (request, response) -> {
			List<String> list = list(request.getSession());
			set.countDown();
			await();
			list.add("in place");
			request.getSession().setAttribute("second", "1");
		});
		this.one.on("/begin", (request, response) -> request.getSession().setAttribute("list", new ArrayList<>()));
		this.user.get(this.one, "/begin");
		CompletableFuture<HttpResponse<String>> one = this.user.start(this.two, "/first");
		CompletableFuture<HttpResponse<String>> other = this.user.start(this.two, "/second");
		Latches.await(set);
		HttpUser login = new HttpUser().withCookie(this.user.cookie());
		login.get(this.one, "/renew");
		first.countDown();
		assertThat(one.get(20, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
		this.goOn.countDown();
		assertThat(other.get(20, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
		both("/list", (request, response) -> response.getWriter().print(list(request.getSession())));
		for (JettyNode node : List.of(this.one, this.two)) {
			assertThat(login.get(node, "/get?name=first")).isEqualTo("1");
			assertThat(login.get(node, "/get?name=second")).isEqualTo("1");
			assertThat(login.get(node, "/list")).isEqualTo("[in place]");
		}
		HttpUser thief = new HttpUser().withCookie(this.user.cookie());
		assertThat(thief.get(this.two, "/id")).isEqualTo("no session");
		assertThat(this.storeOne.keys()).containsExactly(login.name());
	}

	@Test
	void changeThatFollowsTheSessionToItsNewIdAndIsUndoneThereAtOnceIsNotSeenAgain() throws Exception {
		start();
		this.two.on("/late", (request, response) -> {
			HttpSession session = request.getSession();
			await();
			session.setAttribute("n", "1");
			session.setAttribute("list", new ArrayList<>());
		});
		this.one.on("/undo", (request, response) -> {
			request.getSession().removeAttribute("n");
			request.getSession().removeAttribute("list");
		});
		this.user.get(this.one, "/set?name=m&value=1");
		CompletableFuture<HttpResponse<String>> late = this.user.start(this.two, "/late");
		Latches.await(this.running);
		HttpUser login = new HttpUser().withCookie(this.user.cookie());
		login.get(this.one, "/renew");
		try (Gate gate = this.storeTwo.holdAfter(Operation.UPDATE)) {
			this.goOn.countDown();
			gate.awaitArrival();
			assertThat(login.get(this.one, "/get?name=n")).isEqualTo("1");
			login.get(this.one, "/undo");
		}
		assertThat(late.get(20, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
		for (JettyNode node : List.of(this.one, this.two)) {
			assertThat(login.get(node, "/get?name=m")).isEqualTo("1");
			assertThat(login.get(node, "/get?name=n")).isEqualTo("null");
			assertThat(login.get(node, "/get?name=list")).isEqualTo("null");
		}
	}

	@Test
	void changeInPlaceAfterTheAnswerIsStored() {
		start();
		both("/list", (request, response) -> response.getWriter().print(list(request.getSession())));
		this.one.on("/begin", (request, response) -> request.getSession().setAttribute("list", new ArrayList<>()));
		this.one.on("/linger", (request, response) -> {
			List<String> list = list(request.getSession());
			answer(response, true);
			await();
			list.add("after");
		});
		this.user.get(this.one, "/begin");
		this.user.get(this.one, "/linger");
		assertThat(this.user.get(this.one, "/list")).isEqualTo("[]");
		this.goOn.countDown();
		awaitIdle();
		assertThat(this.user.get(this.two, "/list")).isEqualTo("[after]");
	}

	@Test
	void changesOfARequestAreStoredTogetherThoughTheOneBeforeIsNotOverYet() throws Exception {
		start();
		this.one.on("/linger", (request, response) -> {
			request.getSession();
			answer(response, true);
			await();
		});
		this.one.on("/both", this::setBoth);
		this.user.get(this.one, "/set?name=left&value=1");
		this.user.get(this.one, "/linger");
		CompletableFuture<HttpResponse<String>> both = this.user.start(this.one, "/both");
		Latches.await(this.leftSet);
		Instant soon = Instant.now().plus(RETRY_PERIOD);
		this.goOn.countDown();
		awaitRequestsUnderWay(1);
		HttpUser reader = new HttpUser().withCookie(this.user.cookie());
		String seen = reader.get(this.two, "/get?name=left");
		if (Instant.now().isBefore(soon)) {
			assertThat(seen).isEqualTo("1");
		}
		this.setRight.countDown();
		assertThat(both.get(20, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
		assertThat(reader.get(this.two, "/get?name=left")).isEqualTo("2");
		assertThat(reader.get(this.two, "/get?name=right")).isEqualTo("2");
	}

	@Test
	void changesOfARequestAreStoredTogetherThoughOneThatIsOverLeftItsOwnToTheNext() throws Exception {
		start();
		this.one.on("/linger", this::linger);
		this.one.on("/poll", this::poll);
		this.one.on("/both", this::setBoth);
		this.user.get(this.one, "/set?name=left&value=1");
		this.user.get(this.one, "/linger");
		CompletableFuture<HttpResponse<String>> storing = this.user.start(this.one, "/poll");
		Latches.await(this.polling);
		this.goOn.countDown();
		awaitRequestsUnderWay(1);
		this.endPoll.countDown();
		storing.get(20, TimeUnit.SECONDS);
		CompletableFuture<HttpResponse<String>> both = this.user.start(this.one, "/both");
		Latches.await(this.leftSet);
		HttpUser reader = new HttpUser().withCookie(this.user.cookie());
		assertThat(reader.get(this.two, "/get?name=late")).isEqualTo("1");
		Awaitility.await()
			.during(RETRY_PERIOD.multipliedBy(2))
			.untilAsserted(() -> assertThat(reader.get(this.two, "/get?name=left")).isEqualTo("1"));
		this.setRight.countDown();
		assertThat(both.get(20, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
		assertThat(reader.get(this.two, "/get?name=left")).isEqualTo("2");
		assertThat(reader.get(this.two, "/get?name=right")).isEqualTo("2");
	}

	@Test
	void changeAfterTheResponseIsStoredInAMomentThoughTheNextRequestTakesLong() throws Exception {
		start();
		this.one.on("/linger", this::linger);
		this.one.on("/poll", this::poll);
		this.user.get(this.one, "/linger");
		CompletableFuture<HttpResponse<String>> polling = this.user.start(this.one, "/poll");
		Latches.await(this.polling);
		this.goOn.countDown();
		HttpUser reader = new HttpUser().withCookie(this.user.cookie());
		Awaitility.await().untilAsserted(() -> assertThat(reader.get(this.two, "/get?name=late")).isEqualTo("1"));
		assertThat(polling).isNotDone();
		this.endPoll.countDown();
		assertThat(polling.get(20, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
	}

	@Test
	void changeAfterTheResponseIsStoredAtTheEndThoughAnOlderRequestGoesOn() throws Exception {
		start();
		this.one.on("/linger", this::linger);
		this.one.on("/poll", this::poll);
		this.user.get(this.one, "/set?name=n&value=1");
		CompletableFuture<HttpResponse<String>> polling = this.user.start(this.one, "/poll");
		Latches.await(this.polling);
		HttpUser reader = new HttpUser().withCookie(this.user.cookie());
		reader.get(this.one, "/linger");
		this.goOn.countDown();
		awaitRequestsUnderWay(1);
		assertThat(reader.get(this.two, "/get?name=late")).isEqualTo("1");
		assertThat(polling).isNotDone();
		this.endPoll.countDown();
		assertThat(polling.get(20, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
	}

	private void setBoth(HttpServletRequest request, HttpServletResponse response) throws Exception {
		request.getSession().setAttribute("left", "2");
		this.leftSet.countDown();
		Latches.await(this.setRight);
		request.getSession().setAttribute("right", "2");
	}

	private void poll(HttpServletRequest request, HttpServletResponse response) throws Exception {
		request.getSession();
		this.polling.countDown();
		Latches.await(this.endPoll);
	}

	private void linger(HttpServletRequest request, HttpServletResponse response) throws Exception {
		HttpSession session = request.getSession();
		answer(response, true);
		await();
		session.setAttribute("late", "1");
	}

	private void awaitRequestsUnderWay(int count) {
		Awaitility.await()
			.untilAsserted(() -> assertThat(Inspector.requestsUnderWay(this.one.manager())).isEqualTo(count));
	}

	@Test
	void requestThatFindsItsSessionExpiredUsesItIfAnotherNodeHasJustDoneSo() throws Exception {
		start();
		this.user.get(this.one, "/set?name=n&value=1");
		expireInStore(key());
		CompletableFuture<HttpResponse<String>> late;
		try (Gate gate = this.storeTwo.holdBefore(Operation.CLAIM)) {
			late = this.user.start(this.two, "/get?name=n");
			gate.awaitArrival();
			SessionTimes times = stored().times();
			SessionTimes used = new SessionTimes(times.created(), Instant.now(), times.accessed(), times.maxInactive(),
					Instant.now().plus(times.maxInactive()), null);
			this.storeOne.another("clock").update(key(), stored(), SessionDelta.touch(used, false).withTimeout());
		}
		assertThat(late.get(20, TimeUnit.SECONDS).body()).isEqualTo("1");
		assertThat(this.user.get(this.one, "/get?name=n")).isEqualTo("1");
	}

	@Test
	void stickyNodeNoticesAChangeThatComesWhileItGivesTheSessionAnotherId() throws Exception {
		start(JettyNode.settings("", true, 0));
		this.two.on("/late", (request, response) -> {
			HttpSession session = request.getSession();
			await();
			session.setAttribute("n", "2");
		});
		this.user.get(this.one, "/set?name=n&value=1");
		CompletableFuture<HttpResponse<String>> late = this.user.start(this.two, "/late");
		Latches.await(this.running);
		HttpUser login = new HttpUser().withCookie(this.user.cookie());
		CompletableFuture<HttpResponse<String>> renewed;
		try (Gate gate = this.storeOne.holdAfter(Operation.UPDATE)) {
			renewed = login.start(this.one, "/renew");
			gate.awaitArrival();
			this.goOn.countDown();
			assertThat(late.get(20, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
		}
		assertThat(renewed.get(20, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
		assertThat(login.get(this.one, "/get?name=n")).isEqualTo("2");
	}

	@Test
	void stickyNodeThatHasTwoCopiesNoticesInOneWhatItStoresFromTheOther() throws Exception {
		start(JettyNode.settings("", true, 0));
		this.one.on("/late", (request, response) -> {
			HttpSession session = request.getSession();
			await();
			session.setAttribute("n", "2");
		});
		this.user.get(this.one, "/set?name=n&value=1");
		CompletableFuture<HttpResponse<String>> late = this.user.start(this.one, "/late");
		Latches.await(this.running);
		HttpUser login = new HttpUser().withCookie(this.user.cookie());
		login.get(this.two, "/renew");
		login.get(this.one, "/set?name=m&value=1");
		assertThat(login.get(this.one, "/get?name=n")).isEqualTo("1");
		this.goOn.countDown();
		assertThat(late.get(20, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
		assertThat(login.get(this.one, "/get?name=n")).isEqualTo("2");
		assertThat(login.get(this.two, "/get?name=n")).isEqualTo("2");
	}

	@Test
	void changeThatComesAfterThatOfTheRequestWhichGivesTheSessionAnotherIdIsSeenThereToo() throws Exception {
		start();
		both("/login", (request, response) -> {
			request.getSession().setAttribute("n", "2");
			request.changeSessionId();
		});
		this.two.on("/late", (request, response) -> {
			HttpSession session = request.getSession();
			await();
			session.setAttribute("n", "3");
		});
		this.user.get(this.one, "/set?name=m&value=1");
		CompletableFuture<HttpResponse<String>> late = this.user.start(this.two, "/late");
		Latches.await(this.running);
		HttpUser login = new HttpUser().withCookie(this.user.cookie());
		CompletableFuture<HttpResponse<String>> renewed;
		try (Gate gate = this.storeOne.holdAfter(Operation.UPDATE)) {
			renewed = login.start(this.one, "/login");
			gate.awaitArrival();
			this.goOn.countDown();
			assertThat(late.get(20, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
		}
		assertThat(renewed.get(20, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
		assertThat(login.get(this.two, "/get?name=n")).isEqualTo("3");
		assertThat(login.get(this.one, "/get?name=n")).isEqualTo("3");
	}

	@Test
	void requestNearTheEndOfItsSessionGoesOnOnlyWhenItsAccessIsRecorded() throws Exception {
		start();
		this.user.get(this.one, "/set?name=n&value=1");
		awaitIdle();
		SessionTimes times = stored().times();
		SessionTimes soon = new SessionTimes(times.created(), times.accessed(), times.lastAccessed(),
				times.maxInactive(), Instant.now().plusMillis(1500), null);
		this.storeOne.another("clock").update(key(), stored(), SessionDelta.touch(soon, false).withTimeout());
		CompletableFuture<HttpResponse<String>> first;
		CompletableFuture<HttpResponse<String>> second;
		try (Gate gate = this.storeOne.holdBefore(Operation.UPDATE)) {
			first = this.user.start(this.one, "/get?name=n");
			gate.awaitArrival();
			second = new HttpUser().withCookie(this.user.cookie()).start(this.one, "/get?name=n");
			Awaitility.await().during(Duration.ofMillis(200)).until(() -> !second.isDone());
			this.storeTwo.remove(key(), this.storeTwo.claim(key(), (record) -> true));
		}
		assertThat(first.get(20, TimeUnit.SECONDS).body()).isEqualTo("no session");
		assertThat(second.get(20, TimeUnit.SECONDS).body()).isEqualTo("no session");
	}

	@Test
	void onlyTheRequestThatChangesTheIdLearnsTheNewOne() throws Exception {
		start();
		for (int round = 0; round < 20; round++) {
			CountDownLatch entered = new CountDownLatch(1);
			CountDownLatch renew = new CountDownLatch(1);
			this.one.on("/login", (request, response) -> {
				request.getSession();
				entered.countDown();
				Latches.await(renew);
				response.getWriter().print(request.changeSessionId());
			});
			HttpUser login = new HttpUser();
			login.get(this.one, "/set?name=n&value=1");
			HttpUser other = new HttpUser().withCookie(login.cookie());
			CompletableFuture<HttpResponse<String>> renewed = login.start(this.one, "/login");
			Latches.await(entered);
			CompletableFuture<HttpResponse<String>> parallel;
			try (Gate rename = this.storeOne.holdAfter(Operation.UPDATE)) {
				try (Gate find = this.storeOne.holdAfter(Operation.FIND)) {
					parallel = other.start(this.one, "/id");
					find.awaitArrival();
					renew.countDown();
					rename.awaitArrival();
				}
				assertThat(parallel.get(20, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
			}
			String id = renewed.get(20, TimeUnit.SECONDS).body();
			assertThat(HttpUser.setCookies(renewed.get(), "JSESSIONID")).singleElement().asString().contains(id);
			assertThat(HttpUser.setCookies(parallel.get(20, TimeUnit.SECONDS), "JSESSIONID")).isEmpty();
		}
	}

	@Test
	void stickyNodeNoticesAChangeThatComesWhileItLoadsTheSession() throws Exception {
		start(new SessionSettings("", true, Duration.ofSeconds(-1), 0, Duration.ofHours(1), Duration.ofSeconds(5),
				Duration.ofMillis(100), 0));
		this.user.get(this.one, "/set?name=n&value=1");
		Awaitility.await().untilAsserted(() -> assertThat(Inspector.copies(this.one.manager())).isEmpty());
		CompletableFuture<HttpResponse<String>> during;
		try (Gate gate = this.storeOne.holdAfter(Operation.FIND)) {
			during = this.user.start(this.one, "/get?name=n");
			gate.awaitArrival();
			this.user.get(this.two, "/set?name=n&value=2");
		}
		during.get(20, TimeUnit.SECONDS);
		assertThat(this.user.get(this.one, "/get?name=n")).isEqualTo("2");
	}

	@Test
	void copyThatIsNeverCheckedIsNotUsedAfterItsSessionHasEndedDuringARequest() throws Exception {
		start(trusting());
		this.two.on("/long", (request, response) -> {
			request.getSession(false);
			await();
		});
		this.user.get(this.one, "/set?name=n&value=1");
		this.user.get(this.two, "/get?name=n");
		CompletableFuture<HttpResponse<String>> during = this.user.start(this.two, "/long");
		Latches.await(this.running);
		HttpUser other = new HttpUser().withCookie(this.user.cookie());
		other.get(this.one, "/invalidate");
		Awaitility.await().until(() -> Inspector.pendingTasks(this.two.manager()) == 0);
		this.goOn.countDown();
		assertThat(during.get(20, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
		assertThat(this.user.get(this.two, "/id")).isEqualTo("no session");
	}

	@Test
	void copyThatIsNeverCheckedIsNotUsedIfItsSessionHasEndedWhileItWasLoaded() throws Exception {
		start(trusting());
		this.user.get(this.one, "/set?name=n&value=1");
		CompletableFuture<HttpResponse<String>> during;
		try (Gate gate = this.storeTwo.holdAfter(Operation.FIND)) {
			during = this.user.start(this.two, "/get?name=n");
			gate.awaitArrival();
			HttpUser other = new HttpUser().withCookie(this.user.cookie());
			other.get(this.one, "/invalidate");
			Awaitility.await().until(() -> Inspector.pendingTasks(this.two.manager()) == 0);
		}
		assertThat(during.get(20, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
		assertThat(this.user.get(this.two, "/id")).isEqualTo("no session");
	}

	@Test
	void listenersCanReadASessionThatAParallelRequestFindsGone() throws Exception {
		CountDownLatch told = new CountDownLatch(1);
		CountDownLatch found = new CountDownLatch(1);
		start(new HttpSessionListener() {

			@Override
			public void sessionDestroyed(HttpSessionEvent event) {
				told.countDown();
				try {
					Latches.await(found);
				}
				catch (InterruptedException ex) {
					Thread.currentThread().interrupt();
				}
				SessionRaceTests.this.destroyed.add("n = " + event.getSession().getAttribute("n"));
			}

		});
		this.one.on("/logout", (request, response) -> {
			HttpSession session = request.getSession();
			await();
			session.invalidate();
		});
		this.user.get(this.one, "/set?name=n&value=1");
		CompletableFuture<HttpResponse<String>> logout = this.user.start(this.one, "/logout");
		Latches.await(this.running);
		CompletableFuture<HttpResponse<String>> parallel;
		try (Gate gate = this.storeOne.holdBefore(Operation.FIND)) {
			parallel = new HttpUser().withCookie(this.user.cookie()).start(this.one, "/id");
			gate.awaitArrival();
			this.goOn.countDown();
			Latches.await(told);
		}
		assertThat(parallel.get(20, TimeUnit.SECONDS).body()).isEqualTo("no session");
		found.countDown();
		assertThat(logout.get(20, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
		assertThat(this.destroyed).containsExactly("n = 1");
		assertThat(this.storeOne.keys()).isEmpty();
		Awaitility.await().untilAsserted(() -> {
			assertThat(Inspector.copies(this.one.manager())).isEmpty();
			assertThat(Inspector.inUse(this.one.manager())).isZero();
		});
	}

	@Test
	void noRequestUsesAStaleCopyWhileAnotherOneIsCheckingIt() throws Exception {
		start(JettyNode.settings("", true, 0));
		this.user.get(this.one, "/set?name=n&value=1");
		this.user.get(this.two, "/set?name=n&value=2");
		CompletableFuture<HttpResponse<String>> first;
		CompletableFuture<HttpResponse<String>> second;
		try (Gate gate = this.storeOne.holdAfter(Operation.FIND)) {
			first = this.user.start(this.one, "/get?name=n");
			gate.awaitArrival();
			second = new HttpUser().withCookie(this.user.cookie()).start(this.one, "/get?name=n");
			Awaitility.await().during(Duration.ofMillis(200)).until(() -> !second.isDone());
		}
		assertThat(first.get(20, TimeUnit.SECONDS).body()).isEqualTo("2");
		assertThat(second.get(20, TimeUnit.SECONDS).body()).isEqualTo("2");
	}

	/**
	 * Return settings of a node that neither is sticky nor checks its copies.
	 */
	private static SessionSettings trusting() {
		return new SessionSettings("", false, Duration.ofSeconds(-1), 0, Duration.ofHours(1), Duration.ofSeconds(5),
				Duration.ofHours(1), 0);
	}

	@SuppressWarnings("unchecked")
	private static List<String> list(HttpSession session) {
		return (List<String>) session.getAttribute("list");
	}

	private void await() throws InterruptedException {
		this.running.countDown();
		Latches.await(this.goOn);
	}

}
