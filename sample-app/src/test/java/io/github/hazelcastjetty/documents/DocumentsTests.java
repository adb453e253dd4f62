package io.github.hazelcastjetty.documents;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of what the documents say.
 */
class DocumentsTests {

	private static final int README_LINES = 200;

	private static final Pattern VAGUE = Pattern.compile("(?i)\\b(some(body|one)|anybody|what comes)\\b");

	private static final Pattern KEY = Pattern
		.compile("(hazelcast\\.jetty\\.session|server|spring)(\\.[a-z][a-z-]*)+(\\.\\*)?");

	private static final Pattern SHORT_KEY = Pattern
		.compile("(cache|encryption|outage|serialization)(\\.[a-z][a-z-]*)+(\\.\\*)?");

	/**
	 * Keys of libraries that are not on the class path, and names that look like keys.
	 */
	private static final Set<String> OTHERS = Set.of("spring.session.timeout", "hazelcast.jetty.session.origin",
			"spring.factories", "spring.cache.jcache.provider", "cache.gets", "cache.puts", "cache.entries");

	static List<Document> all() {
		return Document.all();
	}

	static List<Document> forUsers() {
		return Document.forUsers();
	}

	@Test
	void readmeIsShort() {
		assertThat(Document.read("README.md").text().lines()).hasSizeLessThanOrEqualTo(README_LINES);
	}

	@Test
	void readmeLeadsToEveryDocument() {
		List<String> links = Document.read("README.md").links();
		assertThat(forUsers()).map(Document::name)
			.filteredOn((name) -> !name.equals("README.md"))
			.isNotEmpty()
			.allSatisfy((name) -> assertThat(links).anyMatch((link) -> link.startsWith(name)));
	}

	@ParameterizedTest
	@MethodSource("all")
	void linksLeadSomewhere(Document document) {
		assertThat(document.links()).allSatisfy((link) -> assertThat(leadsSomewhere(document, link)).isTrue());
	}

	private static boolean leadsSomewhere(Document document, String link) {
		if (link.startsWith("https://")) {
			return true;
		}
		String[] parts = link.split("#", 2);
		Path file = (parts[0].isEmpty()) ? document.file() : document.file().resolveSibling(parts[0]).normalize();
		return Files.exists(file) && (parts.length == 1
				|| Document.read(Document.ROOT.relativize(file).toString()).anchors().contains(parts[1]));
	}

	@ParameterizedTest
	@MethodSource("all")
	void wordsSayWhoActs(Document document) {
		assertThat(document.prose().lines()).noneMatch(VAGUE.asPredicate());
	}

	@ParameterizedTest
	@MethodSource("forUsers")
	void keysExist(Document document) {
		assertThat(document.codes()).filteredOn(KEY.asMatchPredicate())
			.filteredOn((key) -> !OTHERS.contains(key))
			.allSatisfy((key) -> assertThat(ConfigurationKeys.exist(key)).isTrue());
		assertThat(document.codes()).filteredOn(SHORT_KEY.asMatchPredicate())
			.filteredOn((key) -> !OTHERS.contains(key))
			.allSatisfy((key) -> assertThat(ConfigurationKeys.exist(ConfigurationKeys.PREFIX + key)).isTrue());
	}

}
