package io.github.hazelcastjetty.sample.cluster;

import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * An attribute that cannot be stored or read hurts nothing but itself, and is told once.
 */
@ParameterizedClass
@EnumSource
class BadAttributesIntegrationTests {

	private static final String ATTRIBUTES = "/rules/attributes/";

	private static final int MORE_THAN_WARN_SIZE = 600_000;

	private static final int ROUNDS = 3;

	private final SampleCluster cluster;

	private final SampleNode a;

	private final SampleNode b;

	private final Browser browser;

	/**
	 * Warnings are told once for each attribute, so each test has one of its own.
	 */
	private final String name = "bad-" + UUID.randomUUID();

	BadAttributesIntegrationTests(Topology topology) {
		this.cluster = topology.cluster();
		this.a = this.cluster.node("a");
		this.b = this.cluster.node("b");
		this.browser = this.cluster.browserAt("a");
	}

	@AfterEach
	void noNodeTellsTheId() {
		assertThat(NodeLog.of(this.a)).doesNotContain(this.browser.sessionId());
		assertThat(NodeLog.of(this.b)).doesNotContain(this.browser.sessionId());
	}

	@ParameterizedTest
	@CsvSource({ "unserializable, handle, '{0} is a io.github.hazelcastjetty.rules.attributes.AttributesApi$Handle'",
			"deep, order, '{0}.details.value[1] is a io.github.hazelcastjetty.rules.attributes.AttributesApi$Handle'",
			"point, 'java.awt.Point[x=3,y=4]', java.awt.Point",
			"throwing/WRITE, grumpy0, 'IllegalStateException: No, because of'",
			"throwing/WRITE_ERROR, grumpy0, 'NoClassDefFoundError: No, because of'" })
	void valueThatCannotBeStoredStaysOnItsNode(String kind, String value, String told) {
		for (int round = 0; round < ROUNDS; round++) {
			this.browser.post(ATTRIBUTES + kind + "?name=" + this.name).expectSuccess();
			assertGoodOnesTravel("round " + round);
			assertThat(onB().get("/api/attributes/" + this.name).status()).isEqualTo(404);
			assertThat(this.browser.get("/api/attributes/" + this.name).body()).isEqualTo(value);
		}
		assertThat(NodeLog.warnings(this.a, this.name)).singleElement()
			.asString()
			.contains(told.replace("{0}", this.name), "kept on this node only");
		assertThat(NodeLog.warnings(this.b, this.name)).isEmpty();
	}

	@Test
	void valueThatCannotBeStoredIsReplacedByWhatTheOtherNodeSets() {
		this.browser.post(ATTRIBUTES + "unserializable?name=" + this.name).expectSuccess();
		onB().set(this.name, "good");
		assertThat(this.browser.get("/api/attributes/" + this.name).body()).isEqualTo("good");
	}

	/**
	 * In the session itself and beside it.
	 */
	@ParameterizedTest
	@CsvSource({ "READ, 0, IllegalStateException", "READ, 5000, IllegalStateException",
			"READ_ERROR, 0, NoClassDefFoundError", "READ_ERROR, 5000, NoClassDefFoundError" })
	void valueThatFailsWhenItIsReadIsHiddenWhereItCannotBeReadAndNotOverwritten(String mood, int size, String told) {
		this.browser.post(ATTRIBUTES + "throwing/" + mood + "?name=" + this.name + "&ballast=" + size).expectSuccess();
		for (int round = 0; round < ROUNDS; round++) {
			assertThat(onB().get("/api/attributes/" + this.name).status()).isEqualTo(404);
			assertGoodOnesTravel("round " + round);
			// What node b knows of it is thrown away, so that it has to read it again
			this.browser.post("/api/change-id").expectSuccess();
		}
		assertThat(this.browser.get("/api/attributes/" + this.name).body()).isEqualTo("grumpy" + size);
		assertThat(NodeLog.warnings(this.b, this.name)).singleElement()
			.asString()
			.contains(told + ": No, because of", "hidden on this node");
		assertThat(NodeLog.warnings(this.a, this.name)).isEmpty();
	}

	@Test
	void valueThatCannotBeReadIsReplacedAndRemovedLikeAnyOther() {
		this.browser.post(ATTRIBUTES + "throwing/READ?name=" + this.name).expectSuccess();
		assertThat(onB().get("/api/attributes").body()).isEqualTo("[]");
		onB().set(this.name, "good");
		assertThat(this.browser.get("/api/attributes/" + this.name).body()).isEqualTo("good");
		this.browser.post(ATTRIBUTES + "throwing/READ?name=" + this.name).expectSuccess();
		assertThat(onB().get("/api/attributes").body()).isEqualTo("[]");
		onB().delete("/api/attributes/" + this.name).expectSuccess();
		assertThat(this.browser.get("/api/attributes/" + this.name).status()).isEqualTo(404);
	}

	@Test
	void veryLargeValueTravelsAndIsTold() {
		for (int round = 0; round < ROUNDS; round++) {
			this.browser.post("/api/attributes/" + this.name + "/fill?bytes=" + MORE_THAN_WARN_SIZE).expectSuccess();
			assertThat(onB().get("/api/attributes/" + this.name).body()).isEqualTo(MORE_THAN_WARN_SIZE + " bytes");
		}
		assertThat(NodeLog.warnings(this.a, this.name)).singleElement()
			.asString()
			.contains(Integer.toString(MORE_THAN_WARN_SIZE + 1), "byte[]", "serialization.warn-size");
		assertThat(NodeLog.warnings(this.b, this.name)).isEmpty();
	}

	@ParameterizedTest
	@CsvSource({ "ARRAY_LIST, [churned]", "HASH_MAP, {churned=churned}", "LINKED_HASH_MAP, {churned=churned}",
			"LINKED_LIST, [churned]", "STRING_BUILDER, churned" })
	void valueThatChangesAllTheTimeDoesNotHinderOthersAndIsStoredByTheRequestThatChangesIt(String kind, String end)
			throws Exception {
		String gate = UUID.randomUUID().toString();
		String value = "?name=" + this.name + "&kind=" + kind;
		this.browser.post(ATTRIBUTES + "churned" + value).expectSuccess();
		CompletableFuture<Reply> churning = this.browser.sendAsync("POST",
				ATTRIBUTES + "churn" + value + "&gate=" + gate, null);
		for (int round = 0; round < 20; round++) {
			assertGoodOnesTravel("round " + round);
			assertThat(onB().get("/api/attributes/" + this.name).status()).as("can be read there").isEqualTo(200);
		}
		assertThat(churning).isNotDone();
		this.browser.post("/rules/requests/open?gate=" + gate).expectSuccess();
		churning.get(20, TimeUnit.SECONDS).expectSuccess();
		assertThat(onB().get("/api/attributes/" + this.name).body()).isEqualTo(end);
		assertThat(List.of(NodeLog.warnings(this.a, this.name), NodeLog.warnings(this.b, this.name)))
			.allMatch(List::isEmpty);
	}

	private void assertGoodOnesTravel(String value) {
		this.browser.set("good", value);
		assertThat(onB().get("/api/attributes/good").body()).isEqualTo(value);
		onB().set("back", value);
		assertThat(this.browser.get("/api/attributes/back").body()).isEqualTo(value);
	}

	private Browser onB() {
		return this.browser.at(this.b);
	}

}
