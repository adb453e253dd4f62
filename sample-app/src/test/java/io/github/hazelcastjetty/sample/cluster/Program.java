package io.github.hazelcastjetty.sample.cluster;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

/**
 * What a node of a test runs.
 *
 * @param arguments the arguments of {@code java}, up to those of the program itself
 * @param local the application, if it runs in the Java virtual machine of the tests
 */
record Program(List<String> arguments, @Nullable Class<?> local) {

	private static final String SAMPLE = "io.github.hazelcastjetty.sample.SampleApplication";

	Program(List<String> arguments) {
		this(arguments, null);
	}

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
	 * An application among the tests, in a Java virtual machine of its own.
	 * @param main the class to start
	 */
	static Program of(Class<?> main) {
		List<Path> classPath = Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
			.map(Path::of)
			.filter(Files::exists)
			.toList();
		return new Program(ClassArchive.arguments(classPath, main, Program::rehearse));
	}

	/**
	 * The same with classes that the tests do not have, or have in another version.
	 * @param main the class to start
	 * @param additions directories and jars to find classes in before all others
	 */
	static Program with(Class<?> main, Path... additions) {
		return onClassPath(main.getName(), Stream.of(additions).map(Path::toString).toList());
	}

	/**
	 * An application among the tests, in the Java virtual machine of the tests.
	 * @param source the class of the application
	 */
	static Program local(Class<?> source) {
		return new Program(List.of(), source);
	}

	/**
	 * Starts the program without waiting for anything.
	 * @param programArguments its arguments
	 * @param log where what it says is added, if it is a process of its own
	 */
	RunningProgram start(List<String> programArguments, Path log) {
		return (this.local != null) ? LocalApplication.start(this.local, programArguments)
				: JavaProcess.start(this, programArguments, log);
	}

	private static void rehearse(Program program) {
		try (SampleCluster cluster = SampleCluster.builder("rehearsal").program(program).nodes("a").start()) {
			Browser browser = cluster.browserAt("a");
			browser.set("colour", "green");
			browser.session();
			cluster.node("a").stopGracefully();
		}
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
	 * The number of this virtual machine among those that run tests at the same time.
	 */
	static int fork() {
		return Integer.getInteger("tests.fork", 1);
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
