package io.github.hazelcastjetty.session.jetty;

import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

import ch.qos.logback.classic.Level;
import jakarta.servlet.http.HttpSession;
import jakarta.servlet.http.HttpSessionEvent;
import jakarta.servlet.http.HttpSessionListener;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.github.hazelcastjetty.session.codec.AllowedClasses;
import io.github.hazelcastjetty.session.codec.AttributeCodec;
import io.github.hazelcastjetty.session.codec.AttributeCodecException;
import io.github.hazelcastjetty.session.codec.JavaAttributeCodec;
import io.github.hazelcastjetty.session.store.EncodedAttribute;
import io.github.hazelcastjetty.session.store.SessionDelta;
import io.github.hazelcastjetty.session.store.SessionTimes;
import io.github.hazelcastjetty.session.support.ControlledSessionStore.Gate;
import io.github.hazelcastjetty.session.support.ControlledSessionStore.Operation;
import io.github.hazelcastjetty.session.support.HttpUser;
import io.github.hazelcastjetty.session.support.JettyNode;
import io.github.hazelcastjetty.session.support.Latches;
import io.github.hazelcastjetty.session.support.LogCapture;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What happens to requests and sessions while the store does not answer.
 */
@Timeout(60)
class StoreFailureTests extends AbstractTwoNodesTests {

	@Test
	void sessionThatCannotBeLoadedIsAnErrorAndNotAnEmptySession() {
		start();
		this.user.get(this.one, "/set?name=n&value=1");
		String id = this.user.cookie();
		both("/create", (request, response) -> response.getWriter().print(request.getSession().getId()));
		for (JettyNode node : List.of(this.one, this.two)) {
			this.storeOne.failNext(Operation.FIND, 1);
			this.storeTwo.failNext(Operation.FIND, 1);
			HttpResponse<String> response = this.user.exchange(node, "/create");
			assertThat(response.statusCode()).isEqualTo(503);
			assertThat(response.headers().firstValue("Retry-After")).hasValue("1");
			assertThat(response.headers().firstValue("Set-Cookie")).isEmpty();
			this.storeOne.recover();
			this.storeTwo.recover();
			assertThat(this.user.get(node, "/create")).isEqualTo(id);
			assertThat(this.user.get(node, "/get?name=n")).isEqualTo("1");
		}
		assertThat(this.storeOne.keys()).containsExactly(this.user.name());
	}

	@Test
	void requestsWithoutASessionAreNotAffected() {
		start();
		this.storeOne.failAll();
		assertThat(new HttpUser().get(this.one, "/get?name=n")).isEqualTo("no session");
	}

	@Test
	void changeThatCannotBeStoredIsNotReportedAsASuccess() {
		start();
		this.user.get(this.one, "/set?name=n&value=1");
		this.storeOne.failNext(Operation.UPDATE, 100);
		HttpResponse<String> response = this.user.exchange(this.one, "/set?name=n&value=2");
		assertThat(response.statusCode()).isEqualTo(503);
		assertThat(response.headers().firstValue("Retry-After")).hasValue("1");
		assertThat(response.body()).isEmpty();
		assertThat(this.user.get(this.two, "/get?name=n")).isEqualTo("1");
		this.storeOne.recover();
		assertThat(this.user.get(this.one, "/get?name=n")).as("what a client was refused").isEqualTo("1");
		assertThat(this.user.get(this.two, "/get?name=n")).isEqualTo("1");
		awaitIdle();
	}

	@Test
	void copyThatCouldNotBeCheckedIsNotTrusted() {
		start(JettyNode.settings("", true, 0));
		this.user.get(this.one, "/set?name=n&value=1");
		this.user.get(this.two, "/set?name=n&value=2");
		this.storeOne.failNext(Operation.FIND, 1);
		assertThat(this.user.exchange(this.one, "/get?name=n").statusCode()).isEqualTo(503);
		assertThat(this.user.get(this.one, "/get?name=n")).isEqualTo("2");
	}

	@Test
	void refusedChangeDoesNotUndoTheOneThatReplacedIt() {
		start();
		this.user.get(this.one, "/set?name=n&value=1");
		this.storeOne.failNext(Operation.UPDATE, 1);
		assertThat(this.user.exchange(this.one, "/set?name=n&value=2").statusCode()).isEqualTo(503);
		this.user.get(this.two, "/set?name=n&value=2");
		this.user.get(this.two, "/set?name=n&value=3");
		assertThat(this.user.get(this.one, "/get?name=n")).isEqualTo("3");
		assertThat(this.user.get(this.two, "/get?name=n")).isEqualTo("3");
	}

	@Test
	void refusedChangeIsNotStoredByTheNextRequestThoughItsOwnIsNotOverYet() throws Exception {
		start();
		CountDownLatch over = new CountDownLatch(1);
		this.one.on("/refused", (request, response) -> {
			request.getSession().setAttribute("n", "2");
			response.flushBuffer();
			Latches.await(over);
			request.getSession().setAttribute("late", "1");
		});
		this.user.get(this.one, "/set?name=n&value=1");
		this.storeOne.failNext(Operation.UPDATE, 1);
		assertThat(this.user.exchangeApart(this.one, "/refused").statusCode()).isEqualTo(503);
		this.user.get(this.two, "/set?name=n&value=3");
		this.user.get(this.one, "/set?name=m&value=1");
		// Whose change it is cannot be told while that request has not left
		Awaitility.await()
			.untilAsserted(() -> assertThat(Inspector.copies(this.one.manager())).singleElement()
				.satisfies((copy) -> assertThat(copy.getRequests()).isOne()));
		over.countDown();
		awaitIdle();
		assertThat(this.user.get(this.one, "/get?name=n")).isEqualTo("3");
		assertThat(this.user.get(this.two, "/get?name=n")).isEqualTo("3");
		assertThat(this.user.get(this.one, "/get?name=late")).isEqualTo("null");
	}

	@Test
	void removalThatCannotBeStoredIsNotDone() {
		start();
		this.user.get(this.one, "/set?name=n&value=1");
		this.storeOne.failNext(Operation.UPDATE, 100);
		assertThat(this.user.exchange(this.one, "/remove?name=n").statusCode()).isEqualTo(503);
		assertThat(this.user.get(this.two, "/get?name=n")).isEqualTo("1");
		this.storeOne.recover();
		assertThat(this.user.get(this.one, "/get?name=n")).isEqualTo("1");
		assertThat(this.user.get(this.two, "/get?name=n")).isEqualTo("1");
	}

	@Test
	void timeoutThatCannotBeStoredIsNotChanged() {
		start();
		both("/timeout", (request, response) -> request.getSession().setMaxInactiveInterval(77));
		this.user.get(this.one, "/set?name=n&value=1");
		this.storeOne.failNext(Operation.UPDATE, 100);
		assertThat(this.user.exchange(this.one, "/timeout").statusCode()).isEqualTo(503);
		this.storeOne.recover();
		this.user.get(this.one, "/id");
		assertThat(stored().times().maxInactive()).isEqualTo(Duration.ofSeconds(1800));
	}

	@Test
	void newSessionThatCannotBeStoredIsNotGivenToTheClient() {
		start();
		this.storeOne.failNext(Operation.INSERT, 100);
		HttpResponse<String> response = this.user.exchange(this.one, "/set?name=n&value=1");
		assertThat(response.statusCode()).isEqualTo(503);
		assertThat(response.headers().firstValue("Set-Cookie")).isEmpty();
		this.storeOne.recover();
		this.user.get(this.one, "/set?name=n&value=2");
		assertThat(this.user.get(this.two, "/get?name=n")).isEqualTo("2");
	}

	@Test
	void largeResponseWhoseChangeCannotBeStoredIsRefused() {
		start();
		this.user.get(this.one, "/set?name=n&value=1");
		this.one.on("/large", (request, response) -> {
			request.getSession().setAttribute("n", "2");
			for (int i = 0; i < 200; i++) {
				response.getWriter().print("x".repeat(1000));
			}
		});
		this.storeOne.failNext(Operation.UPDATE, 100);
		HttpResponse<String> response = this.user.exchange(this.one, "/large");
		assertThat(response.statusCode()).isEqualTo(503);
		this.storeOne.recover();
		assertThat(this.user.get(this.one, "/id")).isEqualTo(this.user.id());
		awaitIdle();
	}

	@Test
	void changeOfATryThatSucceededUnnoticedIsNotDoneTwice() {
		start();
		this.user.get(this.one, "/set?name=n&value=1");
		this.storeOne.failNextAfterwards(Operation.UPDATE);
		this.user.exchange(this.one, "/set?name=n&value=2");
		assertThat(this.user.get(this.two, "/get?name=n")).isEqualTo("2");
		this.user.get(this.two, "/set?name=n&value=3");
		assertThat(this.user.get(this.one, "/get?name=n")).isEqualTo("3");
		assertThat(this.user.get(this.two, "/get?name=n")).isEqualTo("3");
	}

	@Test
	void attributeThatCannotBeFetchedIsAnErrorAndNotMissing() {
		start();
		both("/large", (request, response) -> request.getSession().setAttribute("n", "x".repeat(5000)));
		this.user.get(this.one, "/large");
		this.storeTwo.failNext(Operation.READ_APART, 1);
		HttpResponse<String> response = this.user.exchange(this.two, "/get?name=n");
		assertThat(response.statusCode()).isEqualTo(503);
		assertThat(this.user.get(this.two, "/get?name=n")).hasSize(5000);
	}

	@ParameterizedTest
	@CsvSource({ "READ_APART, /get?name=large", "UPDATE, /renew", "CLAIM, /invalidate", "UPDATE, /set?name=n&value=2",
			"FIND_BY_PRINCIPAL, /count" })
	void clientIsToldWhenToComeBackWhereverItsRequestFails(Operation operation, String path) {
		start(JettyNode.settings("", false, -2));
		this.one.on("/large", (request, response) -> request.getSession().setAttribute("large", "x".repeat(5000)));
		this.two.on("/count", (request, response) -> response.getWriter()
			.print(this.two.manager().userSessions().findByUser("ada").size()));
		this.user.get(this.one, "/large");
		this.storeTwo.failNext(operation, 1);
		HttpResponse<String> response = this.user.exchange(this.two, path);
		assertThat(response.statusCode()).isEqualTo(503);
		assertThat(response.headers().allValues("Retry-After")).containsExactly("1");
		assertThat(this.user.exchange(this.two, path).statusCode()).isEqualTo(200);
	}

	@Test
	void failureOfTheApplicationIsNotTakenForOneOfTheStore() {
		start();
		this.one.on("/full", (request, response) -> response.sendError(503));
		this.user.get(this.one, "/set?name=n&value=1");
		HttpResponse<String> response = this.user.exchange(this.one, "/full");
		assertThat(response.statusCode()).isEqualTo(503);
		assertThat(response.headers().firstValue("Retry-After")).isEmpty();
	}

	@Test
	void sweepsThatFailAreToldOnceUntilOneSucceeds() {
		start();
		this.user.get(this.one, "/set?name=n&value=1");
		expireInStore(key());
		try (LogCapture log = new LogCapture().capture("io.github.hazelcastjetty", Level.WARN)
			.capture("org.eclipse.jetty", Level.WARN)) {
			for (int outage = 1; outage <= 2; outage++) {
				this.storeOne.failAll();
				for (int i = 0; i < 3; i++) {
					this.one.sweep();
				}
				this.storeOne.recover();
				this.one.sweep();
				assertThat(log.messages(Level.WARN)).hasSize(outage)
					.allMatch((message) -> message.startsWith("Expired sessions cannot be collected"));
			}
		}
		assertThat(this.storeOne.keys()).isEmpty();
	}

	@Test
	void trustedCopyIsReadForAsLongAsItsOwnTimeoutLasts() {
		start(JettyNode.settings("", true, 0));
		this.user.get(this.one, "/set?name=n&value=1");
		this.storeOne.loseNotices();
		awaitIdle();
		expire(key(), this.storeOne, true);
		Inspector.setRecords(this.one.manager(), stored());
		this.storeOne.failAll();
		int updates = this.storeOne.count(Operation.UPDATE);
		assertThat(this.user.get(this.one, "/get?name=n")).isEqualTo("1");
		assertThat(this.storeOne.count(Operation.UPDATE)).as("tries to record the access").isGreaterThan(updates);
		assertThat(stored().times().isExpiredAt(Instant.now())).isTrue();
		this.storeOne.recover();
		assertThat(this.user.get(this.one, "/get?name=n")).isEqualTo("1");
		assertThat(stored().times().isExpiredAt(Instant.now())).isFalse();
	}

	@Test
	void sessionThatWasUsedHereSinceTheStoreKnowsOfItIsNotSwept() {
		start();
		useWithoutARecord();
		expireUnnoticed(key());
		this.storeOne.recover();
		this.one.sweep();
		assertThat(stored().times().isExpiredAt(Instant.now())).isFalse();
		this.two.sweep();
		assertThat(this.user.get(this.one, "/get?name=n")).isEqualTo("1");
	}

	@Test
	void accessesAreRecordedAsSoonAsTheStoreAnswersAgain() {
		start();
		useWithoutARecord();
		expireUnnoticed(key());
		this.storeOne.recover();
		this.storeOne.tellAvailable();
		Awaitility.await().until(() -> !stored().times().isExpiredAt(Instant.now()));
		this.two.sweep();
		assertThat(this.user.get(this.one, "/get?name=n")).isEqualTo("1");
	}

	/**
	 * Use a session that was not used for long, while accesses cannot be recorded. It is
	 * tried once, and not again before a minute is over.
	 */
	private void useWithoutARecord() {
		Instant then = Instant.now().minusSeconds(600);
		String secret = "B".repeat(22);
		this.user.withCookie("A".repeat(16) + secret);
		this.storeOne.insert(key(), secret.getBytes(StandardCharsets.US_ASCII),
				new SessionDelta(Map.of("n", new EncodedAttribute(new byte[] { 'S', '1' }, false)), Set.of(),
						new SessionTimes(then, then, then, Duration.ofMinutes(30), then.plusSeconds(1800), null), true,
						false, null, null));
		this.storeOne.failNext(Operation.UPDATE, Integer.MAX_VALUE);
		assertThat(this.user.get(this.one, "/get?name=n")).isEqualTo("1");
		Awaitility.await().until(() -> this.storeOne.count(Operation.UPDATE) == 1);
	}

	@Test
	void failedRenamingLeavesTheOldIdInUse() {
		start();
		this.user.get(this.one, "/set?name=n&value=1");
		String old = this.user.id();
		AtomicReference<Exception> failure = new AtomicReference<>();
		this.one.on("/login", (request, response) -> {
			try {
				request.getSession().setAttribute("m", "2");
				request.changeSessionId();
			}
			catch (RuntimeException ex) {
				failure.set(ex);
				response.setStatus(500);
			}
		});
		this.storeOne.failNext(Operation.UPDATE, 1);
		HttpResponse<String> response = this.user.exchange(this.one, "/login");
		assertThat(response.statusCode()).isEqualTo(500);
		assertThat(failure.get()).isNotNull();
		assertThat(response.headers().firstValue("Set-Cookie")).isEmpty();
		assertThat(this.user.id()).isEqualTo(old);
		assertThat(this.user.get(this.one, "/get?name=n")).isEqualTo("1");
		assertThat(this.user.get(this.two, "/get?name=m")).isEqualTo("2");
		awaitIdle();
		this.user.get(this.one, "/renew");
		assertThat(this.user.id()).isNotEqualTo(old);
		assertThat(this.storeOne.keys()).containsExactly(this.user.name());
		assertThat(this.user.get(this.two, "/get?name=n")).isEqualTo("1");
	}

	@Test
	void failedInvalidationLeavesTheSessionInUse() {
		AtomicInteger destroyed = new AtomicInteger();
		start(new HttpSessionListener() {

			@Override
			public void sessionDestroyed(HttpSessionEvent event) {
				destroyed.incrementAndGet();
			}

		});
		this.user.get(this.one, "/set?name=n&value=1");
		this.storeOne.failNext(Operation.CLAIM, 1);
		assertThat(this.user.exchange(this.one, "/invalidate").statusCode()).isGreaterThanOrEqualTo(500);
		assertThat(destroyed).as("told before it is certain").hasValue(0);
		assertThat(this.user.get(this.one, "/get?name=n")).isEqualTo("1");
		assertThat(this.user.get(this.two, "/get?name=n")).isEqualTo("1");
		this.user.get(this.one, "/invalidate");
		assertThat(destroyed).hasValue(1);
		assertThat(this.user.get(this.two, "/id")).isEqualTo("no session");
		assertThat(this.storeOne.keys()).isEmpty();
	}

	@Test
	void trustedCopyIsCheckedIfNobodyKnowsWhetherTheSessionHasEnded() {
		start(JettyNode.settings("", true, 0));
		this.user.get(this.one, "/set?name=n&value=1");
		this.storeOne.failNextAfterwards(Operation.CLAIM);
		assertThat(this.user.exchange(this.one, "/invalidate").statusCode()).isEqualTo(503);
		assertThat(this.user.get(this.one, "/id")).isEqualTo("no session");
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void refusedChangeOfTheIdIsTakenBackThoughItWasStored(boolean sticky) {
		start(JettyNode.settings("", sticky, 0));
		this.user.get(this.one, "/set?name=n&value=1");
		String id = this.user.id();
		this.storeOne.failNextAfterwards(Operation.UPDATE);
		assertThat(this.user.exchange(this.one, "/renew").statusCode()).isEqualTo(503);
		assertThat(this.user.get(this.one, "/get?name=n")).isEqualTo("1");
		assertThat(this.user.get(this.two, "/get?name=n")).isEqualTo("1");
		assertThat(this.user.id()).isEqualTo(id);
		this.user.get(this.one, "/renew");
		assertThat(this.user.id()).isNotEqualTo(id);
		assertThat(this.user.get(this.two, "/get?name=n")).isEqualTo("1");
	}

	@Test
	void refusedChangeOfTheIdIsTakenBackWithoutARequest() {
		start();
		this.user.get(this.one, "/set?name=n&value=1");
		byte[] secret = this.storeOne.peek(key()).secret();
		this.storeOne.failNextAfterwards(Operation.UPDATE);
		this.user.exchange(this.one, "/renew");
		Awaitility.await().until(() -> Arrays.equals(secret, this.storeOne.peek(key()).secret()));
		assertThat(this.user.get(this.two, "/get?name=n")).isEqualTo("1");
	}

	@Test
	void nobodyHasNoSessionWhileItIsNotKnownWhetherItsIdWasChanged() {
		start();
		this.user.get(this.one, "/set?name=n&value=1");
		HttpUser stranger = new HttpUser().withCookie(this.user.cookie().replaceAll(".{16}$", "A".repeat(16)));
		this.storeOne.failNextAfterwards(Operation.UPDATE, Integer.MAX_VALUE);
		this.user.exchange(this.one, "/renew");
		assertThat(stranger.exchange(this.one, "/id").statusCode()).isEqualTo(503);
		assertThat(this.user.exchange(this.one, "/id").statusCode()).isEqualTo(503);
		this.storeOne.recover();
		assertThat(this.user.get(this.one, "/get?name=n")).isEqualTo("1");
		assertThat(stranger.get(this.one, "/id")).isEqualTo("no session");
	}

	@Test
	void failedClearingUpAfterAnInvalidationIsNotTheUsersConcern() {
		AtomicInteger destroyed = new AtomicInteger();
		start(new HttpSessionListener() {

			@Override
			public void sessionDestroyed(HttpSessionEvent event) {
				destroyed.incrementAndGet();
			}

		});
		this.user.get(this.one, "/set?name=n&value=1");
		this.storeOne.failNext(Operation.REMOVE, 1);
		int status = this.user.exchange(this.one, "/invalidate").statusCode();
		assertThat(destroyed).hasValue(1);
		assertThat(this.user.get(this.one, "/id")).isEqualTo("no session");
		assertThat(this.user.get(this.two, "/id")).isEqualTo("no session");
		assertThat(status).as("the session has ended for everybody, and the listeners know").isEqualTo(200);
	}

	@Test
	void firstSessionIsLetGoIfASecondCannotBeLoaded() {
		start();
		HttpUser other = new HttpUser();
		this.user.get(this.one, "/set?name=n&value=1");
		other.get(this.two, "/set?name=n&value=2");
		HttpUser confused = new HttpUser().withCookie(this.user.cookie() + "; JSESSIONID=" + other.cookie());
		// Of the first one there is a copy, which is checked, the second has to be loaded
		this.storeOne.failNextButOne(Operation.FIND);
		assertThat(confused.exchange(this.one, "/id").statusCode()).isEqualTo(503);
		awaitIdle();
	}

	@Test
	void changeAfterTheCommitThatCannotBeStoredIsDeliveredLater() {
		start();
		this.user.get(this.one, "/set?name=n&value=1");
		this.one.on("/early", (request, response) -> {
			response.getWriter().print("x");
			response.flushBuffer();
			request.getSession().setAttribute("n", "2");
		});
		this.storeOne.failNext(Operation.UPDATE, 1);
		assertThat(this.user.get(this.one, "/early")).isEqualTo("x");
		awaitIdle();
		assertThat(this.user.get(this.one, "/id")).isEqualTo(this.user.id());
		assertThat(this.user.get(this.two, "/get?name=n")).isEqualTo("2");
	}

	@Test
	void delayedSaveThatFailsIsTriedAgain() {
		start(JettyNode.settings("", false, 2));
		this.user.get(this.one, "/set?name=n&value=1");
		this.storeOne.failNext(Operation.UPDATE, 2);
		this.user.get(this.one, "/set?name=n&value=2");
		Awaitility.await()
			.atMost(Duration.ofSeconds(30))
			.untilAsserted(() -> assertThat(this.user.get(this.two, "/get?name=n")).isEqualTo("2"));
	}

	@Test
	void delayedSaveOfASessionThatHasEndedIsGivenUp() {
		start(JettyNode.settings("", false, 2));
		for (int i = 0; i < 20; i++) {
			HttpUser someone = new HttpUser();
			someone.get(this.one, "/set?name=n&value=1");
			someone.get(this.one, "/set?name=n&value=2");
			someone.get(this.one, "/invalidate");
		}
		assertThat(Inspector.waitingTasks(this.one.manager())).as("more than remain in the end").isGreaterThan(2);
		Awaitility.await()
			.atMost(Duration.ofSeconds(20))
			.untilAsserted(() -> assertThat(Inspector.waitingTasks(this.one.manager()))
				.as("the sweep and the look at sessions in use")
				.isLessThanOrEqualTo(2));
	}

	@Test
	void slowStoreDoesNotPileUpWork() {
		start();
		this.one.on("/short", (request, response) -> request.getSession().setMaxInactiveInterval(1));
		this.user.get(this.one, "/short");
		int updates = this.storeOne.count(Operation.UPDATE);
		try (Gate gate = this.storeOne.holdBefore(Operation.UPDATE)) {
			this.user.get(this.one, "/id");
			gate.awaitArrival();
			Awaitility.await()
				.during(Duration.ofMillis(700))
				.until(() -> Inspector.requestsUnderWay(this.one.manager()) == 0);
		}
		Awaitility.await()
			.during(Duration.ofMillis(300))
			.untilAsserted(() -> assertThat(this.storeOne.count(Operation.UPDATE) - updates)
				.as("records of accesses of one session in 1 s")
				.isLessThan(15));
	}

	@Test
	void copyThatCannotBeStoredIsNotDroppedAndDoesNotKeepTheNodeBusy() {
		start(JettyNode.settings(Duration.ofMillis(50), 0));
		this.one.on("/early", (request, response) -> {
			response.flushBuffer();
			request.getSession().setAttribute("n", "2");
		});
		this.user.get(this.one, "/set?name=n&value=1");
		int updates = this.storeOne.count(Operation.UPDATE);
		this.storeOne.failNext(Operation.UPDATE, Integer.MAX_VALUE);
		this.user.exchange(this.one, "/early");
		Awaitility.await()
			.during(Duration.ofMillis(1500))
			.until(() -> Inspector.copies(this.one.manager()).size() == 1);
		assertThat(this.storeOne.count(Operation.UPDATE) - updates).as("tries within 1.5 s").isLessThan(30);
		this.storeOne.recover();
		Awaitility.await()
			.atMost(Duration.ofSeconds(10))
			.untilAsserted(() -> assertThat(this.user.get(this.two, "/get?name=n")).isEqualTo("2"));
	}

	@Test
	void brokenCodecHurtsNothingButTheAttribute() {
		AttributeCodec codec = new JavaAttributeCodec(AllowedClasses.filter(List.of("*")));
		AttributeCodec broken = new AttributeCodec() {

			@Override
			public byte[] encode(String name, Object value) throws AttributeCodecException {
				if (name.equals("bad")) {
					throw new IllegalStateException("Broken");
				}
				return codec.encode(name, value);
			}

			@Override
			public Object decode(String name, byte[] bytes) throws AttributeCodecException {
				if (name.equals("worse")) {
					throw new IllegalStateException("Broken");
				}
				return codec.decode(name, bytes);
			}

		};
		this.one = add(new JettyNode(this.storeOne, JettyNode.settings(), broken)).start();
		this.two = add(new JettyNode(this.storeTwo, JettyNode.settings(), broken)).start();
		both("/bad", (request, response) -> {
			HttpSession session = request.getSession();
			session.setAttribute("bad", "1");
			session.setAttribute("good", "2");
			session.setAttribute("worse", "3");
		});
		assertThat(this.user.exchange(this.one, "/bad").statusCode()).isEqualTo(200);
		assertThat(this.user.get(this.two, "/get?name=good")).isEqualTo("2");
		assertThat(this.user.get(this.two, "/get?name=worse")).isEqualTo("null");
		assertThat(this.user.get(this.two, "/get?name=bad")).isEqualTo("null");
		assertThat(this.user.get(this.one, "/get?name=bad")).isEqualTo("1");
	}

}
