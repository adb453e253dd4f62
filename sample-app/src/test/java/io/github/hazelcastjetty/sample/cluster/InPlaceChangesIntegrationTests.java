package io.github.hazelcastjetty.sample.cluster;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Attributes that are changed without a word to the session.
 */
@ParameterizedClass
@EnumSource
class InPlaceChangesIntegrationTests {

	private static final int PARALLEL_ROUNDS = 30;

	@Parameter
	Topology topology;

	@Test
	void changeWithinAnyKindOfAttributeReachesTheOtherNode() {
		Browser browser = cluster().browserAt("a");
		browser.post("/rules/life/things").expectSuccess();
		Map<String, String> before = things(browser);
		assertThat(before).hasSizeGreaterThan(10);
		for (int round = 1; round <= 6; round++) {
			List<SampleNode> nodes = cluster().nodes();
			Browser changing = browser.at(nodes.get(round % 2));
			changing.post("/rules/life/things/change?value=" + round).expectSuccess();
			Map<String, String> here = things(changing);
			assertThat(things(browser.at(nodes.get((round + 1) % 2)))).isEqualTo(here);
			Map<String, String> last = before;
			assertThat(here)
				.allSatisfy((name, value) -> assertThat(value).describedAs(name).isNotEqualTo(last.get(name)));
			before = here;
		}
	}

	/**
	 * An attribute that is changed alone, so that nothing else causes the write.
	 */
	@Test
	void changeWithinOneAttributeIsOneWrite() {
		Browser browser = cluster().browserAt("a");
		browser.post("/rules/life/things").expectSuccess();
		Browser onB = browser.at(cluster().node("b"));
		long version = stored(browser).version();
		for (String thing : things(browser).keySet()) {
			onB.post("/rules/life/things/" + thing + "/change?value=7").expectSuccess();
			assertThat(stored(browser).version()).describedAs(thing).isEqualTo(++version);
		}
		assertThat(things(browser)).isEqualTo(things(onB));
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "/immutable" })
	void readingCostsNoWrite(String kind) {
		Browser browser = cluster().browserAt("a");
		browser.post("/rules/life/things" + kind).expectSuccess();
		StoredSession first = stored(browser);
		Map<String, String> things = things(browser);
		assertThat(things).hasSizeGreaterThan(6);
		for (int round = 0; round < 10; round++) {
			assertThat(things(browser.at(cluster().nodes().get(round % 2)))).isEqualTo(things);
		}
		assertThat(stored(browser)).isEqualTo(first);
	}

	@Test
	void parallelChangesWithinTwoAttributesOnTwoNodesAreBothKept() {
		Browser browser = cluster().browserAt("a");
		browser.post("/rules/life/things").expectSuccess();
		Browser onB = browser.at(cluster().node("b"));
		for (int round = 1; round <= PARALLEL_ROUNDS; round++) {
			CompletableFuture<Reply> left = browser.sendAsync("POST", change("TEXT_BUILDER"), null);
			CompletableFuture<Reply> right = onB.sendAsync("POST", change("LIST"), null);
			left.join().expectSuccess();
			right.join().expectSuccess();
		}
		for (Browser anywhere : List.of(browser, onB)) {
			assertThat(things(anywhere)).containsEntry("TEXT_BUILDER", "1".repeat(PARALLEL_ROUNDS))
				.containsEntry("LIST", "[" + "1, ".repeat(PARALLEL_ROUNDS - 1) + "1]");
		}
	}

	private static String change(String thing) {
		return "/rules/life/things/" + thing + "/change?value=1";
	}

	private static Map<String, String> things(Browser browser) {
		return browser.get("/rules/life/things")
			.expectSuccess()
			.json()
			.propertyStream()
			.collect(Collectors.toMap(Map.Entry::getKey, (entry) -> entry.getValue().asString()));
	}

	private StoredSession stored(Browser browser) {
		return cluster().contents().stored(browser.sessionId());
	}

	private SampleCluster cluster() {
		return this.topology.cluster();
	}

}
