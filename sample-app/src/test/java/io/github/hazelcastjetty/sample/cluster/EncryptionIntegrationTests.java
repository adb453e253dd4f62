package io.github.hazelcastjetty.sample.cluster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import io.github.hazelcastjetty.rules.RulesApplication;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Attributes that are encrypted, and nodes that are restarted one after the other to give
 * them another key.
 */
@OwnCluster
class EncryptionIntegrationTests {

	private static final String OLD = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";

	private static final String NEW = "Hx4dHBsaGRgXFhUUExIREA8ODQwLCgkIBwYFBAMCAQA=";

	private static final String SECRET = "4711-secret-0815";

	@TempDir
	private Path directory;

	@ParameterizedTest
	@EnumSource(names = { "ROUND_ROBIN", "CLIENT" })
	void clusterKnowsNoValueAndKeysAreRotated(Topology topology) throws IOException {
		Path keys = this.directory.resolve("keys.properties");
		write(keys, "old");
		try (SampleCluster cluster = topology.builder("encryption")
			.program(Program.local(RulesApplication.class))
			.property("spring.config.additional-location", keys.toUri().toString())
			.nodes("a", "b")
			.start()) {
			Browser browser = cluster.browserAt("a");
			Browser other = browser.at(cluster.node("b"));
			browser.set("small", SECRET);
			browser.set("large", SECRET.repeat(500));
			browser.post("/api/cart/coffee?quantity=1").expectSuccess();
			other.post("/api/cart/coffee/in-place?quantity=7").expectSuccess();
			assertIntact(browser);
			assertHidden(cluster, "old");

			other.post("/api/change-id").expectSuccess();
			assertIntact(browser);
			browser.set("later", SECRET);
			browser.post("/api/change-id").expectSuccess();
			assertIntact(other);
			assertThat(other.session().attribute("later")).isEqualTo(SECRET);
			long version = cluster.contents().version(browser.sessionId());
			browser.session();
			other.session();
			assertThat(cluster.contents().version(browser.sessionId())).as("reading changes nothing")
				.isEqualTo(version);

			write(keys, "new");
			for (SampleNode node : cluster.nodes()) {
				node.stopGracefully();
				cluster.startMissing();
				assertIntact(browser);
				browser.at(node).set("from-" + node.name(), SECRET);
				assertIntact(other);
				assertThat(browser.session().attribute("from-" + node.name())).isEqualTo(SECRET);
				assertThat(other.session().attribute("from-" + node.name())).isEqualTo(SECRET);
			}
			assertHidden(cluster, "new");
		}
	}

	private static void write(Path file, String current) throws IOException {
		Files.writeString(file, """
				hazelcast.jetty.session.encryption.key-id=%s
				hazelcast.jetty.session.encryption.keys.old=%s
				hazelcast.jetty.session.encryption.keys.new=%s
				hazelcast.jetty.session.encryption.mode=require
				""".formatted(current, OLD, NEW));
	}

	private static void assertIntact(Browser browser) {
		assertThat(browser.get("/api/attributes/small").body()).isEqualTo(SECRET);
		assertThat(browser.get("/api/attributes/large").body()).isEqualTo(SECRET.repeat(500));
		assertThat(browser.get("/api/cart").body()).isEqualTo("{\"coffee\":7}");
	}

	private static void assertHidden(SampleCluster cluster, String keyId) {
		String dump = cluster.contents().dump();
		assertThat(cluster.contents().attributes()).isPositive();
		assertThat(dump).contains("small", "large", "cart", keyId)
			.doesNotContain(SECRET)
			.doesNotContain("-secret-")
			.doesNotContain("coffee")
			.doesNotContain("java.");
	}

}
