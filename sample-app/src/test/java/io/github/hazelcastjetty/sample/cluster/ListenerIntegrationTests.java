package io.github.hazelcastjetty.sample.cluster;

import java.util.List;
import java.util.UUID;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What listeners are told on two nodes, and that nobody is told twice. What they are told
 * when a node stops is in NodeLossIntegrationTests, and when sessions expire in
 * {@link ExpiryIntegrationTests}.
 */
@ParameterizedClass
@EnumSource
class ListenerIntegrationTests {

	@Parameter
	Topology topology;

	private final String first = "1-" + UUID.randomUUID();

	private final String second = "2-" + UUID.randomUUID();

	@Test
	void attributeListenersAreToldOnTheNodeOfTheChangeAndOfNothingElse() {
		Browser onA = cluster().browserAt("a");
		Browser onB = onA.at(cluster().node("b"));
		onA.set("x", "1");
		readOnBoth(onA);
		onB.set("x", "2");
		readOnBoth(onA);
		// Equal to what it was: Jetty tells nobody
		onA.set("x", "2");
		onA.delete("/api/attributes/missing").expectSuccess();
		onA.set("large", "green".repeat(2_000));
		readOnBoth(onA);
		onB.set("large", "blue".repeat(2_000));
		readOnBoth(onA);
		onA.delete("/api/attributes/x").expectSuccess();
		readOnBoth(onA);
		String id = onA.sessionId();
		onB.post("/rules/life/rename").expectSuccess();
		readOnBoth(onA);
		onA.post("/api/invalidate").expectSuccess();
		ToldEvents before = ToldEvents.of(cluster(), id);
		assertThat(before.all()).containsExactly("a: created", "a: added x", "a: added large", "a: removed x",
				"b: replaced x", "b: replaced large");
		assertThat(ToldEvents.of(cluster(), onA.sessionId()).all()).containsExactly("a: destroyed", "a: removed large",
				"b: renamed " + id);
	}

	@Test
	void bindingListenersAreToldOfChangesAndOfTheEndAndNotOfReadsAndRefreshes() {
		Browser onA = cluster().browserAt("a");
		Browser onB = onA.at(cluster().node("b"));
		listen(onA, "x", this.first, 0);
		readOnBoth(onA);
		listen(onB, "x", this.second, 0);
		readOnBoth(onA);
		onB.set("other", "1");
		readOnBoth(onA);
		onA.delete("/api/attributes/x").expectSuccess();
		readOnBoth(onA);
		listen(onB, "y", this.first, 0);
		listen(onB, "large", this.second, 5_000);
		readOnBoth(onA);
		onA.post("/api/invalidate").expectSuccess();
		List<String> told = ToldEvents.of(cluster(), onA.sessionId()).only("bound", "unbound").all();
		assertThat(told).containsExactlyInAnyOrder("a: bound " + this.first, "b: unbound " + this.first,
				"b: bound " + this.second, "a: unbound " + this.second, "b: bound " + this.first,
				"a: unbound " + this.first, "b: bound " + this.second, "a: unbound " + this.second);
	}

	@Test
	void sessionIsDestroyedBeforeItsAttributesAreUnbound() {
		Browser onA = cluster().browserAt("a");
		listen(onA, "x", this.first, 0);
		readOnBoth(onA);
		onA.at(cluster().node("b")).post("/api/invalidate").expectSuccess();
		assertThat(ToldEvents.of(cluster(), onA.sessionId()).only("destroyed", "unbound", "removed").all())
			.containsExactly("b: destroyed", "b: unbound " + this.first, "b: removed x");
	}

	@Test
	void attributesAreActivatedWhenTheirSessionComesToANodeAndNotAfterwards() {
		Browser onA = cluster().browserAt("a");
		listen(onA, "x", this.first, 0);
		listen(onA, "large", this.second, 5_000);
		onA.session();
		assertThat(migrations(onA)).isEmpty();
		for (int round = 0; round < 5; round++) {
			readOnBoth(onA);
			onA.set("other", "a" + round);
			readOnBoth(onA);
			onA.at(cluster().node("b")).set("other", "b" + round);
		}
		assertThat(migrations(onA)).containsExactlyInAnyOrder("b: activated " + this.first,
				"b: activated " + this.second);
		// Set while the session is on both nodes: it does not migrate any more
		listen(onA, "later", this.first, 0);
		readOnBoth(onA);
		assertThat(migrations(onA)).hasSize(2);
	}

	@Test
	void attributesStayWhereTheyAreWhenTheIdChanges() {
		for (int round = 0; round < 20; round++) {
			Browser onA = cluster().browserAt("a");
			Browser onB = onA.at(cluster().node("b"));
			listen(onA, "x", this.first, 0);
			readOnBoth(onA);
			onB.post("/rules/life/rename").expectSuccess();
			assertThat(onB.session().origin()).isEqualTo("CACHED");
			assertThat(migrations(onA)).isEmpty();
			onA.session();
			assertThat(migrations(onA)).isEmpty();
		}
	}

	private List<String> migrations(Browser browser) {
		return ToldEvents.of(cluster(), browser.sessionId()).only("activated", "passivated").all();
	}

	private static void listen(Browser browser, String name, String value, int ballast) {
		browser.post("/rules/life/listeners/" + name + "?value=" + value + "&ballast=" + ballast).expectSuccess();
	}

	private void readOnBoth(Browser browser) {
		for (int i = 0; i < 2; i++) {
			cluster().nodes().forEach((node) -> browser.at(node).session());
		}
	}

	private SampleCluster cluster() {
		return this.topology.cluster();
	}

}
