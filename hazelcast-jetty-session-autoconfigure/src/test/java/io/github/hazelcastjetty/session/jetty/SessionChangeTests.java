package io.github.hazelcastjetty.session.jetty;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpSession;
import org.awaitility.Awaitility;
import org.eclipse.jetty.server.Session;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.github.hazelcastjetty.session.jetty.cache.ClusteredSession;
import io.github.hazelcastjetty.session.jetty.cache.SessionOrigin;
import io.github.hazelcastjetty.session.support.ControlledSessionStore.Gate;
import io.github.hazelcastjetty.session.support.ControlledSessionStore.Operation;
import io.github.hazelcastjetty.session.support.HttpUser;
import io.github.hazelcastjetty.session.support.JettyNode;
import io.github.hazelcastjetty.session.support.Latches;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What a request changes in its session is seen by the next one on the other node.
 */
class SessionChangeTests extends AbstractTwoNodesTests {

	@Test
	void changeIsReadOnTheOtherNode() {
		start();
		for (int i = 0; i < 20; i++) {
			JettyNode writer = (i % 2 == 0) ? this.one : this.two;
			JettyNode reader = (i % 2 == 0) ? this.two : this.one;
			this.user.get(writer, "/set?name=n&value=" + i);
			assertThat(this.user.get(reader, "/get?name=n")).isEqualTo(String.valueOf(i));
			assertThat(this.user.get(writer, "/get?name=n")).isEqualTo(String.valueOf(i));
		}
		this.user.get(this.two, "/remove?name=n");
		assertThat(this.user.get(this.one, "/get?name=n")).isEqualTo("null");
		assertThat(this.storeOne.keys()).hasSize(1);
	}

	@Test
	void stickyNodeNoticesAChangeByTheOtherNode() {
		start(JettyNode.settings("", true, 0));
		this.user.get(this.one, "/set?name=n&value=1");
		this.user.get(this.one, "/get?name=n");
		int finds = this.storeOne.count(Operation.FIND);
		assertThat(this.user.get(this.one, "/get?name=n")).isEqualTo("1");
		assertThat(this.storeOne.count(Operation.FIND)).as("copy is trusted").isEqualTo(finds);
		this.user.get(this.two, "/set?name=n&value=2");
		assertThat(this.user.get(this.one, "/get?name=n")).isEqualTo("2");
		this.user.get(this.one, "/set?name=n&value=3");
		assertThat(this.user.get(this.two, "/get?name=n")).isEqualTo("3");
	}

	@Test
	void originTellsHowTheSessionCame() {
		start();
		both("/origin", (request, response) -> {
			request.getSession();
			response.getWriter().print(request.getAttribute(SessionOrigin.REQUEST_ATTRIBUTE));
		});
		assertThat(this.user.get(this.one, "/origin")).isEqualTo("NEW");
		assertThat(this.user.get(this.one, "/origin")).isEqualTo("CACHED");
		assertThat(this.user.get(this.two, "/origin")).isEqualTo("LOADED");
		this.user.get(this.two, "/set?name=n&value=1");
		assertThat(this.user.get(this.one, "/origin")).isEqualTo("REFRESHED");
		assertThat(new HttpUser().get(this.one, "/origin")).isEqualTo("NEW");
	}

	@Test
	void refreshBringsWhatTheOtherNodeChangedAndKeepsTheRest() {
		start();
		AtomicReference<Object> seen = new AtomicReference<>();
		this.one.on("/keep", (request, response) -> {
			request.getSession().setAttribute("kept", new ArrayList<>(List.of("a")));
			seen.set(request.getSession().getAttribute("kept"));
		});
		this.one.on("/same", (request, response) -> response.getWriter()
			.print(request.getSession().getAttribute("kept") == seen.get()));
		this.user.get(this.one, "/keep");
		this.user.get(this.two, "/set?name=other&value=1");
		assertThat(this.user.get(this.one, "/same")).as("unchanged object stays").isEqualTo("true");
		assertThat(this.user.get(this.one, "/get?name=other")).isEqualTo("1");
	}

	@Test
	void whatARunningRequestHoldsIsNotReplaced() throws Exception {
		start();
		CountDownLatch holds = new CountDownLatch(1);
		CountDownLatch goOn = new CountDownLatch(1);
		both("/list", (request, response) -> request.getSession().setAttribute("list", new ArrayList<>(List.of("a"))));
		both("/add", (request, response) -> {
			list(request).add("b");
			request.getSession().setAttribute("list", list(request));
		});
		both("/size", (request, response) -> response.getWriter().print(list(request).size()));
		this.one.on("/long", (request, response) -> {
			List<String> mine = list(request);
			holds.countDown();
			Latches.await(goOn);
			response.getWriter().print(mine == list(request));
		});
		this.user.get(this.one, "/list");
		CompletableFuture<HttpResponse<String>> running = this.user.start(this.one, "/long");
		Latches.await(holds);
		this.user.get(this.two, "/add");
		this.user.get(this.one, "/id");
		goOn.countDown();
		assertThat(running.get(20, TimeUnit.SECONDS).body()).isEqualTo("true");
		Awaitility.await()
			.atMost(Duration.ofSeconds(20))
			.untilAsserted(() -> assertThat(this.user.get(this.one, "/size")).isEqualTo("2"));
		assertThat(this.user.get(this.two, "/size")).isEqualTo("2");
	}

	@Test
	void changeWithinAnAttributeIsSavedAndNoChangeIsNot() {
		start();
		both("/list", (request, response) -> request.getSession().setAttribute("list", new ArrayList<>(List.of("a"))));
		both("/add", (request, response) -> list(request).add("b"));
		both("/size", (request, response) -> response.getWriter().print(list(request).size()));
		this.user.get(this.one, "/list");
		awaitIdle();
		int updates = updates();
		assertThat(this.user.get(this.one, "/size")).isEqualTo("1");
		assertThat(this.user.get(this.two, "/size")).isEqualTo("1");
		awaitIdle();
		assertThat(updates()).as("reading costs no update").isEqualTo(updates);
		this.user.get(this.one, "/add");
		assertThat(this.user.get(this.two, "/size")).isEqualTo("2");
		awaitIdle();
		assertThat(updates()).as("one change, one update").isEqualTo(updates + 1);
		this.user.get(this.two, "/add");
		assertThat(this.user.get(this.one, "/size")).isEqualTo("3");
	}

	@Test
	void objectThatIsSetAgainIsSavedOnlyIfItHasChanged() {
		start();
		both("/list", (request, response) -> request.getSession().setAttribute("list", new ArrayList<>(List.of("a"))));
		both("/again", (request, response) -> request.getSession().setAttribute("list", list(request)));
		both("/add", (request, response) -> {
			list(request).add("b");
			request.getSession().setAttribute("list", list(request));
		});
		both("/size", (request, response) -> response.getWriter().print(list(request).size()));
		this.user.get(this.one, "/list");
		awaitIdle();
		int updates = updates();
		this.user.get(this.one, "/again");
		this.user.get(this.two, "/again");
		awaitIdle();
		assertThat(updates()).isEqualTo(updates);
		this.user.get(this.two, "/add");
		assertThat(this.user.get(this.one, "/size")).isEqualTo("2");
		awaitIdle();
		assertThat(updates()).isEqualTo(updates + 1);
	}

	@Test
	void objectThatIsSetAgainUnchangedDoesNotUndoAChangeOfTheOtherNode() throws Exception {
		start();
		CountDownLatch holds = new CountDownLatch(1);
		CountDownLatch goOn = new CountDownLatch(1);
		both("/list", (request, response) -> request.getSession().setAttribute("list", new ArrayList<>(List.of("a"))));
		both("/add", (request, response) -> list(request).add("b"));
		both("/size", (request, response) -> response.getWriter().print(list(request).size()));
		this.one.on("/long", (request, response) -> {
			List<String> mine = list(request);
			holds.countDown();
			Latches.await(goOn);
			request.getSession().setAttribute("list", mine);
		});
		this.user.get(this.one, "/list");
		CompletableFuture<HttpResponse<String>> running = this.user.start(this.one, "/long");
		assertThat(holds.await(20, TimeUnit.SECONDS)).isTrue();
		this.user.get(this.two, "/add");
		goOn.countDown();
		assertThat(running.get(20, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
		assertThat(this.user.get(this.two, "/size")).isEqualTo("2");
	}

	@Test
	void withSavePeriodOneOnlySetAttributesAreSaved() {
		start(JettyNode.settings("", false, 1));
		both("/list", (request, response) -> request.getSession().setAttribute("list", new ArrayList<>(List.of("a"))));
		both("/add", (request, response) -> list(request).add("b"));
		both("/again", (request, response) -> request.getSession().setAttribute("list", list(request)));
		both("/size", (request, response) -> response.getWriter().print(list(request).size()));
		this.user.get(this.one, "/list");
		this.user.get(this.one, "/add");
		assertThat(this.user.get(this.two, "/size")).isEqualTo("1");
		this.user.get(this.one, "/set?name=n&value=1");
		assertThat(this.user.get(this.two, "/get?name=n")).isEqualTo("1");
		this.user.get(this.one, "/again");
		assertThat(this.user.get(this.two, "/size")).isEqualTo("2");
	}

	@Test
	void withSavePeriodMinusTwoEachChangeIsSavedAtOnce() throws Exception {
		start(JettyNode.settings("", false, -2));
		CountDownLatch set = new CountDownLatch(1);
		CountDownLatch goOn = new CountDownLatch(1);
		this.user.get(this.one, "/set?name=n&value=1");
		this.one.on("/slow", (request, response) -> {
			request.getSession().setAttribute("n", "2");
			set.countDown();
			Latches.await(goOn);
		});
		CompletableFuture<HttpResponse<String>> slow = this.user.start(this.one, "/slow");
		Latches.await(set);
		assertThat(this.user.get(this.two, "/get?name=n")).isEqualTo("2");
		goOn.countDown();
		assertThat(slow.get(20, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
	}

	@Test
	void withSavePeriodTwoAChangeIsSavedWithinTwoSeconds() {
		start(JettyNode.settings("", false, 2));
		this.user.get(this.one, "/set?name=n&value=1");
		try (Gate gate = this.storeOne.holdBefore(Operation.UPDATE)) {
			this.user.get(this.one, "/set?name=n&value=2");
			assertThat(this.user.get(this.two, "/get?name=n")).isEqualTo("1");
		}
		Awaitility.await()
			.atMost(Duration.ofSeconds(20))
			.untilAsserted(() -> assertThat(this.user.get(this.two, "/get?name=n")).isEqualTo("2"));
	}

	@Test
	void withSavePeriodTwoAChangeIsSavedAlsoWhileItsRequestIsRunning() throws Exception {
		start(JettyNode.settings("", false, 2));
		CountDownLatch goOn = new CountDownLatch(1);
		this.user.get(this.one, "/set?name=n&value=1");
		this.one.on("/slow", (request, response) -> {
			request.getSession().setAttribute("n", "2");
			Latches.await(goOn, Duration.ofSeconds(40));
		});
		CompletableFuture<HttpResponse<String>> slow = this.user.start(this.one, "/slow");
		Awaitility.await()
			.atMost(Duration.ofSeconds(20))
			.untilAsserted(() -> assertThat(this.user.get(this.two, "/get?name=n")).isEqualTo("2"));
		goOn.countDown();
		assertThat(slow.get(20, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
	}

	@ParameterizedTest
	@ValueSource(ints = { -1, 60 })
	void timeoutIsStoredAtTheEndOfTheRequestAlthoughAttributesAreStoredLater(int savePeriod) {
		start(JettyNode.settings("", false, savePeriod));
		both("/timeout", (request, response) -> {
			request.getSession().setMaxInactiveInterval(77);
			request.getSession().setAttribute("n", "2");
		});
		this.user.get(this.one, "/set?name=n&value=1");
		this.user.get(this.one, "/timeout");
		assertThat(stored().times().maxInactive()).isEqualTo(Duration.ofSeconds(77));
		assertThat(this.user.get(this.two, "/get?name=n")).isEqualTo("1");
		long version = stored().version();
		assertThat(this.user.get(this.one, "/get?name=n")).isEqualTo("2");
		assertThat(stored().version()).isEqualTo(version);
	}

	@Test
	void timeoutThatCannotBeStoredIsStoredWithTheNextRequestWhereChangesAreStoredLater() {
		start(JettyNode.settings("", false, -1));
		this.user.get(this.one, "/set?name=n&value=1");
		this.user.get(this.one, "/set?name=n&value=2");
		this.one.on("/fail", (request, response) -> {
			request.getSession().setMaxInactiveInterval(77);
			this.storeOne.failAll();
		});
		assertThat(this.user.exchange(this.one, "/fail").statusCode()).isEqualTo(200);
		this.storeOne.recover();
		assertThat(this.user.get(this.one, "/get?name=n")).isEqualTo("2");
		assertThat(stored().times().maxInactive()).isEqualTo(Duration.ofSeconds(77));
	}

	@Test
	void withSavePeriodMinusOneAChangeIsSavedWhenTheNodeStops() {
		start(JettyNode.settings("", false, -1));
		this.user.get(this.one, "/set?name=n&value=1");
		this.user.get(this.one, "/set?name=n&value=2");
		assertThat(this.user.get(this.two, "/get?name=n")).isEqualTo("1");
		this.one.manager().stop();
		assertThat(this.user.get(this.two, "/get?name=n")).isEqualTo("2");
	}

	@Test
	void changeAfterAnEarlyCommitIsSavedWhenTheRequestEnds() {
		start();
		both("/early", (request, response) -> {
			request.getSession().setAttribute("before", "1");
			response.getWriter().print("x");
			response.flushBuffer();
			request.getSession().setAttribute("after", "2");
		});
		this.user.get(this.one, "/early");
		assertThat(this.user.get(this.two, "/get?name=before")).isEqualTo("1");
		Awaitility.await()
			.atMost(Duration.ofSeconds(20))
			.untilAsserted(() -> assertThat(this.user.get(this.two, "/get?name=after")).isEqualTo("2"));
	}

	@Test
	void whatWasFlushedIsReadableBeforeTheRequestEnds() throws Exception {
		start();
		CountDownLatch goOn = new CountDownLatch(1);
		this.user.get(this.one, "/set?name=n&value=1");
		this.one.on("/stream", (request, response) -> {
			request.getSession().setAttribute("n", "2");
			response.getWriter().print("x");
			response.flushBuffer();
			Latches.await(goOn);
		});
		HttpResponse<InputStream> response = HttpUser.client()
			.send(this.user.request(this.one, "/stream").build(), BodyHandlers.ofInputStream());
		assertThat(response.statusCode()).isEqualTo(200);
		assertThat(this.user.get(this.two, "/get?name=n")).isEqualTo("2");
		goOn.countDown();
		response.body().readAllBytes();
	}

	@Test
	void changeAfterAnEarlyCommitIsSavedAlsoWhileAnotherRequestOfTheSessionIsRunning() throws Exception {
		start();
		CountDownLatch running = new CountDownLatch(1);
		CountDownLatch goOn = new CountDownLatch(1);
		this.user.get(this.one, "/set?name=n&value=1");
		this.one.on("/long", (request, response) -> {
			request.getSession();
			running.countDown();
			Latches.await(goOn, Duration.ofSeconds(40));
		});
		this.one.on("/early", (request, response) -> {
			response.getWriter().print("x");
			response.flushBuffer();
			request.getSession().setAttribute("after", "2");
		});
		CompletableFuture<HttpResponse<String>> other = this.user.start(this.one, "/long");
		Latches.await(running);
		try {
			this.user.get(this.one, "/early");
			Awaitility.await()
				.atMost(Duration.ofSeconds(20))
				.untilAsserted(() -> assertThat(this.user.get(this.two, "/get?name=after")).isEqualTo("2"));
		}
		finally {
			goOn.countDown();
			other.get(20, TimeUnit.SECONDS);
		}
	}

	@Test
	void largeResponseIsNotSentBeforeTheChangeIsStored() {
		start();
		both("/large", (request, response) -> {
			request.getSession().setAttribute("n", "1");
			for (int i = 0; i < 200; i++) {
				response.getWriter().print("x".repeat(1000));
			}
		});
		assertThat(this.user.get(this.one, "/large")).hasSize(200_000);
		assertThat(this.user.get(this.two, "/get?name=n")).isEqualTo("1");
	}

	@Test
	void redirectIsNotSentBeforeTheChangeIsStored() {
		start();
		both("/redirect", (request, response) -> {
			request.getSession().setAttribute("n", "1");
			response.sendRedirect("/get?name=n");
		});
		HttpResponse<String> response = this.user.exchange(this.one, "/redirect");
		assertThat(response.statusCode()).isEqualTo(302);
		assertThat(this.user.get(this.two, "/get?name=n")).isEqualTo("1");
	}

	@Test
	void errorResponseKeepsTheChange() {
		start();
		both("/error", (request, response) -> {
			request.getSession().setAttribute("n", "1");
			response.sendError(418);
		});
		assertThat(this.user.exchange(this.one, "/error").statusCode()).isEqualTo(418);
		assertThat(this.user.get(this.two, "/get?name=n")).isEqualTo("1");
	}

	@Test
	void interimResponsesStoreNothing() throws Exception {
		start();
		CountDownLatch hinted = new CountDownLatch(1);
		CountDownLatch goOn = new CountDownLatch(1);
		this.user.get(this.one, "/set?name=n&value=0");
		this.one.on("/hint", (request, response) -> {
			request.getSession().setAttribute("n", "1");
			response.sendError(103);
			hinted.countDown();
			Latches.await(goOn);
			response.getWriter().print("done");
		});
		this.one.on("/continue", (request, response) -> {
			request.getSession().setAttribute("n", "2");
			byte[] body = request.getInputStream().readAllBytes();
			response.getWriter().print(body.length);
		});
		awaitIdle();
		int updates = updates();
		try (Socket socket = new Socket("127.0.0.1", this.one.port())) {
			socket.setSoTimeout(20_000);
			send(socket, "GET /hint HTTP/1.1\r\nHost: x\r\nConnection: close\r\nCookie: JSESSIONID="
					+ this.user.cookie() + "\r\n\r\n");
			Latches.await(hinted);
			assertThat(updates()).as("103").isEqualTo(updates);
			goOn.countDown();
			assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII)).contains("103",
					"200 OK", "done");
		}
		awaitIdle();
		assertThat(updates()).isEqualTo(updates + 1);
		HttpResponse<String> response = HttpUser.client()
			.send(this.user.request(this.one, "/continue")
				.expectContinue(true)
				.POST(BodyPublishers.ofString("abc"))
				.build(), BodyHandlers.ofString());
		assertThat(response.body()).isEqualTo("3");
		awaitIdle();
		assertThat(updates()).as("one update, not one for 100 and one for 200").isEqualTo(updates + 2);
	}

	@Test
	void sessionOfOneRequestOnlyIsNeverStored() {
		start();
		both("/short", (request, response) -> {
			HttpSession session = request.getSession();
			session.setAttribute("n", "1");
			session.invalidate();
		});
		assertThat(this.user.exchange(this.one, "/short").statusCode()).isEqualTo(200);
		awaitIdle();
		assertThat(this.storeOne.count()).as("calls of the store").isZero();
		assertThat(this.storeOne.keys()).isEmpty();
	}

	@Test
	void requestsWithoutASessionNeverAskTheStore() {
		start();
		assertThat(new HttpUser().get(this.one, "/get?name=n")).isEqualTo("no session");
		assertThat(new HttpUser().withCookie("forged").get(this.one, "/get?name=n")).isEqualTo("no session");
		assertThat(new HttpUser().withCookie("x".repeat(5000)).get(this.one, "/get?name=n")).isEqualTo("no session");
		assertThat(new HttpUser().withCookie("../../../../etc/passwd").get(this.one, "/get?name=n"))
			.isEqualTo("no session");
		assertThat(this.storeOne.count()).isZero();
		String forged = "A".repeat(38);
		HttpUser attacker = new HttpUser().withCookie(forged);
		attacker.get(this.one, "/set?name=n&value=1");
		assertThat(attacker.id()).isNotEqualTo(forged);
	}

	@Test
	void changesOfParallelRequestsOnBothNodesAreMerged() throws Exception {
		start();
		this.user.get(this.one, "/set?name=n&value=0");
		for (int i = 0; i < 50; i++) {
			CompletableFuture<HttpResponse<String>> a = this.user.start(this.one, "/set?name=a" + i + "&value=1");
			CompletableFuture<HttpResponse<String>> b = this.user.start(this.two, "/set?name=b" + i + "&value=1");
			a.get(20, TimeUnit.SECONDS);
			b.get(20, TimeUnit.SECONDS);
			for (JettyNode node : List.of(this.one, this.two)) {
				assertThat(this.user.get(node, "/get?name=a" + i)).isEqualTo("1");
				assertThat(this.user.get(node, "/get?name=b" + i)).isEqualTo("1");
			}
		}
	}

	@Test
	void asynchronousRequestHoldsItsSessionAndIsSavedAtItsEnd() {
		start();
		AtomicReference<AsyncContext> context = new AtomicReference<>();
		AtomicReference<HttpSession> session = new AtomicReference<>();
		this.one.on("/async", (request, response) -> {
			session.set(request.getSession());
			context.set(request.startAsync());
			context.get().setTimeout(20_000);
		});
		this.user.get(this.one, "/set?name=n&value=1");
		CompletableFuture<HttpResponse<String>> running = this.user.start(this.one, "/async");
		Awaitility.await().until(() -> context.get() != null);
		assertThat(this.user.get(this.two, "/set?name=m&value=2")).isEqualTo("set");
		session.get().setAttribute("n", "async");
		assertThat(this.user.get(this.two, "/get?name=n")).isEqualTo("1");
		context.get().complete();
		assertThat(running.join().statusCode()).isEqualTo(200);
		assertThat(this.user.get(this.two, "/get?name=n")).isEqualTo("async");
		assertThat(this.user.get(this.one, "/get?name=m")).isEqualTo("2");
	}

	@Test
	void accessorChangesTheSessionOutsideOfARequest() {
		start();
		AtomicReference<HttpSession.Accessor> accessor = new AtomicReference<>();
		this.one.on("/accessor", (request, response) -> accessor.set(request.getSession().getAccessor()));
		this.user.get(this.one, "/accessor");
		awaitIdle();
		accessor.get().access((session) -> session.setAttribute("n", "outside"));
		Awaitility.await()
			.atMost(Duration.ofSeconds(20))
			.untilAsserted(() -> assertThat(this.user.get(this.two, "/get?name=n")).isEqualTo("outside"));
		assertThat(this.user.get(this.one, "/get?name=n")).isEqualTo("outside");
	}

	@Test
	void accessorDoesNotCountOutARequestThatIsStillRunning() throws Exception {
		start();
		AtomicReference<HttpSession.Accessor> accessor = new AtomicReference<>();
		CountDownLatch running = new CountDownLatch(1);
		CountDownLatch goOn = new CountDownLatch(1);
		this.one.on("/accessor", (request, response) -> accessor.set(request.getSession().getAccessor()));
		AtomicReference<ClusteredSession> session = new AtomicReference<>();
		this.one.on("/long", (request, response) -> {
			session.set((ClusteredSession) ((Session.API) request.getSession()).getSession());
			running.countDown();
			Latches.await(goOn);
		});
		this.user.get(this.one, "/accessor");
		CompletableFuture<HttpResponse<String>> other = this.user.start(this.one, "/long");
		Latches.await(running);
		accessor.get().access((ignored) -> {
		});
		long requests = session.get().getRequests();
		goOn.countDown();
		other.get(20, TimeUnit.SECONDS);
		assertThat(requests).isEqualTo(1);
		Awaitility.await().untilAsserted(() -> assertThat(session.get().getRequests()).isZero());
	}

	@Test
	void timesAndNewnessAreRightOnEveryNode() {
		start();
		both("/times", (request, response) -> {
			HttpSession session = request.getSession();
			response.getWriter()
				.print(session.isNew() + " " + session.getCreationTime() + " " + session.getMaxInactiveInterval());
		});
		both("/timeout", (request, response) -> request.getSession().setMaxInactiveInterval(77));
		both("/never", (request, response) -> request.getSession().setMaxInactiveInterval(0));
		String[] first = this.user.get(this.one, "/times").split(" ");
		String[] second = this.user.get(this.two, "/times").split(" ");
		assertThat(first[0]).isEqualTo("true");
		assertThat(second[0]).isEqualTo("false");
		assertThat(second[1]).isEqualTo(first[1]);
		this.user.get(this.two, "/timeout");
		assertThat(this.user.get(this.one, "/times").split(" ")[2]).isEqualTo("77");
		this.user.get(this.one, "/never");
		assertThat(Integer.parseInt(this.user.get(this.two, "/times").split(" ")[2])).isLessThanOrEqualTo(0);
		assertThat(stored().times().isImmortal()).isTrue();
	}

	@Test
	void largeAttributeIsReadableOnBothNodes() {
		start();
		both("/large", (request, response) -> request.getSession().setAttribute("n", "x".repeat(5000)));
		this.user.get(this.one, "/large");
		assertThat(this.user.get(this.two, "/get?name=n")).hasSize(5000);
		this.user.get(this.two, "/set?name=n&value=small");
		assertThat(this.user.get(this.one, "/get?name=n")).isEqualTo("small");
	}

	private static void send(Socket socket, String text) throws IOException {
		socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
		socket.getOutputStream().flush();
	}

	@SuppressWarnings("unchecked")
	private static List<String> list(HttpServletRequest request) {
		return (List<String>) request.getSession().getAttribute("list");
	}

	private int updates() {
		return this.storeOne.count(Operation.UPDATE) + this.storeTwo.count(Operation.UPDATE);
	}

}
