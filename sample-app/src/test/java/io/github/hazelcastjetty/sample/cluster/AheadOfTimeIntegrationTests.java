package io.github.hazelcastjetty.sample.cluster;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import javax.tools.ToolProvider;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.SpringApplicationAotProcessor;

import io.github.hazelcastjetty.rules.RulesApplication;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Two nodes whose beans Spring has prepared ahead of time, on the Java virtual machine.
 * They do not start if what was prepared is missing.
 */
@OwnCluster
class AheadOfTimeIntegrationTests {

	private static final String CLASS_PATH = System.getProperty("java.class.path");

	private static final String MAIN = RulesApplication.class.getName();

	@Test
	void sessionsGoFromNodeToNode(@TempDir Path directory) throws IOException {
		process(directory);
		compile(directory);
		String classPath = Stream.of("classes", "resources")
			.map((name) -> directory.resolve(name).toString())
			.collect(Collectors.joining(File.pathSeparator)) + File.pathSeparator + CLASS_PATH;
		Program program = new Program(List.of("-Dspring.aot.enabled=true", "-cp", classPath, MAIN));
		try (SampleCluster cluster = Topology.ROUND_ROBIN.builder("aot").nodes("a", "b").program(program).start()) {
			Browser browser = cluster.browserAt("a");
			browser.post("/api/cart/tea?quantity=1").expectSuccess();
			assertThat(browser.at(cluster.node("b")).get("/api/cart").body()).isEqualTo("{\"tea\":1}");
		}
	}

	private static void process(Path directory) {
		Program processor = new Program(List.of("-cp", CLASS_PATH, SpringApplicationAotProcessor.class.getName()));
		JavaProcess process = JavaProcess.start(processor,
				List.of(MAIN, directory.resolve("sources").toString(), directory.resolve("resources").toString(),
						directory.resolve("classes").toString(), "com.example", "aot"),
				Program.buildDirectory().resolve("cluster-logs").resolve("aot.log"));
		Awaitility.await("beans prepared").atMost(Duration.ofSeconds(120)).until(() -> !process.isAlive());
	}

	private static void compile(Path directory) throws IOException {
		Path classes = Files.createDirectories(directory.resolve("classes"));
		try (Stream<Path> files = Files.walk(directory.resolve("sources"))) {
			List<String> arguments = Stream
				.concat(Stream.of("-proc:none", "-nowarn", "-parameters", "-cp",
						classes + File.pathSeparator + CLASS_PATH, "-d", classes.toString()),
						files.map(Path::toString).filter((file) -> file.endsWith(".java")))
				.toList();
			assertThat(ToolProvider.getSystemJavaCompiler().run(null, null, null, arguments.toArray(String[]::new)))
				.isZero();
		}
	}

}
