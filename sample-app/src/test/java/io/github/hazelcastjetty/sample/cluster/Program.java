package io.github.hazelcastjetty.sample.cluster;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

/**
 * What a Java virtual machine of a test runs.
 *
 * @param arguments the arguments of {@code java}, up to those of the program itself
 */
record Program(List<String> arguments) {

	private static final String SAMPLE = "io.github.hazelcastjetty.sample.SampleApplication";

	/**
	 * The sample application: the jar that the system property {@code sample.jar} names,
	 * else the one in the build directory, else what is on the class path.
	 */
	static Program sample() {
		String jar = System.getProperty("sample.jar");
		if (jar == null || jar.isBlank()) {
			jar = builtJar();
		}
		return (jar != null) ? new Program(List.of("-jar", jar)) : onClassPath(SAMPLE, List.of());
	}

	/**
	 * An application among the tests.
	 * @param main the class to start
	 * @param additions directories and jars to find classes in before all others
	 */
	static Program of(Class<?> main, Path... additions) {
		return onClassPath(main.getName(), Stream.of(additions).map(Path::toString).toList());
	}

	/**
	 * A program with nothing but one jar.
	 */
	static Program inJar(Path jar, String main, String... options) {
		List<String> arguments = new ArrayList<>(List.of(options));
		arguments.addAll(List.of("-cp", jar.toString(), main));
		return new Program(arguments);
	}

	private static Program onClassPath(String main, List<String> additions) {
		String classPath = Stream.concat(additions.stream(), Stream.of(System.getProperty("java.class.path")))
			.collect(Collectors.joining(File.pathSeparator));
		return new Program(List.of("-cp", classPath, main));
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

	/**
	 * The build directory: everything a cluster writes goes there.
	 */
	static Path buildDirectory() {
		return locationOf(Program.class).getParent();
	}

	/**
	 * The directory or jar that a class is in.
	 */
	static Path locationOf(Class<?> type) {
		try {
			return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
		}
		catch (URISyntaxException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
