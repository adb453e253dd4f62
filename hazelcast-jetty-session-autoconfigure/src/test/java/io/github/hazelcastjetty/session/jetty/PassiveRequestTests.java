package io.github.hazelcastjetty.session.jetty;

import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import jakarta.servlet.http.HttpSession;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import io.github.hazelcastjetty.session.codec.AllowedClasses;
import io.github.hazelcastjetty.session.codec.AttributeCipher;
import io.github.hazelcastjetty.session.codec.JavaAttributeCodec;
import io.github.hazelcastjetty.session.store.SessionCallObserver;
import io.github.hazelcastjetty.session.store.SessionPrincipalResolver;
import io.github.hazelcastjetty.session.store.SessionStatistics;
import io.github.hazelcastjetty.session.support.JettyNode;
import io.github.hazelcastjetty.session.support.Latches;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for requests that use a session without keeping it alive.
 */
@ExtendWith(Latches.class)
class PassiveRequestTests extends AbstractTwoNodesTests {

	private static final Set<String> PASSIVE = Set.of("/poll", "/poll-set", "/poll-held");

	private final CountDownLatch entered = new CountDownLatch(1);

	private final CountDownLatch release = new CountDownLatch(1);

	@BeforeEach
	void startNodes() {
		HazelcastSessionManager manager = new HazelcastSessionManager(this.storeOne,
				new JavaAttributeCodec(AllowedClasses.filter(List.of("*"))), AttributeCipher.none(),
				JettyNode.settings(), null, new SessionExtensions(SessionPrincipalResolver.ofServer(),
						SessionCallObserver.none(), new SessionStatistics(), PASSIVE::contains));
		this.one = add(new JettyNode(this.storeOne, manager)).start();
		this.two = add(new JettyNode(this.storeTwo, JettyNode.settings())).start();
		for (String path : List.of("/poll", "/visit")) {
			both(path, (request, response) -> {
				HttpSession session = request.getSession(false);
				response.getWriter().print((session != null) ? session.getAttribute("name") : "no session");
				response.getWriter().print((session != null && session.isNew()) ? " new" : "");
			});
		}
		both("/idle", (request, response) -> {
			HttpSession session = request.getSession(false);
			response.getWriter().print(session.getLastAccessedTime() == session.getCreationTime());
		});
		both("/poll-set", (request, response) -> request.getSession(false).setAttribute("name", "polled"));
		for (String path : List.of("/poll-held", "/visit-held")) {
			both(path, (request, response) -> {
				this.entered.countDown();
				Latches.await(this.release);
				response.getWriter().print("done");
			});
		}
		this.user.get(this.one, "/set?name=name&value=tea");
		// Later accesses are to be told from this one
		long now = System.currentTimeMillis();
		Awaitility.await().pollInterval(Duration.ofMillis(1)).until(() -> System.currentTimeMillis() > now + 1);
	}

	@Test
	void accessTimeStays() {
		assertThat(this.user.get(this.one, "/poll")).isEqualTo("tea");
		assertThat(this.user.get(this.one, "/poll")).isEqualTo("tea");
		assertThat(this.user.get(this.one, "/idle")).isEqualTo("true");
	}

	@Test
	void accessTimeMovesWithOtherRequests() {
		assertThat(this.user.get(this.one, "/visit")).isEqualTo("tea");
		assertThat(this.user.get(this.one, "/idle")).isEqualTo("false");
	}

	@Test
	void changesAreStoredWithoutTheAccess() {
		Instant accessed = stored().times().accessed();
		this.user.get(this.one, "/poll-set");
		assertThat(this.user.get(this.two, "/get?name=name")).isEqualTo("polled");
		assertThat(stored().times().accessed()).isEqualTo(accessed);
	}

	@Test
	void sessionThatHasExpiredIsNotFoundAndEnds() {
		expireInStore(key());
		assertThat(this.user.get(this.two, "/poll")).isEqualTo("no session");
		assertThat(this.user.get(this.one, "/poll")).isEqualTo("no session");
		this.one.sweep();
		assertThat(this.storeOne.keys()).isEmpty();
	}

	@Test
	void longRequestDoesNotKeepASessionAlive() throws Exception {
		CompletableFuture<HttpResponse<String>> held = hold("/poll-held");
		expire(key(), this.storeOne.another("clock"), false);
		this.one.sweep();
		assertThat(this.storeOne.keys()).isEmpty();
		this.release.countDown();
		assertThat(held.get(10, TimeUnit.SECONDS).body()).isEqualTo("done");
	}

	@Test
	void longRequestOfAnotherPathKeepsASessionAlive() throws Exception {
		CompletableFuture<HttpResponse<String>> held = hold("/visit-held");
		expire(key(), this.storeOne.another("clock"), false);
		this.one.sweep();
		assertThat(this.storeOne.keys()).hasSize(1);
		this.release.countDown();
		assertThat(held.get(10, TimeUnit.SECONDS).body()).isEqualTo("done");
	}

	private CompletableFuture<HttpResponse<String>> hold(String path) throws InterruptedException {
		awaitIdle();
		Inspector.recordAccesses(this.one.manager());
		CompletableFuture<HttpResponse<String>> held = this.user.start(this.one, path);
		Latches.await(this.entered);
		return held;
	}

}
