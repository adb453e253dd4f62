package io.github.hazelcastjetty.session.jetty;

import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpSession;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import io.github.hazelcastjetty.session.support.ControlledSessionStore.Operation;
import io.github.hazelcastjetty.session.support.HttpUser;
import io.github.hazelcastjetty.session.support.Latches;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What a request changes after its response has been committed.
 */
@Timeout(60)
class LateChangeTests extends AbstractTwoNodesTests {

	@Test
	void valueThatTheRequestHasSetIsChangedInPlace() {
		start();
		this.one.on("/late", (request, response) -> {
			List<String> list = new ArrayList<>(List.of("early"));
			request.getSession().setAttribute("list", list);
			response.flushBuffer();
			list.add("late");
		});
		this.user.get(this.one, "/late");
		Awaitility.await()
			.untilAsserted(() -> assertThat(this.user.get(this.two, "/get?name=list")).isEqualTo("[early, late]"));
	}

	@Test
	void valueThatAnotherNodeHasReplacedIsChangedInPlace() throws Exception {
		start();
		CountDownLatch running = new CountDownLatch(1);
		CountDownLatch goOn = new CountDownLatch(1);
		both("/list", (request, response) -> request.getSession().setAttribute("list", new ArrayList<>()));
		this.one.on("/late", (request, response) -> {
			List<String> list = list(request);
			running.countDown();
			Latches.await(goOn);
			list.add("early");
			response.flushBuffer();
			list.add("late");
		});
		this.user.get(this.one, "/list");
		CompletableFuture<HttpResponse<String>> late = this.user.start(this.one, "/late");
		Latches.await(running);
		HttpUser other = new HttpUser().withCookie(this.user.cookie());
		other.get(this.two, "/list");
		other.get(this.one, "/get?name=n");
		goOn.countDown();
		assertThat(late.get(20, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
		Awaitility.await()
			.untilAsserted(() -> assertThat(this.user.get(this.two, "/get?name=list")).isEqualTo("[early, late]"));
	}

	@SuppressWarnings("unchecked")
	private static List<String> list(HttpServletRequest request) {
		return (List<String>) request.getSession().getAttribute("list");
	}

	@Test
	void valueThatTheRequestHasSetAndLeftAloneIsStoredOnce() {
		start();
		both("/list", (request, response) -> request.getSession()
			.setAttribute("list", new ArrayList<>(List.of(request.getParameter("value")))));
		this.user.get(this.one, "/list?value=1");
		awaitIdle();
		int before = this.storeOne.count(Operation.UPDATE);
		this.user.get(this.one, "/list?value=2");
		awaitIdle();
		assertThat(this.storeOne.count(Operation.UPDATE) - before).isEqualTo(1);
	}

	@Test
	void attributeThatAThreadOfTheApplicationSetsAfterTheRequestIsStored() {
		start();
		AtomicReference<HttpSession> session = new AtomicReference<>();
		this.one.on("/keep", (request, response) -> session.set(request.getSession()));
		this.user.get(this.one, "/keep");
		awaitIdle();
		session.get().setAttribute("n", "1");
		// No further request of this node
		Awaitility.await().untilAsserted(() -> assertThat(this.user.get(this.two, "/get?name=n")).isEqualTo("1"));
	}

}
