package io.github.hazelcastjetty.sample.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;

import org.awaitility.Awaitility;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import io.github.hazelcastjetty.rules.RulesApplication;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A developer's node that Spring Boot's DevTools restart in place, with a new class
 * loader. Its sessions are on the member that it has itself, or on one elsewhere.
 */
@OwnCluster
class DevToolsIntegrationTests {

	private static final String CLASS = "Edited";

	private static final String TRIGGER = "restart-now";

	@ParameterizedTest
	@EnumSource(names = { "ROUND_ROBIN", "CLIENT" })
	void sessionsOutliveARestartWithObjectsOfTheNewClasses(Topology topology) throws IOException {
		Path classes = compile(topology, "before");
		try (SampleCluster cluster = start(topology, classes)) {
			SampleNode node = cluster.node("a");
			long process = node.pid();
			Browser browser = cluster.browserAt("a");
			browser.post("/api/cart/tea?quantity=1").expectSuccess();
			browser.post("/rules/attributes/object?name=edited&type=" + CompiledClasses.PACKAGE + "." + CLASS)
				.expectSuccess();
			assertThat(browser.session().attributes()).containsEntry("edited", "before");
			compile(topology, "after");
			restart(classes, browser, "after");
			compile(topology, "at last");
			restart(classes, browser, "at last");
			browser.post("/api/cart/tea/in-place?quantity=7").expectSuccess();
			assertThat(browser.get("/api/cart").body()).isEqualTo("{\"tea\":7}");
			assertThat(browser.receivedCookies()).hasSize(1);
			assertThat(node.pid()).isEqualTo(process);
			assertThat(node.isAlive()).isTrue();
			assertThat(NodeLog.of(node)).doesNotContain("ClassCastException");
		}
	}

	private static SampleCluster start(Topology topology, Path classes) {
		Path devTools = Program.buildDirectory().resolve("devtools").resolve("spring-boot-devtools.jar");
		return topology.builder("devtools")
			.node("a", Map.of())
			.program(Program.with(RulesApplication.class, classes, devTools))
			.property("spring.devtools.restart.trigger-file", TRIGGER)
			.property("spring.devtools.restart.poll-interval", "200ms")
			.property("spring.devtools.restart.quiet-period", "100ms")
			.property("spring.devtools.livereload.enabled", "false")
			.start();
	}

	private static void restart(Path classes, Browser browser, String text) throws IOException {
		Files.writeString(classes.resolve(TRIGGER), Long.toString(System.nanoTime()));
		Awaitility.await("restart")
			.atMost(Duration.ofSeconds(60))
			.ignoreExceptionsInstanceOf(UncheckedIOException.class)
			.untilAsserted(() -> assertThat(browser.get("/api/attributes/edited").body()).isEqualTo(text));
	}

	private static Path compile(Topology topology, String text) {
		return CompiledClasses.in("edited-" + topology.name().toLowerCase(Locale.ROOT), Map.of(CLASS,
				"static final long serialVersionUID = 1; public String toString() { return \"" + text + "\"; }"));
	}

}
