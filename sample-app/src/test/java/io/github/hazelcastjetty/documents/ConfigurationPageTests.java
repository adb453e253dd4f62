package io.github.hazelcastjetty.documents;

import java.io.IOException;
import java.nio.file.Files;
import java.util.Comparator;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that the table of {@code docs/configuration.md} is made of the present metadata.
 * With the system property {@code docs.update} it is written.
 */
class ConfigurationPageTests {

	private static final Pattern GENERATED = Pattern.compile("(?s)(<!-- generated: [^\\n]*-->\\n).*?(<!-- end -->)");

	private static final Pattern NAME = Pattern.compile("\\b[a-z]+(\\.[\\w*]+)+");

	private final Document page = Document.read("docs/configuration.md");

	@Test
	void tableIsMadeOfThePresentMetadata() throws IOException {
		String present = GENERATED.matcher(this.page.text())
			.replaceFirst("$1" + Matcher.quoteReplacement(table()) + "$2");
		if (System.getProperty("docs.update") != null) {
			Files.writeString(this.page.file(), present);
		}
		assertThat(Document.read(this.page.name()).text()).as("update it as its comment says").isEqualTo(present);
	}

	private static String table() {
		return ConfigurationKeys.own()
			.stream()
			.sorted(Comparator.comparing((property) -> property.path("name").asString()))
			.map(ConfigurationPageTests::row)
			.collect(Collectors.joining("\n", """

					All begin with `hazelcast.jetty.session.`

					| key | values | default | meaning |
					|---|---|---|---|
					""", "\n\n"));
	}

	private static String row(JsonNode property) {
		String type = property.path("type").asString();
		String key = property.path("name").asString().substring(ConfigurationKeys.PREFIX.length());
		JsonNode value = property.path("defaultValue");
		String description = property.path("description").asString().replace("\"", "`").replace("|", "\\|");
		// Else asterisks would be markup
		description = NAME.matcher(description).replaceAll("`$0`");
		return "| `%s` | %s | %s | %s |".formatted((type.startsWith("java.util.Map")) ? key + ".<name>" : key,
				values(type), (value.isMissingNode()) ? "none" : "`" + value.asString() + "`", description);
	}

	private static String values(String type) {
		try {
			Class<?> enumeration = Class.forName(type);
			if (enumeration.isEnum()) {
				return Stream.of(enumeration.getEnumConstants())
					.map((constant) -> "`" + constant.toString().toLowerCase(Locale.ROOT).replace('_', '-') + "`")
					.collect(Collectors.joining(", "));
			}
		}
		catch (ClassNotFoundException ex) {
			// A type with type arguments
		}
		if (type.startsWith("java.util.List")) {
			return "list";
		}
		return switch (type.substring(type.lastIndexOf('.') + 1)) {
			case "Boolean" -> "`true`, `false`";
			case "Integer" -> "number";
			case "Duration" -> "time";
			case "DataSize" -> "size";
			case "SavePeriod" -> "mode or time";
			default -> "text";
		};
	}

}
