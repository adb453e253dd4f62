package io.github.hazelcastjetty.documents;

import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;

import org.jspecify.annotations.Nullable;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Reads what is for Maven and Gradle, and compares it with the project's own POMs.
 */
final class BuildFiles {

	private static final String GROUP = "io.github.hazelcastjetty";

	private static final List<String> POMS = List.of("pom.xml", "hazelcast-jetty-session-autoconfigure/pom.xml",
			"hazelcast-jetty-session-starter/pom.xml", "sample-app/pom.xml");

	private static final Element PARENT = parse(read("pom.xml"));

	private static final String VERSION = child(PARENT, "version");

	private static final Set<String> KNOWN = POMS.stream()
		.map((pom) -> parse(read(pom)))
		.flatMap((pom) -> Stream.of("dependency", "exclusion", "project")
			.flatMap((kind) -> coordinates(pom, kind).stream()))
		.map((coordinates) -> coordinates.group() + ":" + coordinates.artifact())
		.collect(Collectors.toSet());

	private static final Pattern NOTATION = Pattern.compile("'([a-z.]+):([a-z-]+)(?::([\\w.-]+))?'");

	private static final Pattern EXCLUSION = Pattern.compile("exclude group: '([^']+)', module: '([^']+)'");

	private static final Pattern HAZELCAST = Pattern.compile("hazelcast\\.version'\\] = '([^']+)'");

	private BuildFiles() {
	}

	/**
	 * Checks a part of a POM.
	 */
	static void checkMaven(String xml) {
		Element part = parse("<part>" + xml + "</part>");
		List<Coordinates> all = Stream.of("dependency", "exclusion")
			.flatMap((kind) -> coordinates(part, kind).stream())
			.toList();
		String hazelcast = child(part, "hazelcast.version");
		assertThat(all.isEmpty()).isEqualTo(hazelcast != null);
		check(all);
		if (hazelcast != null) {
			assertThat(hazelcast).isEqualTo(child(PARENT, "hazelcast.version"));
		}
	}

	/**
	 * Checks a part of a build script of Gradle.
	 */
	static void checkGradle(String script) {
		List<Coordinates> all = Stream.of(NOTATION, EXCLUSION)
			.flatMap((pattern) -> pattern.matcher(script).results())
			.map((match) -> new Coordinates(match.group(1), match.group(2),
					(match.groupCount() > 2) ? match.group(3) : null))
			.toList();
		assertThat(all).isNotEmpty();
		check(all);
		assertThat(HAZELCAST.matcher(script).results())
			.allSatisfy((match) -> assertThat(match.group(1)).isEqualTo(child(PARENT, "hazelcast.version")));
	}

	/**
	 * Whether a profile is in one of the POMs.
	 */
	static boolean hasProfile(String profile) {
		return POMS.stream().anyMatch((pom) -> read(pom).contains("<id>" + profile + "</id>"));
	}

	private static void check(List<Coordinates> all) {
		assertThat(all).allSatisfy((coordinates) -> {
			assertThat(KNOWN).contains(coordinates.group() + ":" + coordinates.artifact());
			assertThat(coordinates.version()).isEqualTo((coordinates.group().equals(GROUP)) ? VERSION : null);
		});
	}

	private static List<Coordinates> coordinates(Element parent, String kind) {
		NodeList all = parent.getElementsByTagName(kind);
		return IntStream.range(0, all.getLength())
			.mapToObj((index) -> (Element) all.item(index))
			.map((element) -> new Coordinates(child(element, "groupId"), child(element, "artifactId"),
					child(element, "version")))
			.toList();
	}

	/**
	 * The text of the first element with a name among the children, and if there is none
	 * among those below them.
	 */
	private static @Nullable String child(Element parent, String name) {
		NodeList all = parent.getElementsByTagName(name);
		return IntStream.range(0, all.getLength())
			.mapToObj(all::item)
			.filter((node) -> node.getParentNode() == parent || name.contains("."))
			.map((node) -> node.getTextContent().strip())
			.findFirst()
			.orElse(null);
	}

	private static Element parse(String xml) {
		try {
			return DocumentBuilderFactory.newInstance()
				.newDocumentBuilder()
				.parse(new InputSource(new StringReader(xml)))
				.getDocumentElement();
		}
		catch (IOException | ParserConfigurationException | SAXException ex) {
			throw new AssertionError("Not well-formed: " + xml, ex);
		}
	}

	private static String read(String pom) {
		try {
			return Files.readString(Document.ROOT.resolve(pom));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private record Coordinates(@Nullable String group, @Nullable String artifact, @Nullable String version) {

	}

}
