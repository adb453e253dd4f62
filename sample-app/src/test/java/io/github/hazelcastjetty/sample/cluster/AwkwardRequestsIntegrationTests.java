package io.github.hazelcastjetty.sample.cluster;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Requests that change their session late, from other threads or in several dispatches.
 * What was changed before the response is on the other node when the client has it. What
 * was changed later follows when the request has ended, so that is waited for.
 */
@ParameterizedClass
@EnumSource
class AwkwardRequestsIntegrationTests {

	private static final String REQUESTS = "/rules/requests/";

	private static final Duration SOON = Duration.ofSeconds(10);

	private static final int PARALLEL = 20;

	private final SampleCluster cluster;

	AwkwardRequestsIntegrationTests(Topology topology) {
		this.cluster = topology.cluster();
	}

	@Test
	void changeByTheThreadOfAnAsynchronousRequestIsStoredBeforeItsResponse() throws Exception {
		String gate = UUID.randomUUID().toString();
		Browser browser = this.cluster.browserAt("a");
		browser.set("known", "1");
		CompletableFuture<Reply> reply = browser.sendAsync("POST", REQUESTS + "async?gate=" + gate, null);
		browser.at(b()).set("meanwhile", "on b");
		assertThat(onB(browser)).doesNotContainKeys("thread");
		browser.post(REQUESTS + "open?gate=" + gate).expectSuccess();
		assertThat(reply.get(20, TimeUnit.SECONDS).expectSuccess().body()).isEqualTo("from another thread");
		assertThat(onB(browser)).containsEntry("thread", "rules-" + gate)
			.containsEntry("request", "before")
			.containsEntry("meanwhile", "on b");
	}

	@Test
	void changesByATimeoutAndByTheDispatchAfterItAreStoredBeforeTheResponse() {
		Browser browser = this.cluster.browserAt("a");
		assertThat(browser.post(REQUESTS + "async").expectSuccess().body()).isEqualTo("dispatched");
		assertThat(onB(browser)).containsEntry("request", "before")
			.containsEntry("timeout", "told")
			.containsEntry("dispatched", "after timeout");
	}

	@Test
	void changeByTheRequestThatCompletesADeferredResultIsStoredBeforeThatResult() throws Exception {
		String key = UUID.randomUUID().toString();
		Browser browser = this.cluster.browserAt("a");
		browser.set("known", "1");
		CompletableFuture<Reply> reply = browser.sendAsync("POST", REQUESTS + "deferred?key=" + key, null);
		// Somebody else, who has no session
		Browser completing = this.cluster.browserAt("a");
		Awaitility.await()
			.atMost(SOON)
			.until(() -> completing.get(REQUESTS + "deferred/waiting?key=" + key).body().equals("true"));
		assertThat(completing.post(REQUESTS + "deferred/complete?key=" + key).body()).isEqualTo("true");
		assertThat(reply.get(20, TimeUnit.SECONDS).expectSuccess().body()).isEqualTo(key);
		assertThat(onB(browser)).containsEntry("deferred", key).containsEntry("known", "1");
		assertThat(completing.cookie()).isNull();
	}

	@Test
	void changeByACallableIsStoredBeforeItsResponse() {
		Browser browser = this.cluster.browserAt("a");
		browser.post(REQUESTS + "callable").expectSuccess();
		assertThat(onB(browser)).containsEntry("callable", "done");
	}

	@Test
	void changeDuringAStreamedBodyIsStoredWhenTheBodyHasEnded() throws Exception {
		String gate = UUID.randomUUID().toString();
		Browser browser = this.cluster.browserAt("a");
		browser.set("known", "1");
		CompletableFuture<Reply> reply = browser.sendAsync("POST", REQUESTS + "streaming?gate=" + gate, null);
		awaitOnB(browser, "before", "streaming");
		assertThat(reply).isNotDone();
		browser.post(REQUESTS + "open?gate=" + gate).expectSuccess();
		assertThat(reply.get(20, TimeUnit.SECONDS).expectSuccess().body()).endsWith("second");
		awaitOnB(browser, "after", "streaming");
	}

	/**
	 * The first bytes are out while the request still runs.
	 */
	@Test
	void flushStoresWhatWasChangedAndTheRestFollows() throws Exception {
		String gate = UUID.randomUUID().toString();
		Browser browser = this.cluster.browserAt("a");
		browser.set("known", "1");
		CompletableFuture<Reply> reply = browser.sendAsync("POST", REQUESTS + "early?how=flush&say=second&gate=" + gate,
				null);
		awaitOnB(browser, "before", "committed=false");
		assertThat(reply).isNotDone();
		assertThat(onB(browser)).containsEntry("list", "[before]").doesNotContainKey("after");
		browser.post(REQUESTS + "open?gate=" + gate).expectSuccess();
		assertThat(reply.get(20, TimeUnit.SECONDS).expectSuccess().body()).isEqualTo("first second");
		awaitOnB(browser, "after", "committed=true");
		assertThat(onB(browser)).containsEntry("list", "[before, after]");
	}

	@ParameterizedTest
	@ValueSource(strings = { "flush", "large", "redirect" })
	void newSessionIsOnTheOtherNodeWhenItsResponseWasCommittedEarly(String how) {
		Browser browser = this.cluster.browserAt("a");
		Reply reply = browser.post(REQUESTS + "early?how=" + how);
		assertThat(reply.status()).isLessThan(400);
		assertThat(onB(browser)).containsEntry("before", "committed=false");
		awaitOnB(browser, "after", "committed=true");
		assertThat(onB(browser)).containsEntry("list", "[before, after]");
	}

	@ParameterizedTest
	@ValueSource(strings = { "HEAD", "OPTIONS", "DELETE" })
	void changeIsStoredWhateverTheMethod(String method) {
		Browser browser = this.cluster.browserAt("a");
		browser.set("known", "1");
		browser.await(Browser.Request.of(method, REQUESTS + "early?how=nothing", null)).expectSuccess();
		assertThat(onB(browser)).containsEntry("after", "committed=false").containsEntry("known", "1");
	}

	@Test
	void changeIsStoredWithAResponseThatHasNoBody() {
		Browser browser = this.cluster.browserAt("a");
		browser.set("known", "1");
		assertThat(browser.get(REQUESTS + "early?how=unmodified").status()).isEqualTo(304);
		assertThat(onB(browser)).containsEntry("after", "committed=false");
	}

	@Test
	void earlyHintsCommitNothing() throws IOException {
		Browser browser = this.cluster.browserAt("a");
		browser.set("known", "1");
		try (RawHttp http = RawHttp.to(a().uri())) {
			http.head("GET", REQUESTS + "early?how=hints&say=done", "Cookie: JSESSIONID=" + browser.cookie());
			assertThat(http.readHead()).startsWith("HTTP/1.1 103").contains("preload");
			assertThat(http.readHead()).startsWith("HTTP/1.1 200");
			assertThat(http.readRest()).contains("done");
		}
		assertThat(onB(browser)).containsEntry("after", "committed=false").containsEntry("list", "[before, after]");
	}

	@Test
	void expectedContinueCommitsNothing() throws IOException {
		Browser browser = this.cluster.browserAt("a");
		browser.set("known", "1");
		try (RawHttp http = RawHttp.to(a().uri())) {
			http.head("POST", REQUESTS + "early?how=body&say=done", "Cookie: JSESSIONID=" + browser.cookie(),
					"Expect: 100-continue", "Content-Length: 4");
			assertThat(http.readHead()).startsWith("HTTP/1.1 100");
			assertThat(onB(browser)).as("while the server waits for the body").containsOnlyKeys("known");
			http.send("body");
			assertThat(http.readHead()).startsWith("HTTP/1.1 200");
			assertThat(http.readRest()).contains("done");
		}
		assertThat(onB(browser)).containsEntry("after", "committed=false").containsEntry("list", "[before, after]");
	}

	@ParameterizedTest
	@ValueSource(strings = { "forward", "include" })
	void changesInEachDispatchAreStoredBeforeTheResponse(String how) {
		Browser browser = this.cluster.browserAt("a");
		assertThat(browser.post(REQUESTS + "dispatch?how=" + how).expectSuccess().body()).isEqualTo("dispatched");
		assertThat(onB(browser)).containsEntry("REQUEST", "set").containsEntry(how.toUpperCase(Locale.ROOT), "set");
	}

	@Test
	void sessionThatOnlyADispatchCreatesIsStoredBeforeTheResponse() {
		Browser browser = this.cluster.browserAt("a");
		browser.post(REQUESTS + "dispatch?how=forward&late=true").expectSuccess();
		assertThat(onB(browser)).containsOnlyKeys("FORWARD");
	}

	@Test
	void errorPageChangesTheSession() {
		Browser browser = this.cluster.browserAt("a");
		Reply reply = browser.post(REQUESTS + "dispatch?how=error");
		assertThat(reply.status()).isEqualTo(402);
		assertThat(reply.body()).isEqualTo("dispatched");
		assertThat(onB(browser)).containsEntry("REQUEST", "set").containsEntry("ERROR", "set");
	}

	@Test
	void errorPageCreatesTheSession() {
		Browser browser = this.cluster.browserAt("a");
		assertThat(browser.post(REQUESTS + "dispatch?how=error&late=true").status()).isEqualTo(402);
		assertThat(onB(browser)).containsOnlyKeys("ERROR");
	}

	@Test
	void whatARequestChangedBeforeItFailedIsStoredWithTheError() {
		Browser browser = this.cluster.browserAt("a");
		assertThat(browser.post(REQUESTS + "dispatch?how=exception").status()).isEqualTo(500);
		assertThat(onB(browser)).containsEntry("REQUEST", "set");
	}

	@Test
	void parallelRequestsOnOneNodeLoseNothing() throws Exception {
		Browser browser = this.cluster.browserAt("a");
		browser.post(REQUESTS + "parallel/shared").expectSuccess();
		String meeting = UUID.randomUUID().toString();
		List<CompletableFuture<Reply>> replies = new ArrayList<>();
		Map<String, String> expected = new TreeMap<>();
		for (int number = 0; number < PARALLEL; number++) {
			replies.add(browser.sendAsync("POST",
					REQUESTS + "parallel?meeting=" + meeting + "&parties=" + PARALLEL + "&number=" + number, null));
			expected.put("own-" + number, Integer.toString(number));
		}
		for (CompletableFuture<Reply> reply : replies) {
			reply.get(30, TimeUnit.SECONDS).expectSuccess();
		}
		assertThat(onB(browser)).containsAllEntriesOf(expected);
		assertThat(onB(browser).get("shared").replaceAll("[\\[\\] ]", "").split(",")).hasSize(PARALLEL)
			.doesNotHaveDuplicates();
	}

	private Map<String, String> onB(Browser browser) {
		return browser.at(b()).session().attributes();
	}

	private void awaitOnB(Browser browser, String name, String value) {
		Awaitility.await()
			.atMost(SOON)
			.pollDelay(Duration.ZERO)
			.untilAsserted(() -> assertThat(onB(browser)).containsEntry(name, value));
	}

	private SampleNode a() {
		return this.cluster.node("a");
	}

	private SampleNode b() {
		return this.cluster.node("b");
	}

}
