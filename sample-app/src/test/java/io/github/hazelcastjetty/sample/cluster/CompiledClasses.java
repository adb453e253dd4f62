package io.github.hazelcastjetty.sample.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

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

	private CompiledClasses() {
	}

	/**
	 * Compiles serializable classes that say what they are.
	 * @param name the name of the directory
	 * @param bodies what stands between the braces, by the names of the classes
	 * @return the directory
	 */
	static Path in(String name, Map<String, String> bodies) {
		Path directory = Program.buildDirectory().resolve("compiled").resolve(name);
		List<String> files = new ArrayList<>();
		bodies.forEach((type, body) -> files.add(write(directory, type, body).toString()));
		JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
		List<String> arguments = new ArrayList<>(List.of("-proc:none", "-d", directory.toString()));
		arguments.addAll(files);
		if (compiler.run(null, null, null, arguments.toArray(String[]::new)) != 0) {
			throw new IllegalStateException("The classes of " + name + " do not compile");
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
