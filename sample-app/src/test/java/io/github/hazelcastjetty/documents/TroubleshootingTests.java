package io.github.hazelcastjetty.documents;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that the messages of {@code docs/troubleshooting.md} are those of the sources, so
 * that a user who looks for one finds it.
 */
class TroubleshootingTests {

	private static final Path SOURCES = Document.ROOT.resolve("hazelcast-jetty-session-autoconfigure/src/main/java");

	/**
	 * What is another text in each message: quoted, numbers, names of classes, arrays.
	 */
	private static final Pattern VARIABLE = Pattern
		.compile("'[^']*'|\\d+|\\.\\.\\.|\\[B|\\b[A-Za-z]+(\\.[A-Za-z]+)+|\\bTomcatWebServer");

	private static final Pattern JOINED = Pattern.compile("\"\\s*(\\.formatted\\([^;]*?\\)\\s*)?\\+\\s*\"|\\\\\\n\\s*");

	private static final List<String> OF_OTHERS = List.of("Hazelcast is starting in a Java modular environment",
			"Multiple CachingProviders have been configured");

	private static final int SHORTEST = 8;

	private static final String SOURCE = source();

	static List<String> messages() {
		return Document.read("docs/troubleshooting.md")
			.codes()
			.stream()
			.filter((code) -> code.matches("[A-Z].*\\s.*\\s.*\\s.*") && OF_OTHERS.stream().noneMatch(code::startsWith))
			.toList();
	}

	@ParameterizedTest
	@MethodSource("messages")
	void messageIsInTheSources(String message) {
		List<String> parts = parts(message);
		assertThat(parts).isNotEmpty().allSatisfy((part) -> assertThat(SOURCE).contains(part));
	}

	@ParameterizedTest
	@ValueSource(strings = { "README.md", "docs/getting-started.md" })
	void lineToExpectIsInTheSources(String document) {
		String line = "HTTP sessions are kept in Hazelcast: ";
		assertThat(Document.read(document).text()).contains(line);
		assertThat(SOURCE).contains(line);
	}

	private static List<String> parts(String message) {
		return Arrays.stream(VARIABLE.split(message))
			.map((part) -> part.strip().replaceAll("^[.,;:] ", ""))
			.filter((part) -> part.length() >= SHORTEST)
			.toList();
	}

	private static String source() {
		try (Stream<Path> files = Files.walk(SOURCES)) {
			String all = files.filter((file) -> file.toString().endsWith(".java"))
				.map(TroubleshootingTests::read)
				.collect(Collectors.joining("\n"));
			return JOINED.matcher(all).replaceAll("").replaceAll("\\s+", " ");
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static String read(Path file) {
		try {
			return Files.readString(file);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
