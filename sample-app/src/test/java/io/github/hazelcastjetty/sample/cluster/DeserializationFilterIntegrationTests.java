package io.github.hazelcastjetty.sample.cluster;

import java.io.ByteArrayInputStream;
import java.io.ObjectInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.UUID;

import org.apache.commons.collections.keyvalue.TiedMapEntry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Bytes from the cluster become objects of allowed classes only.
 */
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
