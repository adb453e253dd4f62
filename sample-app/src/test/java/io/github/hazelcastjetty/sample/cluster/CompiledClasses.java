package io.github.hazelcastjetty.sample.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;

/**
 * A directory of classes that not every node has, compiled when the tests run.
 */
final class CompiledClasses {

	/**
	 * A package of the application, so that its classes are allowed.
	 */
	static final String PACKAGE = "io.github.hazelcastjetty.rules.attributes.versions";

	/**
	 * What the next version of the library adds to each session that it writes.
	 */
	static final int FIELD_OF_THE_NEXT_VERSION = 77;

	private static final String FORMAT = "hazelcast-jetty-session-autoconfigure/src/main/java/"
			+ "io/github/hazelcastjetty/session/hazelcast/format/HeadBodyFormat.java";

	private static final String WRITE_UNKNOWN = """
			for (UnknownField unknown : body.unknown()) {
				field = out.begin(unknown.tag());
				out.bytes(unknown.content());
				out.end(field);
			}
			""".lines().map("\t\t"::concat).collect(Collectors.joining("\n"));

	private static final String WRITE_UNKNOWN_AND_COUNT = """
			long writes = 1;
			for (UnknownField unknown : body.unknown()) {
				if (unknown.tag() == %1$d) {
					writes += new ByteReader(unknown.content()).number();
				}
				else {
					field = out.begin(unknown.tag());
					out.bytes(unknown.content());
					out.end(field);
				}
			}
			field = out.begin(%1$d);
			out.number(writes);
			out.end(field);
			""".formatted(FIELD_OF_THE_NEXT_VERSION);

	private CompiledClasses() {
	}

	/**
	 * Compiles what the next version of the library could have: it counts in the session
	 * how often it has written it.
	 * @return the directory
	 */
	static Path ofTheNextVersion() {
		Path directory = directory("next");
		try {
			String present = Files.readString(Program.buildDirectory().resolve("../..").resolve(FORMAT));
			if (!present.contains(WRITE_UNKNOWN)) {
				throw new IllegalStateException("The next version cannot be made of " + FORMAT);
			}
			Files.createDirectories(directory);
			Path next = Files.writeString(directory.resolve("HeadBodyFormat.java"),
					present.replace(WRITE_UNKNOWN, WRITE_UNKNOWN_AND_COUNT));
			return compile(directory, List.of(next.toString()));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Compiles serializable classes that say what they are.
	 * @param name the name of the directory
	 * @param bodies what stands between the braces, by the names of the classes
	 * @return the directory
	 */
	static Path in(String name, Map<String, String> bodies) {
		Path directory = directory(name);
		List<String> files = new ArrayList<>();
		bodies.forEach((type, body) -> files.add(write(directory, type, body).toString()));
		return compile(directory, files);
	}

	private static Path directory(String name) {
		return Program.buildDirectory().resolve("compiled-" + Program.fork()).resolve(name);
	}

	private static Path compile(Path directory, List<String> files) {
		JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
		List<String> arguments = new ArrayList<>(
				List.of("-proc:none", "-cp", System.getProperty("java.class.path"), "-d", directory.toString()));
		arguments.addAll(files);
		if (compiler.run(null, null, null, arguments.toArray(String[]::new)) != 0) {
			throw new IllegalStateException("The classes in " + directory + " do not compile");
		}
		return directory;
	}

	private static Path write(Path directory, String type, String body) {
		try {
			Files.createDirectories(directory);
			return Files.writeString(directory.resolve(type + ".java"),
					"package %s; public class %s implements java.io.Serializable { %s }".formatted(PACKAGE, type,
							body));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
