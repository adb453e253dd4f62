package io.github.hazelcastjetty.sample.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

/**
 * Starts the sample application in a Java virtual machine of its own: from the jar that
 * the system property {@code sample.jar} names, else from the one in the build directory,
 * else from this machine's class path.
 */
final class SampleLauncher {

	private static final String MAIN_CLASS = "io.github.hazelcastjetty.sample.SampleApplication";

	// Small and quick to start: several of them share the machine with the tests
	private static final List<String> JVM_OPTIONS = List.of("-XX:TieredStopAtLevel=1", "-Xmx256m",
			"-Djava.net.preferIPv4Stack=true");

	private static final Set<Process> STARTED = ConcurrentHashMap.newKeySet();

	static {
		// A run that is cut short must not leave its nodes behind
		Runtime.getRuntime()
			.addShutdownHook(new Thread(() -> STARTED.forEach(Process::destroyForcibly), "end-sample-nodes"));
	}

	private SampleLauncher() {
	}

	static Process launch(Map<String, String> properties, Path log) {
		List<String> command = new ArrayList<>();
		command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
		command.addAll(JVM_OPTIONS);
		command.addAll(application());
		properties.forEach((name, value) -> command.add("--" + name + "=" + value));
		try {
			Files.createDirectories(log.getParent());
			Process process = new ProcessBuilder(command).redirectErrorStream(true)
				.redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
				.redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
				.start();
			STARTED.add(process);
			process.onExit().thenAccept(STARTED::remove);
			return process;
		}
		catch (IOException ex) {
			throw new UncheckedIOException("Cannot start a sample node", ex);
		}
	}

	/**
	 * The build directory: everything a cluster writes goes there.
	 */
	static Path buildDirectory() {
		try {
			return Path.of(SampleLauncher.class.getProtectionDomain().getCodeSource().getLocation().toURI())
				.getParent();
		}
		catch (URISyntaxException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static List<String> application() {
		String jar = System.getProperty("sample.jar");
		if (jar == null || jar.isBlank()) {
			jar = builtJar();
		}
		return (jar != null) ? List.of("-jar", jar) : List.of("-cp", System.getProperty("java.class.path"), MAIN_CLASS);
	}

	private static @Nullable String builtJar() {
		try (Stream<Path> files = Files.list(buildDirectory())) {
			return files.map(Path::toString)
				.filter((file) -> file.matches(".*/sample-app-[^/]*\\.jar"))
				.filter((file) -> !file.matches(".*-(sources|javadoc|tests)\\.jar"))
				.findFirst()
				.orElse(null);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
