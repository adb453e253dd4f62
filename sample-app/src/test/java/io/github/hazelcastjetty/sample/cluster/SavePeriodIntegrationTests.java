package io.github.hazelcastjetty.sample.cluster;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.github.hazelcastjetty.rules.RulesApplication;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * One cluster, and on each node another time at which changes are stored, or at which a
 * copy is checked. One more node keeps to the default and reads.
 */
@Execution(ExecutionMode.CONCURRENT)
class SavePeriodIntegrationTests {

	private static final String SAVE = "hazelcast.jetty.session.save-period";

	private static final String STALE = "hazelcast.jetty.session.stale-period";

	private static final Duration TWO_SECONDS = Duration.ofSeconds(2);

	/**
	 * Room for a busy machine.
	 */
	private static final Duration TOLERANCE = Duration.ofSeconds(20);

	/**
	 * How often what depends on a quick machine is tried.
	 */
	private static final int MOST_ROUNDS = 5;

	private static SampleCluster cluster;

	@BeforeAll
	static void startCluster() {
		cluster = Topology.CLIENT.builder("periods")
			.program(Program.local(RulesApplication.class))
			.program("stop", Program.of(RulesApplication.class))
			.node("each", Map.of(SAVE, "-2", "hazelcast.jetty.session.sticky", "true", STALE, "-1"))
			.node("stop", Map.of(SAVE, "shutdown"))
			.node("set", Map.of(SAVE, "1", STALE, "-1"))
			.node("late", Map.of(SAVE, "2s", STALE, "2"))
			.node("reader", Map.of(SAVE, "request-end", STALE, "0"))
			.start();
	}

	@AfterAll
	static void stopCluster() {
		if (cluster != null) {
			cluster.close();
		}
	}

	@Test
	void minusTwoStoresEachChangeWhileItsRequestIsRunning() {
		Browser browser = cluster.browserAt("each");
		browser.set("kept", "1");
		browser.set("removed-each", "1");
		HeldRequest held = HeldRequest.blocking(browser, cluster.node("each"));
		SessionState meanwhile = atReader(browser).session();
		assertThat(meanwhile.attribute("before-each")).isEqualTo(held.value());
		assertThat(meanwhile.attributes()).containsOnlyKeys("kept", "before-each");
		held.release().expectSuccess();
		assertThat(atReader(browser).session().attributes()).containsOnlyKeys("kept", "before-each", "after-each");
	}

	@Test
	void minusOneStoresWhenTheNodeStops() {
		assertReadingKeepsAlive("stop");
		Browser browser = cluster.browserAt("stop");
		browser.set("colour", "green");
		StoredSession first = stored(browser);
		browser.set("colour", "blue");
		browser.set("large", "blue".repeat(2_000));
		browser.delete("/api/attributes/large").expectSuccess();
		browser.set("large", "green".repeat(2_000));
		assertThat(browser.session().attribute("colour")).isEqualTo("blue");
		assertThat(stored(browser)).isEqualTo(first);
		assertThat(atReader(browser).session().attributes()).containsOnly(Map.entry("colour", "green"));
		// Another node decides when the session ends, so the timeout is stored all the
		// same
		browser.post("/api/timeout?seconds=600").expectSuccess();
		assertThat(atReader(browser).get("/api/session").json().path("maxInactiveInterval").intValue()).isEqualTo(600);
		assertThat(atReader(browser).session().attributes()).containsOnly(Map.entry("colour", "green"));
		assertThat(cluster.node("stop").stopGracefully()).isEqualTo(143);
		assertThat(atReader(browser).session().attributes()).containsOnly(Map.entry("colour", "blue"),
				Map.entry("large", "green".repeat(2_000)));
	}

	@Test
	void zeroStoresWhatWasChangedInPlaceAtTheEndOfTheRequest() {
		Browser browser = cluster.browserAt("reader");
		browser.post("/rules/life/things").expectSuccess();
		browser.post("/rules/life/things/LIST/change?value=1").expectSuccess();
		assertThat(browser.at(cluster.node("each")).get("/rules/life/things").json().path("LIST").asString())
			.isEqualTo("[1]");
	}

	@Test
	void oneStoresWhatWasSetAndNothingElse() {
		Browser browser = cluster.browserAt("set");
		browser.post("/rules/life/things").expectSuccess();
		browser.set("colour", "green");
		StoredSession first = stored(browser);
		browser.post("/rules/life/things/LIST/change?value=1").expectSuccess();
		assertThat(browser.get("/rules/life/things").json().path("LIST").asString()).isEqualTo("[1]");
		assertThat(stored(browser)).isEqualTo(first);
		browser.set("colour", "blue");
		assertThat(stored(browser).version()).isEqualTo(first.version() + 1);
		assertThat(atReader(browser).session().attribute("colour")).isEqualTo("blue");
		assertThat(atReader(browser).get("/rules/life/things").json().path("LIST").asString()).isEqualTo("[]");
	}

	@ParameterizedTest
	@ValueSource(strings = { "each", "set", "late" })
	void sessionThatIsOnlyReadIsKeptAlive(String node) {
		assertReadingKeepsAlive(node);
	}

	private static void assertReadingKeepsAlive(String node) {
		Browser browser = cluster.browserAt(node);
		browser.set("colour", "green");
		browser.post("/api/timeout?seconds=10").expectSuccess();
		Awaitility.await()
			.pollInterval(Duration.ofMillis(500))
			.during(Duration.ofSeconds(12))
			.atMost(Duration.ofSeconds(40))
			.until(() -> browser.session().exists());
		assertThat(atReader(browser).session().attribute("colour")).isEqualTo("green");
	}

	@Test
	void moreStoresThatManySecondsAfterTheChangeWithoutAnotherRequest() {
		int keptBack = 0;
		int gathered = 0;
		for (int round = 0; round < MOST_ROUNDS && (keptBack == 0 || gathered == 0); round++) {
			Browser browser = cluster.browserAt("late");
			browser.set("number", "0");
			StoredSession first = stored(browser);
			Instant changed = Instant.now();
			for (int number = 1; number <= 5; number++) {
				browser.set("number", Integer.toString(number));
			}
			StoredSession present = stored(browser);
			if (Instant.now().isBefore(changed.plus(TWO_SECONDS))) {
				assertThat(present).isEqualTo(first);
				keptBack++;
			}
			// On a busy machine some of them may be stored before the last one is made
			Awaitility.await()
				.atMost(TWO_SECONDS.plus(TOLERANCE))
				.until(() -> Objects.equals(atReader(browser).session().attribute("number"), "5"));
			long version = stored(browser).version();
			if (Instant.now().isBefore(changed.plus(TWO_SECONDS.multipliedBy(4)))) {
				assertThat(version).isLessThan(first.version() + 5);
				gathered++;
			}
		}
		assertThat(keptBack).as("times that were looked at soon enough").isPositive();
		assertThat(gathered).as("times that all changes were made soon enough").isPositive();
	}

	@Test
	void moreStoresThatManySecondsAfterTheFirstChangeAndDoesNotWaitForTheLast() {
		Browser browser = cluster.browserAt("late");
		browser.set("number", "0");
		AtomicInteger number = new AtomicInteger();
		for (int save = 0; save < 3; save++) {
			long version = stored(browser).version();
			Awaitility.await("changes are stored while there are more")
				.atMost(TWO_SECONDS.plus(TOLERANCE))
				.pollInterval(Duration.ofMillis(500))
				.until(() -> {
					browser.set("number", Integer.toString(number.incrementAndGet()));
					return stored(browser).version() > version;
				});
		}
	}

	@Test
	void moreStoresThatManySecondsAfterTheChangeAlsoWhileTheRequestIsRunning() {
		Browser browser = cluster.browserAt("late");
		browser.set("colour", "green");
		HeldRequest held = HeldRequest.blocking(browser, cluster.node("late"));
		Awaitility.await()
			.atMost(TWO_SECONDS.plus(TOLERANCE))
			.until(() -> held.value().equals(atReader(browser).session().attribute("before-late")));
		held.release().expectSuccess();
		Awaitility.await()
			.atMost(TWO_SECONDS.plus(TOLERANCE))
			.until(() -> held.value().equals(atReader(browser).session().attribute("after-late")));
	}

	@Test
	void copyThatIsNeverCheckedIsUsedUntilItsSessionEnds() {
		Browser browser = cluster.browserAt("set");
		browser.set("colour", "green");
		atReader(browser).set("colour", "blue");
		assertThat(browser.session().attribute("colour")).isEqualTo("green");
		assertThat(browser.session().origin()).isEqualTo("CACHED");
		atReader(browser).post("/api/invalidate").expectSuccess();
		Awaitility.await().atMost(TOLERANCE).until(() -> !browser.session().exists());
	}

	/**
	 * The node that gives the session another id does not wait for nodes that trust their
	 * copies; they are told by the cluster, and those with a period check afterwards.
	 */
	@ParameterizedTest
	@CsvSource({ "set, late", "late, set" })
	void copyOfARenamedSessionIsDroppedWhereItIsTrusted(String node, String other) {
		for (int round = 0; round < 5; round++) {
			Browser browser = cluster.browserAt(node);
			browser.set("colour", "green");
			Browser late = cluster.browserAt(node);
			late.forgeCookie(browser.cookie());
			assertThat(late.session().origin()).isEqualTo("CACHED");
			browser.at(cluster.node(other)).post("/api/change-id").expectSuccess();
			Awaitility.await("the old id is dead")
				.atMost(TOLERANCE)
				.pollDelay(Duration.ZERO)
				.until(() -> !late.session().exists());
			late.put("/api/attributes/colour", "late");
			assertThat(browser.session().attribute("colour")).isEqualTo("green");
		}
	}

	@Test
	void copyThatIsTrustedForSomeSecondsIsCheckedAfterwards() {
		Browser browser = cluster.browserAt("late");
		browser.set("colour", "green");
		Awaitility.await("the copy is checked again")
			.atMost(TOLERANCE)
			.pollInterval(Duration.ofMillis(50))
			.until(() -> staleWithinThePeriod(browser));
		Awaitility.await()
			.atMost(TWO_SECONDS.plus(TOLERANCE))
			.until(() -> Objects.equals(browser.session().attribute("colour"), "blue"));
		atReader(browser).post("/api/invalidate").expectSuccess();
		Awaitility.await().atMost(TWO_SECONDS.plus(TOLERANCE)).until(() -> !browser.session().exists());
	}

	@Test
	void stickyNodeThatNeverChecksIsToldOfChangesAndOfTheEndAtOnce() {
		ToldWrites writes = new ToldWrites();
		int judgedChanges = 0;
		int judgedEnds = 0;
		for (int round = 0; round < 20; round++) {
			Browser browser = cluster.browserAt("each");
			browser.set("colour", "green");
			assertThat(browser.session().origin()).isEqualTo("CACHED");
			boolean changeIsKnown = writes.areKnownAfter(() -> atReader(browser).set("colour", "blue"));
			if (changeIsKnown) {
				assertThat(browser.session().attribute("colour")).isEqualTo("blue");
				judgedChanges++;
			}
			browser.set("colour", "red");
			String cookie = browser.cookie();
			String end = (round % 2 == 0) ? "/api/invalidate" : "/api/change-id";
			boolean endIsKnown = writes.areKnownAfter(() -> atReader(browser).post(end).expectSuccess());
			Browser late = cluster.browserAt("each");
			late.forgeCookie(cookie);
			if (endIsKnown) {
				assertThat(late.session().exists()).isFalse();
				judgedEnds++;
			}
		}
		assertThat(judgedChanges).as("changes that were not too slow to be judged").isPositive();
		assertThat(judgedEnds).as("ends that were not too slow to be judged").isPositive();
	}

	/**
	 * Changes the session elsewhere and looks whether the change is not seen, which holds
	 * if the copy was checked less than the period ago.
	 */
	private static boolean staleWithinThePeriod(Browser browser) {
		atReader(browser).set("colour", "green");
		browser.session();
		atReader(browser).set("colour", "blue");
		return Objects.equals(browser.session().attribute("colour"), "green");
	}

	private static Browser atReader(Browser browser) {
		return browser.at(cluster.node("reader"));
	}

	private static StoredSession stored(Browser browser) {
		return Objects.requireNonNull(cluster.contents().stored(browser.sessionId()));
	}

}
