package io.github.hazelcastjetty.session.jetty;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpSession;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import io.github.hazelcastjetty.session.jetty.cache.SessionUnavailableException;
import io.github.hazelcastjetty.session.support.ControlledSessionStore.Operation;
import io.github.hazelcastjetty.session.support.Latches;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * What {@code HttpSession.Accessor} does to a session outside of requests.
 */
@Timeout(60)
class SessionAccessorTests extends AbstractTwoNodesTests {

	private final AtomicReference<HttpSession.Accessor> accessor = new AtomicReference<>();

	@BeforeEach
	void keepAccessor() {
		start();
		both("/list", (request, response) -> response.getWriter().print(list(request.getSession())));
		both("/add", (request, response) -> list(request.getSession()).add(request.getParameter("value")));
		this.one.on("/keep", (request, response) -> keep(request));
		this.user.get(this.one, "/keep");
		awaitIdle();
	}

	@Test
	void eachAccessSeesWhatOthersHaveChanged() {
		List<String> seen = new ArrayList<>();
		this.accessor.get().access((session) -> seen.addAll(list(session)));
		this.user.get(this.two, "/add?value=two");
		this.accessor.get().access((session) -> list(session).add("one"));
		assertThat(seen).isEmpty();
		assertThat(this.user.get(this.two, "/list")).isEqualTo("[two, one]");
	}

	@Test
	void accessCountsInAndOut() {
		List<Long> requests = new ArrayList<>();
		this.accessor.get().access((session) -> {
			requests.add(Inspector.requestsUnderWay(this.one.manager()));
			this.accessor.get().access((same) -> requests.add(Inspector.requestsUnderWay(this.one.manager())));
		});
		assertThat(requests).containsExactly(1L, 2L);
		assertThat(Inspector.requestsUnderWay(this.one.manager())).isZero();
		assertThat(Inspector.inUse(this.one.manager())).isZero();
	}

	@Test
	void accessStoresItsChangesThoughARequestThatIsAnsweredIsNotOver() throws Exception {
		CountDownLatch goOn = new CountDownLatch(1);
		this.one.on("/linger", (request, response) -> {
			request.getSession();
			response.setHeader("Connection", "close");
			response.getOutputStream().close();
			Latches.await(goOn);
		});
		this.user.get(this.one, "/linger");
		this.accessor.get().access((session) -> session.setAttribute("n", "1"));
		assertThat(this.user.get(this.two, "/get?name=n")).isEqualTo("1");
		this.user.get(this.two, "/add?value=two");
		assertThat(this.user.get(this.one, "/list")).isEqualTo("[two]");
		assertThat(Inspector.requestsUnderWay(this.one.manager())).isPositive();
		goOn.countDown();
	}

	@Test
	void accessIsRecordedLikeThatOfARequest() {
		this.accessor.get().access((session) -> session.setMaxInactiveInterval(10));
		Instant before = stored().times().accessed();
		Awaitility.await().until(() -> Instant.now().isAfter(before.plusMillis(1)));
		this.accessor.get().access((session) -> {
		});
		// A tenth of the timeout later, with nobody else around
		Awaitility.await().untilAsserted(() -> assertThat(stored().times().accessed()).isAfter(before));
	}

	@Test
	void sessionThatHasEndedElsewhereIsNotAccessible() {
		this.user.get(this.two, "/invalidate");
		assertThatIllegalStateException()
			.isThrownBy(() -> this.accessor.get().access((session) -> session.setAttribute("n", "late")));
		assertThat(this.storeOne.keys()).isEmpty();
	}

	@Test
	void accessFailsIfTheStoreDoesAndIsCountedOut() {
		for (Operation operation : List.of(Operation.FIND, Operation.UPDATE)) {
			this.storeOne.failNext(operation, 1);
			assertThatExceptionOfType(SessionUnavailableException.class)
				.isThrownBy(() -> this.accessor.get().access((session) -> session.setAttribute("n", operation.name())));
			assertThat(Inspector.requestsUnderWay(this.one.manager())).isZero();
		}
	}

	private void keep(HttpServletRequest request) {
		request.getSession().setAttribute("list", new ArrayList<>());
		this.accessor.set(request.getSession().getAccessor());
	}

	@SuppressWarnings("unchecked")
	private static List<String> list(HttpSession session) {
		return (List<String>) session.getAttribute("list");
	}

}
