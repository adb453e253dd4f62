package io.github.hazelcastjetty.quickstart;

import java.io.IOException;
import java.lang.module.ModuleFinder;
import java.lang.module.ModuleReference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.jar.JarFile;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.xpath.XPathFactory;

import com.jayway.jsonpath.JsonPath;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.w3c.dom.Document;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Inspects what {@code .ci/stage} has put into the folder for a release.
 */
class StagedReleaseTests {

	private static final Path GROUP = Path.of(System.getProperty("staging.directory"), "io/github/hazelcastjetty");

	private static final String VERSION = System.getProperty("staging.version");

	private static final String AUTOCONFIGURE = "hazelcast-jetty-session-autoconfigure";

	private static final String BOM = "hazelcast-jetty-session-bom";

	private static final String STARTER = "hazelcast-jetty-session-starter";

	@Test
	void nothingElseIsStaged() throws IOException {
		try (Stream<Path> modules = Files.list(GROUP)) {
			assertThat(modules.map((module) -> module.getFileName().toString()))
				.containsExactlyInAnyOrder(AUTOCONFIGURE, BOM, STARTER);
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { AUTOCONFIGURE, BOM, STARTER })
	void pomHasWhatMavenCentralAsksFor(String module) throws Exception {
		Document pom = pom(module);
		assertThat(List.of("name", "description", "url", "licenses/license/name", "licenses/license/url",
				"developers/developer/name", "scm/connection", "scm/developerConnection", "scm/url",
				"issueManagement/system", "issueManagement/url"))
			.allSatisfy((element) -> assertThat(text(pom, "/project/" + element)).as(element).isNotBlank());
		assertThat(text(pom, "/project/url")).isEqualTo(text(pom, "/project/scm/url")).doesNotEndWith(module);
		assertThat(text(pom, "/project/version")).isEqualTo(VERSION);
	}

	@ParameterizedTest
	@ValueSource(strings = { AUTOCONFIGURE, BOM, STARTER })
	void pomStandsAlone(String module) throws Exception {
		Document pom = pom(module);
		assertThat(Files.readString(file(module, ".pom")).replace("${project.version}", VERSION))
			.doesNotContain("SNAPSHOT", "${");
		assertThat(List.of("parent", "build", "profiles", "properties", "repositories")).allSatisfy(
				(element) -> assertThat(text(pom, "count(/project/" + element + ")")).as(element).isEqualTo("0"));
		assertThat(text(pom, "count(//dependency[not(version)])")).isEqualTo("0");
		assertThat(text(pom, "count(//dependency[scope='test'])")).isEqualTo("0");
	}

	@Test
	void billOfMaterialsManagesOurModulesOnly() throws Exception {
		Document pom = pom(BOM);
		String managed = "/project/dependencyManagement/dependencies/dependency";
		assertThat(text(pom, "count(" + managed + ")")).isEqualTo("2");
		assertThat(List.of(AUTOCONFIGURE, STARTER))
			.allSatisfy((module) -> assertThat(text(pom, managed + "[artifactId='" + module + "']/version"))
				.isEqualTo("${project.version}"));
	}

	@ParameterizedTest
	@CsvSource({ AUTOCONFIGURE + ", io.github.hazelcastjetty.session",
			STARTER + ", io.github.hazelcastjetty.session.starter" })
	void jarIsModule(String module, String name) {
		Set<ModuleReference> modules = ModuleFinder.of(file(module, ".jar")).findAll();
		assertThat(modules).map((reference) -> reference.descriptor().name()).containsExactly(name);
	}

	@ParameterizedTest
	@ValueSource(strings = { AUTOCONFIGURE, STARTER })
	void jarsHaveLicence(String module) throws IOException {
		assertThat(entries(module, ".jar")).contains("META-INF/LICENSE");
		assertThat(entries(module, "-sources.jar")).contains("META-INF/LICENSE");
	}

	@ParameterizedTest
	@CsvSource({ AUTOCONFIGURE + ", autoconfigure/SessionHazelcastInstance.html",
			STARTER + ", starter/package-info.java" })
	void sourcesAndJavadocAreStaged(String module, String page) throws IOException {
		assertThat(entries(module, "-javadoc.jar"))
			.anyMatch((entry) -> entry.endsWith("io/github/hazelcastjetty/session/" + page));
		Set<String> sources = entries(module, "-sources.jar");
		assertThat(entries(module, ".jar")).filteredOn((entry) -> entry.endsWith(".class"))
			.map((entry) -> entry.replaceFirst("(\\$[^/]*)?\\.class$", ".java"))
			.isSubsetOf(sources);
		assertThat(sources).anyMatch((entry) -> entry.endsWith(".java"));
	}

	@Test
	void billOfMaterialsOfSoftwareNamesWhatShipsAndNoTests() throws IOException {
		List<String> components = JsonPath.read(file(STARTER, "-cyclonedx.json").toFile(), "$.components[*].purl");
		assertThat(components).contains("pkg:maven/com.hazelcast/hazelcast@5.7.0?type=jar",
				"pkg:maven/io.github.hazelcastjetty/" + AUTOCONFIGURE + "@" + VERSION + "?type=jar");
		List<String> all = JsonPath.read(file(AUTOCONFIGURE, "-cyclonedx.json").toFile(), "$.components[*].purl");
		assertThat(all).isNotEmpty()
			.noneMatch((purl) -> purl.contains("junit") || purl.contains("commons-collections"));
	}

	@ParameterizedTest
	@ValueSource(strings = { AUTOCONFIGURE, BOM, STARTER })
	void allFilesAreSignedOrNone(String module) throws IOException {
		try (Stream<Path> files = Files.list(GROUP.resolve(module).resolve(VERSION))) {
			Set<String> names = files.map((file) -> file.getFileName().toString())
				.filter((name) -> !name.matches(".*\\.(md5|sha\\d+)"))
				.collect(Collectors.toSet());
			Set<String> signed = names.stream()
				.filter((name) -> name.endsWith(".asc"))
				.map((name) -> name.substring(0, name.length() - ".asc".length()))
				.collect(Collectors.toSet());
			names.removeIf((name) -> name.endsWith(".asc"));
			assertThat(names).contains(module + "-" + VERSION + ".pom");
			assertThat(signed).isIn(Set.of(), names);
		}
	}

	private static Path file(String module, String suffix) {
		return GROUP.resolve(module).resolve(VERSION).resolve(module + "-" + VERSION + suffix);
	}

	private static Set<String> entries(String module, String suffix) throws IOException {
		try (JarFile jar = new JarFile(file(module, suffix).toFile())) {
			return jar.stream().map((entry) -> entry.getName()).collect(Collectors.toSet());
		}
	}

	private static Document pom(String module) throws Exception {
		return DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(file(module, ".pom").toFile());
	}

	private static String text(Document pom, String path) throws Exception {
		return XPathFactory.newInstance().newXPath().evaluate(path, pom);
	}

}
