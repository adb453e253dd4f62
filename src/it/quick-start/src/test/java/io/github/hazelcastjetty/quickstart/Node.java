package io.github.hazelcastjetty.quickstart;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * The application in a process of its own, on loopback and on a free port.
 *
 * @param process the process
 * @param log what it prints
 */
record Node(Process process, Path log) {

	private static final Duration PATIENCE = Duration.ofSeconds(120);

	private static final Pattern PORT = Pattern.compile("Jetty started on port (\\d+)");

	static Node start(Path jar, String name) throws IOException {
		Path log = jar.resolveSibling(name + ".log");
		Path java = Path.of(System.getProperty("java.home"), "bin", "java");
		Process process = new ProcessBuilder(java.toString(), "-XX:TieredStopAtLevel=1", "-jar", jar.toString(),
				"--server.address=127.0.0.1", "--server.port=0")
			.redirectErrorStream(true)
			.redirectOutput(log.toFile())
			.start();
		return new Node(process, log);
	}

	String awaitPort() {
		return awaitLog(PORT).group(1);
	}

	void awaitLog(String text) {
		awaitLog(Pattern.compile(Pattern.quote(text)));
	}

	private MatchResult awaitLog(Pattern pattern) {
		return await(pattern.pattern()).atMost(PATIENCE)
			.failFast(() -> assertThat(this.process.isAlive()).as("Alive, see %s", this.log).isTrue())
			.until(() -> pattern.matcher(read()).results().findFirst(), (found) -> found.isPresent())
			.orElseThrow();
	}

	private String read() {
		try {
			return Files.readString(this.log);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	void kill() throws InterruptedException {
		this.process.destroyForcibly().waitFor();
	}

}
