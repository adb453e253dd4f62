package io.github.hazelcastjetty.documents;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of every snippet in the documents for users. Those for load balancers are run by
 * tests with a name that begins with that of the balancer.
 */
class SnippetTests {

	private static final Pattern PROFILE = Pattern.compile("-P(\\w+)");

	private static final Pattern MAVEN = Pattern.compile("(?m)^mvn .*$");

	private static final Pattern LABEL_OF_RECIPE = Pattern.compile("file: (nginx|haproxy)-(non-sticky|sticky|hash)");

	static List<Snippet> snippets() {
		return Document.forUsers().stream().flatMap((document) -> document.snippets().stream()).toList();
	}

	@ParameterizedTest
	@MethodSource("snippets")
	void snippetIsWhatItSays(Snippet snippet) throws IOException {
		switch (snippet.language()) {
			case "yaml" -> YamlFiles.check(snippet.text());
			case "properties" -> YamlFiles.checkProperties(snippet.text());
			case "xml" -> BuildFiles.checkMaven(snippet.text());
			case "gradle" -> BuildFiles.checkGradle(snippet.text());
			case "shell" -> checkShell(snippet.text());
			case "nginx", "haproxy" -> assertThat(snippet.label()).matches(LABEL_OF_RECIPE);
			// All Java is compiled at once, and a text is what a program prints
			default -> assertThat(snippet.language()).isIn("java", "text");
		}
	}

	@Test
	void javaCompiles(@TempDir Path directory) throws IOException {
		List<Snippet> java = snippets().stream().filter((snippet) -> snippet.language().equals("java")).toList();
		assertThat(java).isNotEmpty();
		assertThat(JavaSnippets.compile(java, directory)).isEmpty();
	}

	/**
	 * The tools are what users has, and profiles are in the POMs.
	 */
	private static void checkShell(String text) {
		Set<String> tools = Set.of("mvn", "curl");
		assertThat(text.lines()).allSatisfy((line) -> assertThat(tools).contains(line.split(" ")[0]));
		assertThat(MAVEN.matcher(text).results())
			.allSatisfy((command) -> assertThat(PROFILE.matcher(command.group()).results())
				.allSatisfy((profile) -> assertThat(BuildFiles.hasProfile(profile.group(1))).isTrue()));
	}

}
