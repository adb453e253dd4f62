package io.github.hazelcastjetty.sample.cluster;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Three nodes with worker names behind a balancer that keeps a session on one of them.
 */
@OwnCluster
class StickyIntegrationTests {

	private static final int FAIL_BACK_ROUNDS = 200;

	private static SampleCluster cluster;

	@BeforeAll
	static void startCluster() {
		cluster = SampleCluster.builder("sticky")
			.nodes("a", "b", "c")
			.sticky(true)
			.property("hazelcast.jetty.session.operation-timeout", "10s")
			.start();
	}

	@AfterAll
	static void stopCluster() {
		if (cluster != null) {
			cluster.close();
		}
	}

	@BeforeEach
	void startNodesThatATestHasKilled() {
		cluster.startMissing();
	}

	@Test
	void workerNameEndsTheCookieAndKeepsTheSessionOnItsNode() {
		Set<String> used = new HashSet<>();
		for (int customer = 0; customer < 6; customer++) {
			Browser browser = cluster.browser();
			String node = browser.post("/api/counter").expectSuccess().node();
			assertThat(browser.cookie()).isEqualTo(browser.sessionId() + "." + node);
			assertThat(nodesThatCount(browser, 2, 20)).containsExactly(node);
			assertThat(browser.receivedCookies()).hasSize(1);
			used.add(node);
		}
		assertThat(used).hasSizeGreaterThan(1);
	}

	@Test
	void workerNameIsNotPartOfTheStoredId() {
		Browser browser = cluster.browser();
		browser.set("colour", "green");
		assertThat(browser.session().id()).isEqualTo(browser.sessionId());
		assertThat(cluster.contents().hasSession(browser.sessionId())).isTrue();
		assertThat(cluster.contents().hasSession(browser.cookie())).isFalse();
	}

	@Test
	void sessionOfAKilledNodeGoesOnElsewhereWithOneNewCookie() {
		Browser browser = cluster.browser();
		SampleNode first = cluster.node(browser.post("/api/counter").expectSuccess().node());
		String id = browser.sessionId();
		assertThat(nodesThatCount(browser, 2, 5)).containsExactly(first.name());
		first.kill();
		Set<String> next = nodesThatCount(browser, 6, 20);
		assertThat(next).hasSize(1).doesNotContain(first.name());
		assertThat(browser.sessionId()).isEqualTo(id);
		assertThat(browser.cookie()).isEqualTo(id + "." + next.iterator().next());
		assertThat(browser.receivedCookies()).hasSize(2);
		cluster.startMissing();
		// The cookie names the new node: nothing to go back for
		assertThat(nodesThatCount(browser, 21, 30)).isEqualTo(next);
		assertThat(browser.receivedCookies()).hasSize(2);
	}

	@Test
	void sessionThatComesBackIsFresh() {
		Browser browser = cluster.browserAt("a");
		Browser elsewhere = browser.at(cluster.node("b"));
		List<String> stale = new ArrayList<>();
		ToldWrites writes = new ToldWrites();
		for (int round = 0; round < FAIL_BACK_ROUNDS; round++) {
			String written = "on b in round " + round;
			browser.set("written", "on a in round " + round);
			boolean known = writes.areKnownAfter(() -> elsewhere.set("written", written));
			SessionState session = browser.session();
			if (known && !written.equals(session.attribute("written"))) {
				stale.add("round " + round + ": " + session);
			}
		}
		writes.assertThatSomeWereJudged();
		assertThat(stale).isEmpty();
	}

	@Test
	void sessionThatIsBroughtBackByTheBalancerIsFresh() {
		Browser browser = cluster.browser();
		SampleNode first = cluster.node(browser.post("/api/counter").expectSuccess().node());
		cluster.proxy().removeNode(first);
		try {
			assertThat(nodesThatCount(browser, 2, 5)).hasSize(1).doesNotContain(first.name());
		}
		finally {
			cluster.proxy().addNode(first);
		}
		browser.forgeCookie(browser.sessionId() + "." + first.name());
		assertThat(nodesThatCount(browser, 6, 10)).containsExactly(first.name());
	}

	/**
	 * Counts through the balancer and insists on every number.
	 */
	private static Set<String> nodesThatCount(Browser browser, int from, int to) {
		Set<String> nodes = new HashSet<>();
		for (int number = from; number <= to; number++) {
			Reply reply = browser.post("/api/counter").expectSuccess();
			assertThat(reply.body()).isEqualTo(Integer.toString(number));
			nodes.add(reply.node());
		}
		return nodes;
	}

}
