package io.github.hazelcastjetty.sample.cluster;

import java.util.List;
import java.util.Map;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * In a rolling deployment, nodes meet attributes of classes that they do not have, or
 * have in another version.
 */
class MixedVersionsIntegrationTests {

	private final SampleCluster cluster = MixedCluster.get();

	private final SampleNode a = this.cluster.node("a");

	private final SampleNode b = this.cluster.node("b");

	private final Browser browser = this.cluster.browserAt("a");

	/**
	 * Another session makes node {@code a} drop its copy, so it reads what node {@code b}
	 * has kept.
	 */
	@ParameterizedTest
	@CsvSource({ "OnlyOlder, only older, ClassNotFoundException", "LargeOnlyOlder, large, ClassNotFoundException",
			"OtherVersion, older, serialVersionUID", "OtherField, older, incompatible types for field" })
	void attributeIsHiddenWhereItCannotBeReadAndSurvivesThere(String type, String value, String told) {
		String name = "of-" + type;
		for (int round = 0; round < 3; round++) {
			set(name, type);
			assertThat(onB().session().attributes()).doesNotContainKey(name);
			onB().set("good", "round " + round);
			assertThat(this.browser.get("/api/attributes/good").body()).isEqualTo("round " + round);
			onB().post("/api/change-id").expectSuccess();
			dropCopyOnA();
			assertThat(this.browser.session().attributes()).containsEntry(name, value)
				.containsEntry("good", "round " + round);
		}
		assertThat(NodeLog.warnings(this.b, name)).singleElement()
			.asString()
			.contains(CompiledClasses.PACKAGE + "." + type, told, "hidden on this node");
		assertThat(NodeLog.warnings(this.a, name)).isEmpty();
		assertThat(NodeLog.of(this.b)).doesNotContain(this.browser.receivedCookies());
	}

	@Test
	void eachVersionIsReadWhereItIsKnown() {
		set("mine", "OtherVersion");
		onB().post("/rules/attributes/object?name=yours&type=" + CompiledClasses.PACKAGE + ".OtherVersion")
			.expectSuccess();
		assertThat(this.browser.session().attributes()).containsOnlyKeys("mine").containsEntry("mine", "older");
		assertThat(onB().session().attributes()).containsOnlyKeys("yours").containsEntry("yours", "newer");
	}

	@Test
	void attributeIsReplacedAndRemovedWhereItCannotBeRead() {
		set("replaced", "OnlyOlder");
		set("removed", "OnlyOlder");
		assertThat(onB().get("/api/attributes").body()).isEqualTo("[]");
		onB().set("replaced", "by b");
		onB().delete("/api/attributes/removed").expectSuccess();
		assertThat(this.browser.session().attributes()).containsOnlyKeys("replaced").containsEntry("replaced", "by b");
	}

	@Test
	void sessionWithUnreadableAttributesEndsOnTheNodeThatCannotReadThem() {
		set("unknown", "OnlyOlder");
		onB().post("/api/invalidate").expectSuccess();
		assertThat(this.browser.session().exists()).isFalse();
		assertThat(this.cluster.contents().hasSession(this.browser.sessionId())).isFalse();
	}

	@Test
	void whatTheNextVersionOfTheLibraryStoresSurvivesTheWritesOfThisOneAndTheOtherWayRound() {
		this.browser.set("kept", "small");
		this.browser.set("large", "green".repeat(2_000));
		assertThat(writesOfTheNextVersion()).isZero();
		List<Runnable> changes = List.of(() -> this.browser.set("changed", "1"), () -> this.browser.set("changed", "2"),
				() -> this.browser.set("large", "blue".repeat(2_000)),
				() -> this.browser.delete("/api/attributes/changed").expectSuccess(),
				() -> this.browser.post("/api/timeout?seconds=1234").expectSuccess(),
				() -> this.browser.post("/api/change-id").expectSuccess());
		for (Runnable change : changes) {
			long before = writesOfTheNextVersion();
			onB().set("by-b", "after " + before);
			long after = writesOfTheNextVersion();
			assertThat(after).isGreaterThan(before);
			change.run();
			assertThat(writesOfTheNextVersion()).isGreaterThanOrEqualTo(after);
			assertThat(this.browser.session().attribute("by-b")).isEqualTo("after " + before);
		}
		onB().set("by-b", "at last");
		assertThat(this.browser.session().attributes()).containsOnly(Map.entry("kept", "small"),
				Map.entry("large", "blue".repeat(2_000)), Map.entry("by-b", "at last"));
		assertThat(this.browser.get("/api/session").json().path("maxInactiveInterval").intValue()).isEqualTo(1234);
	}

	private long writesOfTheNextVersion() {
		return this.cluster.contents().number(this.browser.sessionId(), CompiledClasses.FIELD_OF_THE_NEXT_VERSION);
	}

	private void set(String name, String type) {
		this.browser.post("/rules/attributes/object?name=" + name + "&type=" + CompiledClasses.PACKAGE + "." + type)
			.expectSuccess();
	}

	private void dropCopyOnA() {
		this.cluster.browserAt("a").set("other", "1");
		Awaitility.await()
			.until(() -> new Browser(this.a.uri()).post("/rules/life/copies", this.browser.sessionId())
				.body()
				.equals("0"));
	}

	private Browser onB() {
		return this.browser.at(this.b);
	}

}
