package io.github.hazelcastjetty.session.jetty;

import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpSession;
import jakarta.servlet.http.HttpSessionEvent;
import jakarta.servlet.http.HttpSessionListener;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.github.hazelcastjetty.session.codec.AllowedClasses;
import io.github.hazelcastjetty.session.codec.AttributeCipher;
import io.github.hazelcastjetty.session.codec.JavaAttributeCodec;
import io.github.hazelcastjetty.session.jetty.cache.Clocks;
import io.github.hazelcastjetty.session.jetty.cache.ClusteredSession;
import io.github.hazelcastjetty.session.jetty.cache.SessionSettings;
import io.github.hazelcastjetty.session.store.SessionKey;
import io.github.hazelcastjetty.session.store.SessionRecord;
import io.github.hazelcastjetty.session.support.ControlledSessionStore.Gate;
import io.github.hazelcastjetty.session.support.ControlledSessionStore.Operation;
import io.github.hazelcastjetty.session.support.HttpUser;
import io.github.hazelcastjetty.session.support.JettyNode;
import io.github.hazelcastjetty.session.support.Latches;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Failures at moments that are unlucky for a session.
 */
@Timeout(60)
class SessionFaultTests extends AbstractTwoNodesTests {

	private final CountDownLatch running = new CountDownLatch(1);

	private final CountDownLatch goOn = new CountDownLatch(1);

	@Test
	void failedInvalidationCostsAParallelRequestNothing() throws Exception {
		start();
		this.one.on("/work", (request, response) -> {
			request.getSession();
			this.running.countDown();
			Latches.await(this.goOn);
			HttpSession again = request.getSession(false);
			again.setAttribute("n", "2");
			response.getWriter().print("done");
		});
		this.user.get(this.one, "/set?name=n&value=1");
		CompletableFuture<HttpResponse<String>> work = this.user.start(this.one, "/work");
		Latches.await(this.running);
		CompletableFuture<HttpResponse<String>> logout;
		try (Gate gate = this.storeOne.holdBefore(Operation.CLAIM)) {
			this.storeOne.failNext(Operation.CLAIM, 1);
			logout = this.user.start(this.one, "/invalidate");
			gate.awaitArrival();
			this.goOn.countDown();
			Awaitility.await().during(Duration.ofMillis(300)).until(() -> !logout.isDone());
		}
		assertThat(logout.get(20, TimeUnit.SECONDS).statusCode()).isEqualTo(503);
		assertThat(work.get(20, TimeUnit.SECONDS).body()).isEqualTo("done");
		awaitIdle();
		assertThat(Inspector.inUse(this.one.manager())).isZero();
		assertThat(this.user.get(this.two, "/get?name=n")).isEqualTo("2");
		this.user.get(this.two, "/set?name=n&value=3");
		assertThat(this.user.get(this.one, "/get?name=n")).isEqualTo("3");
	}

	@Test
	void listenersAreToldThoughAParallelRequestMeetsTheClaimFirst() throws Exception {
		AtomicInteger destroyed = new AtomicInteger();
		start(new HttpSessionListener() {

			@Override
			public void sessionDestroyed(HttpSessionEvent event) {
				assertThat(event.getSession().getAttribute("n")).isEqualTo("1");
				destroyed.incrementAndGet();
			}

		});
		this.user.get(this.one, "/set?name=n&value=1");
		CompletableFuture<HttpResponse<String>> logout;
		try (Gate gate = this.storeOne.holdAfter(Operation.CLAIM)) {
			logout = this.user.start(this.one, "/invalidate");
			gate.awaitArrival();
			assertThat(this.user.get(this.one, "/get?name=n")).isEqualTo("no session");
		}
		assertThat(logout.get(20, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
		assertThat(destroyed).hasValue(1);
		assertThat(this.storeOne.keys()).isEmpty();
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void lateChangeThatFailedDoesNotReplaceWhatAnotherNodeHasStoredSince(boolean parallelRequest) throws Exception {
		start();
		this.one.on("/work", (request, response) -> {
			HttpSession session = request.getSession();
			this.running.countDown();
			Latches.await(this.goOn);
			session.setAttribute("m", "1");
		});
		this.one.on("/late", (request, response) -> {
			response.getWriter().print("x");
			response.flushBuffer();
			request.getSession().setAttribute("n", "late");
		});
		this.user.get(this.one, "/set?name=n&value=1");
		CompletableFuture<HttpResponse<String>> work = null;
		if (parallelRequest) {
			work = this.user.start(this.one, "/work");
			Latches.await(this.running);
		}
		this.storeOne.failNext(Operation.UPDATE, Integer.MAX_VALUE);
		int before = this.storeOne.count(Operation.UPDATE);
		this.user.get(this.one, "/late");
		Awaitility.await().until(() -> this.storeOne.count(Operation.UPDATE) > before);
		this.user.get(this.two, "/set?name=n&value=newer");
		this.storeOne.recover();
		if (work != null) {
			this.goOn.countDown();
			// Nobody can tell that the change was not its own
			assertThat(work.get(20, TimeUnit.SECONDS).statusCode()).isEqualTo(503);
			assertThat(this.user.get(this.two, "/get?name=m")).isEqualTo("1");
		}
		Awaitility.await()
			.during(Duration.ofMillis(1500))
			.untilAsserted(() -> assertThat(this.user.get(this.two, "/get?name=n")).isEqualTo("newer"));
		assertThat(this.user.get(this.one, "/get?name=n")).isEqualTo("newer");
	}

	@Test
	void lateChangeThatFailedIsStoredIfNobodyHasChangedTheAttributeSince() {
		start();
		this.one.on("/late", (request, response) -> {
			response.getWriter().print("x");
			response.flushBuffer();
			request.getSession().setAttribute("n", "late");
		});
		this.user.get(this.one, "/set?name=n&value=1");
		this.storeOne.failNext(Operation.UPDATE, 1);
		this.user.get(this.one, "/late");
		this.user.get(this.two, "/set?name=m&value=1");
		Awaitility.await().untilAsserted(() -> assertThat(this.user.get(this.two, "/get?name=n")).isEqualTo("late"));
		assertThat(this.user.get(this.one, "/get?name=m")).isEqualTo("1");
	}

	@Test
	void changeThatWasLeftToAParallelRequestIsStoredThoughThatOneIsRefused() throws Exception {
		start();
		both("/restless", (request, response) -> request.getSession().setAttribute("value", new Restless()));
		CompletableFuture<HttpResponse<String>> work = startChanging("m");
		this.user.get(this.one, "/restless");
		awaitRequests(1);
		this.storeOne.failNext(Operation.UPDATE, 1);
		this.goOn.countDown();
		assertThat(work.get(20, TimeUnit.SECONDS).statusCode()).isEqualTo(503);
		Awaitility.await()
			.untilAsserted(() -> assertThat(this.user.get(this.two, "/get?name=value")).isEqualTo("restless"));
		assertThat(this.user.get(this.two, "/get?name=m")).isIn("1", "2");
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void changeThatAParallelRequestCouldNotStoreDoesNotGiveWayUnnoticed(boolean read) throws Exception {
		start();
		CompletableFuture<HttpResponse<String>> work = startChanging("n");
		this.storeOne.failNext(Operation.UPDATE, Integer.MAX_VALUE);
		assertThat(this.user.exchange(this.one, "/set?name=m&value=1").statusCode()).isEqualTo(503);
		this.user.get(this.two, "/set?name=n&value=3");
		this.storeOne.recover();
		if (read) {
			assertThat(this.user.exchange(this.one, "/get?name=n").statusCode()).isEqualTo(200);
		}
		this.goOn.countDown();
		assertThat(work.get(20, TimeUnit.SECONDS).statusCode()).isEqualTo(503);
		assertThat(this.user.get(this.one, "/get?name=n")).isEqualTo("3");
		assertThat(this.user.exchange(this.one, "/set?name=n&value=4").statusCode()).isEqualTo(200);
		assertThat(this.user.get(this.two, "/get?name=n")).isEqualTo("4");
	}

	/**
	 * Set an attribute to 1, and start a request that sets it to 2 and goes on.
	 */
	private CompletableFuture<HttpResponse<String>> startChanging(String attribute) throws Exception {
		this.one.on("/work", (request, response) -> {
			request.getSession().setAttribute(attribute, "2");
			this.running.countDown();
			Latches.await(this.goOn);
		});
		this.user.get(this.one, "/set?name=" + attribute + "&value=1");
		CompletableFuture<HttpResponse<String>> work = this.user.start(this.one, "/work");
		Latches.await(this.running);
		return work;
	}

	@Test
	void accessorWorksThoughItsCopyWasDropped() {
		start();
		AtomicReference<HttpSession.Accessor> accessor = new AtomicReference<>();
		this.one.on("/keep", (request, response) -> {
			request.getSession().setAttribute("n", "1");
			accessor.set(request.getSession().getAccessor());
		});
		this.user.get(this.one, "/keep");
		evict();
		this.user.get(this.two, "/set?name=n&value=2");
		List<Object> seen = new ArrayList<>();
		accessor.get().access((session) -> {
			seen.add(session.getAttribute("n"));
			session.setAttribute("n", "3");
		});
		assertThat(seen).containsExactly("2");
		assertThat(this.user.get(this.two, "/get?name=n")).isEqualTo("3");
		assertThat(this.user.get(this.one, "/get?name=n")).isEqualTo("3");
		awaitIdle();
		assertThat(Inspector.copies(this.one.manager())).hasSize(1);
	}

	@Test
	void valueThatCannotBeStoredKeepsItsCopyForAsLongAsTheSessionLives() {
		start(JettyNode.settings(Duration.ofMillis(1), 1));
		this.one.on("/bad", (request, response) -> request.getSession().setAttribute("bad", new Object()));
		this.user.get(this.one, "/bad");
		awaitIdle();
		// Its timer drops a copy that is not needed, and so does the limit
		HttpUser other = new HttpUser();
		other.get(this.one, "/set?name=n&value=1");
		Awaitility.await()
			.untilAsserted(
					() -> assertThat(Inspector.copies(this.one.manager())).noneMatch((copy) -> copy.hasId(other.id())));
		assertThat(Inspector.copies(this.one.manager())).singleElement()
			.satisfies((copy) -> Inspector.evict(this.one.manager(), copy));
		assertThat(this.user.get(this.one, "/get?name=bad")).startsWith("java.lang.Object");
		this.user.get(this.two, "/invalidate");
		Awaitility.await().untilAsserted(() -> assertThat(Inspector.copies(this.one.manager())).isEmpty());
	}

	@Test
	void copyThatOnlyOneRequestHasUsedIsDroppedSoon() {
		start(JettyNode.settings(Duration.ofSeconds(100), 0));
		this.user.get(this.one, "/set?name=n&value=1");
		awaitIdle();
		ClusteredSession copy = Inspector.copies(this.one.manager()).iterator().next();
		long created = copy.lastUse().toEpochMilli();
		assertThat(copy.calculateInactivityTimeout(created)).isEqualTo(10_000);
		this.user.get(this.one, "/get?name=n");
		awaitIdle();
		long returned = copy.lastUse().toEpochMilli();
		assertThat(copy.calculateInactivityTimeout(returned)).isGreaterThan(10_000);
	}

	@Test
	void nodesReadWhatTheStoreHasAlthoughItHasGoneBack() {
		start();
		this.user.get(this.one, "/set?name=n&value=1");
		SessionRecord older = stored();
		this.user.get(this.two, "/set?name=n&value=2");
		this.user.get(this.two, "/set?name=later&value=2");
		assertThat(this.user.get(this.one, "/get?name=n")).isEqualTo("2");
		awaitIdle();
		this.storeOne.goBack(key(), older);
		for (JettyNode node : List.of(this.one, this.two)) {
			assertThat(this.user.get(node, "/get?name=n")).isEqualTo("1");
			assertThat(this.user.get(node, "/get?name=later")).isEqualTo("null");
		}
		// Now the version is that which the other node has seen with another value
		this.storeOne.goBack(key(), older);
		this.user.get(this.one, "/set?name=n&value=3");
		assertThat(this.user.get(this.two, "/get?name=n")).isEqualTo("3");
		assertThat(this.user.get(this.one, "/get?name=n")).isEqualTo("3");
	}

	@Test
	void writeThatGetsAVersionWhichANodeKnowsFromBeforeTheLossIsSeenThere() {
		start();
		this.user.get(this.one, "/set?name=n&value=1");
		SessionRecord older = stored();
		this.user.get(this.one, "/set?name=n&value=2");
		assertThat(this.user.get(this.two, "/get?name=n")).isEqualTo("2");
		awaitIdle();
		long version = stored().version();
		this.storeOne.goBack(key(), older);
		this.user.get(this.one, "/set?name=n&value=3");
		assertThat(stored().version()).isEqualTo(version);
		assertThat(this.user.get(this.two, "/get?name=n")).isEqualTo("3");
	}

	@Test
	void largeValueThatWasMissingForAMomentIsThereWithTheNextRequest() {
		start();
		both("/large", (request, response) -> request.getSession().setAttribute("large", "x".repeat(5000)));
		this.user.get(this.one, "/large");
		awaitIdle();
		Runnable merge = this.storeOne.loseLargeAttributes();
		assertThat(this.user.get(this.two, "/get?name=large")).isEqualTo("null");
		merge.run();
		assertThat(this.user.get(this.two, "/get?name=large")).hasSize(5000);
	}

	@Test
	void accessesOfSeveralSessionsAreStoredOnceThoughTheStoreIsSlow() {
		start();
		this.one.on("/short", (request, response) -> request.getSession().setMaxInactiveInterval(10));
		List<HttpUser> users = new ArrayList<>();
		for (int i = 0; i < 5; i++) {
			HttpUser each = new HttpUser();
			each.get(this.one, "/short");
			users.add(each);
		}
		awaitIdle();
		int before = this.storeOne.count(Operation.UPDATE);
		try (Gate gate = this.storeOne.holdBefore(Operation.UPDATE)) {
			Awaitility.await().until(() -> Instant.now().isAfter(stored(users.get(4)).times().accessed()));
			users.forEach((each) -> each.get(this.one, "/id"));
			gate.awaitArrival();
			Awaitility.await()
				.during(Duration.ofSeconds(2))
				.untilAsserted(() -> assertThat(Inspector.pendingTasks(this.one.manager()))
					.as("accesses, and the look at long requests")
					.isLessThanOrEqualTo(users.size() + 1));
		}
		Awaitility.await()
			.during(Duration.ofMillis(500))
			.untilAsserted(() -> assertThat(this.storeOne.count(Operation.UPDATE) - before).isEqualTo(users.size()));
	}

	private SessionRecord stored(HttpUser other) {
		return this.storeOne.peek(SessionKey.of(other.name()));
	}

	@Test
	void copyIsCheckedAtEachRequestThoughTheClockOfTheNodeStepsBack() {
		AtomicReference<Instant> wall = new AtomicReference<>(Instant.now());
		AtomicLong ticker = new AtomicLong();
		startWithClocks(JettyNode.settings(), new Clocks(wall::get, ticker::get));
		this.user.get(this.one, "/set?name=n&value=1");
		wall.set(wall.get().minus(Duration.ofMinutes(10)));
		this.user.get(this.two, "/set?name=n&value=2");
		assertThat(this.user.get(this.one, "/get?name=n")).isEqualTo("2");
		this.user.get(this.two, "/set?name=n&value=3");
		assertThat(this.user.get(this.one, "/get?name=n")).isEqualTo("3");
	}

	@Test
	void copyIsTrustedForTheStalePeriodOfTheMonotonicClock() {
		AtomicReference<Instant> wall = new AtomicReference<>(Instant.now());
		AtomicLong ticker = new AtomicLong();
		SessionSettings settings = new SessionSettings("", true, Duration.ofSeconds(5), 0, Duration.ofHours(1),
				Duration.ofSeconds(5), Duration.ofHours(1), 0);
		startWithClocks(settings, new Clocks(wall::get, ticker::get));
		this.storeOne.loseNotices();
		this.user.get(this.one, "/set?name=n&value=1");
		awaitIdle();
		int checks = this.storeOne.count(Operation.FIND);
		this.user.get(this.one, "/get?name=n");
		assertThat(this.storeOne.count(Operation.FIND)).isEqualTo(checks);
		wall.set(wall.get().minus(Duration.ofMinutes(10)));
		ticker.addAndGet(Duration.ofSeconds(5).toNanos());
		this.user.get(this.one, "/get?name=n");
		assertThat(this.storeOne.count(Operation.FIND)).isEqualTo(checks + 1);
	}

	private void startWithClocks(SessionSettings settings, Clocks clocks) {
		HazelcastSessionManager manager = new HazelcastSessionManager(this.storeOne,
				new JavaAttributeCodec(AllowedClasses.filter(List.of("*"))), AttributeCipher.none(), settings, null,
				SessionExtensions.none(), clocks);
		this.one = add(new JettyNode(this.storeOne, manager)).start();
		this.two = add(new JettyNode(this.storeTwo, settings)).start();
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void requestForWhoseEndThereIsNoThreadIsCountedOutAndAnswered(boolean inPlace) {
		start();
		AtomicReference<AsyncContext> async = new AtomicReference<>();
		AtomicReference<HttpSession> session = new AtomicReference<>();
		both("/list", (request, response) -> response.getWriter().print(request.getSession().getAttribute("list")));
		this.one.on("/begin", (request, response) -> request.getSession().setAttribute("list", new ArrayList<>()));
		this.one.on("/async", (request, response) -> {
			session.set(request.getSession());
			list(request);
			async.set(request.startAsync());
			async.get().setTimeout(20_000);
			response.getWriter().print("begin ");
			response.flushBuffer();
			this.running.countDown();
		});
		this.user.get(this.one, "/begin");
		awaitIdle();
		Inspector.rejectTasks(this.one.manager());
		CompletableFuture<HttpResponse<String>> response = this.user.start(this.one, "/async");
		// The thread of the request has left the handler by then
		Awaitility.await().pollDelay(Duration.ofMillis(100)).until(() -> this.running.getCount() == 0);
		if (inPlace) {
			list(session.get()).add("late");
		}
		else {
			session.get().setAttribute("list", new ArrayList<>(List.of("late")));
		}
		async.get().complete();
		assertThat(response.join().body()).isEqualTo("begin ");
		awaitIdle();
		assertThat(Inspector.inUse(this.one.manager())).isZero();
		Awaitility.await().untilAsserted(() -> assertThat(this.user.get(this.two, "/list")).isEqualTo("[late]"));
	}

	private static List<String> list(HttpServletRequest request) {
		return list(request.getSession());
	}

	@SuppressWarnings("unchecked")
	private static List<String> list(HttpSession session) {
		return (List<String>) session.getAttribute("list");
	}

	private void awaitRequests(long count) {
		Awaitility.await().until(() -> Inspector.requestsUnderWay(this.one.manager()) == count);
	}

	private void evict() {
		awaitIdle();
		Inspector.copies(this.one.manager()).forEach((copy) -> Inspector.evict(this.one.manager(), copy));
		assertThat(Inspector.copies(this.one.manager())).isEmpty();
	}

	/**
	 * Seems to be changed whenever it is encoded.
	 */
	private static final class Restless implements Serializable {

		private static final long serialVersionUID = 1L;

		private transient int count;

		private void writeObject(ObjectOutputStream out) throws IOException {
			out.writeInt(this.count++);
		}

		private void readObject(ObjectInputStream in) throws IOException {
			in.readInt();
		}

		@Override
		public String toString() {
			return "restless";
		}

	}

}
