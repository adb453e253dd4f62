package io.github.hazelcastjetty.sample.cluster;

import java.io.ByteArrayInputStream;
import java.io.ObjectInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;

import org.apache.commons.collections.keyvalue.TiedMapEntry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import io.github.hazelcastjetty.rules.RulesApplication;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Bytes from the cluster become objects of allowed classes only.
 */
@OwnCluster
class DeserializationFilterIntegrationTests {

	private static final String KEY = "hazelcast.jetty.session.serialization.allow";

	@TempDir
	private Path directory;

	/**
	 * The classes of the attack are on the class path of the nodes: it is the filter that
	 * stops it.
	 */
	@ParameterizedTest
	@EnumSource
	void attackPlacedInTheMapByHandIsNotCarriedOut(Topology topology) throws Exception {
		SampleCluster cluster = topology.cluster();
		SampleNode b = cluster.node("b");
		Path file = this.directory.resolve("created");
		byte[] gadget = Gadget.thatCreates(file);
		String name = "trap-" + UUID.randomUUID();
		String placeholder = "x".repeat(gadget.length - 1);
		Browser browser = cluster.browserAt("a");
		browser.set(name, placeholder);
		browser.set("good", "1");
		cluster.contents()
			.forge(browser.sessionId(), ("S" + placeholder).getBytes(StandardCharsets.ISO_8859_1), gadget);
		for (int round = 0; round < 3; round++) {
			assertThat(browser.at(b).session().attributes()).doesNotContainKey(name).containsKey("good");
			assertThat(browser.at(b).get("/api/attributes/" + name).status()).isEqualTo(404);
			browser.at(b).set("good", "on b " + round);
			assertThat(browser.get("/api/attributes/good").body()).isEqualTo("on b " + round);
		}
		assertThat(file).as("side effect of the attack").doesNotExist();
		assertThat(NodeLog.warnings(b, name)).singleElement()
			.asString()
			.contains(TiedMapEntry.class.getName(), KEY, "hidden on this node");
		assertThat(new String(cluster.contents().body(browser.sessionId()), StandardCharsets.ISO_8859_1))
			.as("bytes that are not understood are left alone")
			.contains(new String(gadget, StandardCharsets.ISO_8859_1));
		try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(gadget))) {
			in.readObject();
		}
		assertThat(file).as("side effect without a filter").exists();
	}

	/**
	 * Hazelcast deserializes values and messages before anybody can look at them. It
	 * cannot remove such a value either, so this has a cluster of its own.
	 */
	@ParameterizedTest
	@EnumSource(names = { "ROUND_ROBIN", "CLIENT" })
	void attackInThePlaceOfWhatIsStoredIsNotCarriedOut(Topology topology) {
		Path file = this.directory.resolve("created");
		Object gadget = Gadget.objectThatCreates(file);
		String name = "trap-" + UUID.randomUUID();
		try (SampleCluster cluster = topology.builder("foreign")
			.program("a", Program.local(RulesApplication.class))
			.nodes("a", "b")
			.start()) {
			SampleNode b = cluster.node("b");
			Browser browser = cluster.browserAt("a");
			Browser victim = cluster.browserAt("a");
			browser.post("/api/attributes/" + name + "/fill?bytes=5000").expectSuccess();
			browser.post("/api/attributes/other-" + name + "/fill?bytes=5000").expectSuccess();
			victim.set("good", "1");
			String id = Objects.requireNonNull(victim.sessionId());
			cluster.contents().publish(gadget);
			cluster.contents().replaceAttributes(Objects.requireNonNull(browser.sessionId()), gadget);
			cluster.contents().replace(id, gadget);
			for (int round = 0; round < 3; round++) {
				assertThat(browser.at(b).get("/api/attributes/" + name).status()).isEqualTo(404);
				browser.at(b).set("good", "on b " + round);
				assertThat(browser.get("/api/attributes/good").body()).isEqualTo("on b " + round);
				assertThat(victim.at(b).get("/api/session").status()).isEqualTo(503);
			}
			assertThat(NodeLog.warnings(b, name)).singleElement().asString().contains("hidden on this node");
			assertSweepsGoOn(cluster);
			assertThat(file).as("side effect of the attack").doesNotExist();
			assertThat(cluster.contents().value(id)).isInstanceOf(Set.class);
			assertThat(file).as("side effect without a filter").exists();
		}
	}

	private static void assertSweepsGoOn(SampleCluster cluster) {
		String note = "note-" + UUID.randomUUID();
		Browser browser = cluster.browserAt("a");
		browser.set("note", note);
		browser.post("/api/timeout?seconds=1").expectSuccess();
		cluster.awaitDestroyedOnce(note, 1, Duration.ofSeconds(15));
	}

	@Test
	void classThatOneNodeDoesNotAllowIsHiddenThereAndSurvives() {
		SampleCluster cluster = MixedCluster.get();
		SampleNode b = cluster.node("b");
		Browser browser = cluster.browserAt("a");
		for (int round = 0; round < 3; round++) {
			browser.post("/rules/attributes/point?name=refused").expectSuccess();
			assertThat(browser.at(b).session().attributes()).doesNotContainKey("refused");
			browser.at(b).set("good", "round " + round);
			// Node a forgets what it has
			browser.at(b).post("/api/change-id").expectSuccess();
			assertThat(browser.session().attributes()).containsEntry("refused", "java.awt.Point[x=3,y=4]")
				.containsEntry("good", "round " + round);
		}
		assertThat(NodeLog.warnings(b, "refused")).singleElement()
			.asString()
			.contains("java.awt.Point", KEY, "hidden on this node");
		assertThat(NodeLog.warnings(cluster.node("a"), "refused")).isEmpty();
	}

	@Test
	void classThatAllNodesAllowIsReadOnAllOfThem() {
		SampleCluster cluster = MixedCluster.get();
		Browser browser = cluster.browserAt("a");
		browser.post("/rules/attributes/dimension?name=allowed").expectSuccess();
		assertThat(browser.at(cluster.node("b")).get("/api/attributes/allowed").body())
			.isEqualTo("java.awt.Dimension[width=5,height=6]");
	}

}
