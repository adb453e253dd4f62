package io.github.hazelcastjetty.sample.cluster;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.github.hazelcastjetty.rules.RulesApplication;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Two nodes behind a balancer that knows nothing of sessions.
 */
@ParameterizedClass
@EnumSource(names = { "ROUND_ROBIN", "CLIENT" })
class RoundRobinIntegrationTests {

	private static final int READ_ROUNDS = 200;

	private static final int UPDATE_ROUNDS = 200;

	private static final int INVALIDATION_ROUNDS = 100;

	private static final Duration EVENT_LIMIT = Duration.ofSeconds(10);

	private static final String OTHER_APPLICATION = "other-app";

	private final SampleCluster cluster;

	RoundRobinIntegrationTests(Topology topology) {
		this.cluster = topology.cluster();
	}

	@Test
	void sessionIsOnEveryNodeAtOnce() {
		Browser browser = this.cluster.browserAt("a");
		browser.set("colour", "green");
		SessionState onB = browser.at(b()).session();
		assertThat(onB.id()).isEqualTo(browser.sessionId());
		assertThat(onB.isNew()).isFalse();
		assertThat(onB.attribute("colour")).isEqualTo("green");
		browser.at(b()).set("colour", "blue");
		assertThat(browser.session().attribute("colour")).isEqualTo("blue");
		assertThat(browser.receivedCookies()).hasSize(1);
	}

	@Test
	void cookieNeverChangesBehindTheBalancer() {
		Browser browser = this.cluster.browser();
		Set<String> nodes = new HashSet<>();
		for (int round = 1; round <= 20; round++) {
			Reply reply = browser.post("/api/counter").expectSuccess();
			assertThat(reply.body()).isEqualTo(Integer.toString(round));
			nodes.add(reply.node());
		}
		assertThat(nodes).containsExactlyInAnyOrder("a", "b");
		assertThat(browser.receivedCookies()).hasSize(1);
		assertThat(browser.cookie()).doesNotContain(".");
	}

	@Test
	void newSessionIsNewOnlyToTheRequestThatCreatesIt() {
		Browser browser = this.cluster.browserAt("a");
		SessionState created = SessionState.of(browser.post("/api/session").expectSuccess());
		assertThat(created.isNew()).isTrue();
		assertThat(browser.at(b()).session().isNew()).isFalse();
		assertThat(browser.session().isNew()).isFalse();
	}

	@Test
	void requestTellsHowItsSessionCame() {
		Browser browser = this.cluster.browserAt("a");
		SessionState created = SessionState.of(browser.post("/api/session").expectSuccess());
		browser.set("colour", "green");
		assertThat(created.origin()).isEqualTo("NEW");
		assertThat(browser.at(b()).session().origin()).isEqualTo("LOADED");
		assertThat(browser.at(b()).session().origin()).isEqualTo("CACHED");
		browser.set("colour", "blue");
		assertThat(browser.at(b()).session().origin()).isEqualTo("REFRESHED");
		assertThat(new Browser(b().uri()).session().origin()).isNull();
	}

	@Test
	void removedAttributeIsGoneOnTheOtherNode() {
		Browser browser = this.cluster.browserAt("a");
		browser.set("kept", "1");
		browser.set("removed", "2");
		assertThat(browser.at(b()).get("/api/attributes").body()).isEqualTo("[\"kept\",\"removed\"]");
		browser.at(b()).delete("/api/attributes/removed").expectSuccess();
		assertThat(browser.get("/api/attributes/removed").status()).isEqualTo(404);
		assertThat(browser.get("/api/attributes").body()).isEqualTo("[\"kept\"]");
	}

	@ParameterizedTest
	@ValueSource(ints = { 100, 6_000, 600_000 })
	void attributeOfAnySizeReachesTheOtherNode(int size) {
		Browser browser = this.cluster.browserAt("a");
		for (Browser writer : List.of(browser, browser.at(b()))) {
			String text = UUID.randomUUID().toString().repeat(size / 36 + 1);
			writer.set("text", text);
			assertThat(browser.at(a()).get("/api/attributes/text").body()).isEqualTo(text);
			assertThat(browser.at(b()).get("/api/attributes/text").body()).isEqualTo(text);
		}
	}

	@Test
	void lastAccessOnOneNodeIsKnownToTheOther() {
		Browser browser = this.cluster.browserAt("a");
		browser.post("/api/session").expectSuccess();
		browser.at(b()).session();
		Instant before = Instant.now().truncatedTo(ChronoUnit.MILLIS);
		browser.set("colour", "green");
		Instant after = Instant.now();
		assertThat(browser.at(b()).session().lastAccessed()).isBetween(before, after);
	}

	@Test
	void cartChangedInPlaceReachesTheOtherNode() {
		Browser browser = this.cluster.browserAt("a");
		browser.post("/api/cart/tea?quantity=1").expectSuccess();
		for (int quantity = 2; quantity <= 20; quantity++) {
			SampleNode changing = (quantity % 2 == 0) ? a() : b();
			SampleNode reading = (quantity % 2 == 0) ? b() : a();
			browser.at(changing).post("/api/cart/tea/in-place?quantity=" + quantity).expectSuccess();
			assertThat(browser.at(reading).get("/api/cart").body()).isEqualTo("{\"tea\":" + quantity + "}");
		}
	}

	@Test
	void readRightAfterAWriteOnTheOtherNodeIsNeverStale() {
		Browser browser = this.cluster.browserAt("a");
		List<String> stale = new ArrayList<>();
		for (int round = 0; round < READ_ROUNDS; round++) {
			SampleNode writing = (round % 2 == 0) ? a() : b();
			SampleNode reading = (round % 2 == 0) ? b() : a();
			String value = Integer.toString(round);
			browser.at(writing).set("round", value);
			Reply read = browser.at(reading).get("/api/attributes/round");
			if (!read.body().equals(value)) {
				stale.add("round " + round + ": " + read);
			}
		}
		assertThat(stale).isEmpty();
	}

	@Test
	void parallelChangesOfOneSessionOnTwoNodesAreBothKept() {
		Browser browser = this.cluster.browserAt("a");
		browser.post("/api/session").expectSuccess();
		List<String> lost = new ArrayList<>();
		for (int round = 0; round < UPDATE_ROUNDS; round++) {
			String value = Integer.toString(round);
			CompletableFuture<Reply> left = browser.at(a()).sendAsync("PUT", "/api/attributes/left", value);
			CompletableFuture<Reply> right = browser.at(b()).sendAsync("PUT", "/api/attributes/right", value);
			await(left).expectSuccess();
			await(right).expectSuccess();
			for (SampleNode node : List.of(a(), b())) {
				SessionState session = browser.at(node).session();
				if (!value.equals(session.attribute("left")) || !value.equals(session.attribute("right"))) {
					lost.add("round " + round + ": " + session);
				}
			}
		}
		assertThat(lost).isEmpty();
	}

	@Test
	void sessionEndedOnOneNodeIsEndedOnBoth() {
		String note = note();
		List<String> alive = new ArrayList<>();
		for (int round = 0; round < INVALIDATION_ROUNDS; round++) {
			SampleNode ending = (round % 2 == 0) ? a() : b();
			SampleNode other = (round % 2 == 0) ? b() : a();
			Browser browser = sessionKnownToBoth(note);
			browser.at(ending).post("/api/invalidate").expectSuccess();
			alive.addAll(alive(browser, other, ending));
		}
		assertThat(alive).isEmpty();
		assertDestroyedOnce(note, INVALIDATION_ROUNDS);
	}

	@Test
	void sessionEndedWhileTheOtherNodeServesARequestStaysEnded() {
		String note = note();
		List<String> alive = new ArrayList<>();
		for (int round = 0; round < INVALIDATION_ROUNDS; round++) {
			SampleNode ending = (round % 2 == 0) ? a() : b();
			SampleNode other = (round % 2 == 0) ? b() : a();
			Browser browser = sessionKnownToBoth(note);
			CompletableFuture<Reply> slow = startSlow(browser, other, "round-" + round);
			browser.at(ending).post("/api/invalidate").expectSuccess();
			alive.addAll(alive(browser, ending, other));
			new Browser(other.uri()).post("/api/release?latch=round-" + round).expectSuccess();
			// 409: the session said that it had ended. Both are right, but not an error
			// page
			assertThat(await(slow).status()).isIn(204, 409);
			alive.addAll(alive(browser, other, ending));
		}
		assertThat(alive).isEmpty();
		assertDestroyedOnce(note, INVALIDATION_ROUNDS);
	}

	@Test
	void sessionEndedOnBothNodesAtOnceIsDestroyedOnce() {
		String note = note();
		int sessions = 50;
		for (int i = 0; i < sessions; i++) {
			Browser browser = sessionKnownToBoth(note);
			CompletableFuture<Reply> first = browser.at(a()).sendAsync("POST", "/api/invalidate", null);
			CompletableFuture<Reply> second = browser.at(b()).sendAsync("POST", "/api/invalidate", null);
			await(first).expectSuccess();
			await(second).expectSuccess();
			assertThat(alive(browser, a(), b())).isEmpty();
		}
		assertDestroyedOnce(note, sessions);
	}

	@Test
	void cookieOfAnEndedSessionStartsAnotherOne() {
		Browser browser = sessionKnownToBoth(note());
		String ended = browser.sessionId();
		browser.post("/api/invalidate").expectSuccess();
		SessionState next = SessionState.of(browser.at(b()).post("/api/session").expectSuccess());
		assertThat(next.id()).isNotNull().isNotEqualTo(ended).isEqualTo(browser.sessionId());
		assertThat(next.attributes()).isEmpty();
	}

	@Test
	void renamedSessionIsKnownByItsNewIdOnly() {
		Browser browser = sessionKnownToBoth(note());
		String before = Objects.requireNonNull(browser.cookie());
		browser.at(b()).post("/api/change-id").expectSuccess();
		assertThat(browser.cookie()).isNotEqualTo(before);
		for (SampleNode node : List.of(a(), b())) {
			assertThat(browser.at(node).session().attribute("note")).isNotNull();
			assertThat(withCookie(node, before).session().exists()).isFalse();
		}
		assertThat(this.cluster.contents().sessionIds()).contains(browser.sessionId()).doesNotContain(before);
	}

	@Test
	void activityOnEitherNodeKeepsTheSessionUntilItExpiresOnce() {
		String note = note();
		Browser browser = sessionKnownToBoth(note);
		Duration timeout = Duration.ofSeconds(10);
		browser.post("/api/timeout?seconds=" + timeout.toSeconds()).expectSuccess();
		// Node b alone is used for longer than the timeout, and a must not end it
		// meanwhile
		Awaitility.await()
			.pollInterval(Duration.ofMillis(500))
			.during(timeout.plusSeconds(2))
			.atMost(timeout.plusSeconds(10))
			.until(() -> browser.at(b()).session().exists());
		Instant lastUse = Instant.now();
		assertThat(browser.at(a()).session().exists()).isTrue();
		List<DestroyedSession> destroyed = this.cluster.awaitDestroyedOnce(note, 1, timeout.plus(EVENT_LIMIT));
		// Use alone is stored at most every tenth of the timeout
		Duration unstored = timeout.dividedBy(10);
		assertThat(destroyed.get(0).time()).isAfterOrEqualTo(lastUse.plus(timeout).minus(unstored));
		assertThat(destroyed.get(0).attributes()).isEqualTo(2);
		assertThat(alive(browser, a(), b())).isEmpty();
	}

	@Test
	void applicationsOnOneClusterNeverSeeEachOthersSessions() {
		SampleNode other = this.cluster.startOther(Program.local(RulesApplication.class), OTHER_APPLICATION);
		try {
			Browser browser = sessionKnownToBoth(note());
			String ours = browser.sessionId();
			assertThat(browser.at(other).session().exists()).isFalse();
			assertThat(this.cluster.contents().sessions(OTHER_APPLICATION)).isZero();
			SessionState theirs = SessionState.of(browser.at(other).post("/api/session").expectSuccess());
			assertThat(theirs.id()).isNotNull().isNotEqualTo(ours);
			assertThat(theirs.attributes()).isEmpty();
			assertThat(this.cluster.contents().hasSession(theirs.id())).isFalse();
			assertThat(this.cluster.contents().sessions(OTHER_APPLICATION)).isOne();
			assertThat(browser.at(a()).session().exists()).isFalse();
		}
		finally {
			other.discard();
		}
	}

	@ParameterizedTest
	@MethodSource("forgedCookies")
	void cookieThatIsNotASessionIsNeverAdopted(String forged) {
		String withoutSuffix = forged.substring(0,
				(forged.indexOf('.') < 0) ? forged.length() : forged.lastIndexOf('.'));
		for (SampleNode node : List.of(a(), b())) {
			Browser browser = withCookie(node, forged);
			assertThat(browser.session().exists()).isFalse();
			SessionState created = SessionState.of(browser.post("/api/session").expectSuccess());
			assertThat(created.id()).isNotNull().isNotIn(forged, withoutSuffix);
			assertThat(browser.receivedCookies()).hasSize(1).doesNotContain(forged);
			assertThat(this.cluster.contents().hasSession(forged)).isFalse();
			assertThat(this.cluster.contents().hasSession(withoutSuffix)).isFalse();
			assertThat(this.cluster.contents().hasSession(created.id())).isTrue();
		}
	}

	static Stream<String> forgedCookies() {
		String wellFormed = "node0" + "1a2b3c4d5e6f7g8h9i0jk" + "0";
		return Stream.of("garbage", wellFormed, wellFormed + ".a", "a.b.c", ".", "..%2F..%2Fetc%2Fpasswd", "%00",
				"<script>", "id|more", UUID.randomUUID().toString(), "x".repeat(4000));
	}

	private SampleNode a() {
		return this.cluster.node("a");
	}

	private SampleNode b() {
		return this.cluster.node("b");
	}

	/**
	 * A session with two attributes that both nodes have in their hands, and a browser at
	 * node a.
	 */
	private Browser sessionKnownToBoth(String note) {
		Browser browser = this.cluster.browserAt("a");
		browser.set("note", note);
		browser.at(b()).post("/api/counter").expectSuccess();
		assertThat(browser.session().attributes()).containsOnlyKeys("note", "counter");
		assertThat(this.cluster.contents().hasSession(browser.sessionId())).isTrue();
		return browser;
	}

	/**
	 * Where a session that has ended still can be used or is kept, which should be
	 * nowhere.
	 */
	private List<String> alive(Browser ended, SampleNode... nodes) {
		String cookie = Objects.requireNonNull(ended.cookie());
		List<String> alive = new ArrayList<>();
		for (SampleNode node : nodes) {
			SessionState session = withCookie(node, cookie).session();
			if (session.exists()) {
				alive.add("usable on " + session);
			}
		}
		if (this.cluster.contents().hasSession(ended.sessionId())) {
			alive.add("kept in the cluster: " + ended.sessionId());
		}
		return alive;
	}

	private static CompletableFuture<Reply> startSlow(Browser browser, SampleNode node, String latch) {
		CompletableFuture<Reply> slow = browser.at(node).sendAsync("POST", "/api/slow/late?latch=" + latch, null);
		// Without the cookie: only the slow request itself is to keep the session busy
		Browser stranger = new Browser(node.uri());
		Awaitility.await("the slow request is under way")
			.atMost(Duration.ofSeconds(10))
			.pollDelay(Duration.ZERO)
			.pollInterval(Duration.ofMillis(5))
			.until(() -> stranger.get("/api/waiting?latch=" + latch).body().equals("true"));
		return slow;
	}

	private void assertDestroyedOnce(String note, int sessions) {
		assertThat(this.cluster.awaitDestroyedOnce(note, sessions, EVENT_LIMIT))
			.allSatisfy((destroyed) -> assertThat(destroyed.attributes()).isGreaterThanOrEqualTo(2));
	}

	private static Browser withCookie(SampleNode node, String cookie) {
		Browser browser = new Browser(node.uri());
		browser.forgeCookie(cookie);
		return browser;
	}

	private static Reply await(CompletableFuture<Reply> reply) {
		return reply.orTimeout(30, TimeUnit.SECONDS).join();
	}

	private static String note() {
		return UUID.randomUUID().toString();
	}

}
