package io.github.hazelcastjetty.session.autoconfigure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.assertj.core.api.ThrowableAssertAlternative;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.core.io.DefaultResourceLoader;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link ConfigFile}.
 */
class ConfigFileTests {

	private static final String MEMBER_XML = """
			<?xml version="1.0" encoding="UTF-8"?>
			<hazelcast xmlns="http://www.hazelcast.com/schema/config"><cluster-name>xml</cluster-name></hazelcast>
			""";

	private static final String MEMBER_YAML = "hazelcast:\n  cluster-name: yaml\n";

	private static final String CLIENT_XML = """
			<hazelcast-client xmlns="http://www.hazelcast.com/schema/client-config">
			<cluster-name>xml</cluster-name></hazelcast-client>
			""";

	private static final String CLIENT_YAML = "hazelcast-client:\n  cluster-name: yaml\n";

	@TempDir
	private Path directory;

	@Test
	void memberXml() throws IOException {
		assertThat(file(MEMBER_XML).loadMember().getClusterName()).isEqualTo("xml");
	}

	@Test
	void memberYaml() throws IOException {
		assertThat(file(MEMBER_YAML).loadMember().getClusterName()).isEqualTo("yaml");
	}

	@Test
	void longMemberYaml() throws IOException {
		assertThat(file("# a comment that fills a line of the file\n".repeat(1000) + MEMBER_YAML).loadMember()
			.getClusterName()).isEqualTo("yaml");
	}

	@Test
	void clientXml() throws IOException {
		assertThat(file(CLIENT_XML).loadClient().getClusterName()).isEqualTo("xml");
	}

	@Test
	void clientYaml() throws IOException {
		assertThat(file("\uFEFF" + CLIENT_YAML).loadClient().getClusterName()).isEqualTo("yaml");
	}

	@Test
	void url() throws IOException {
		String url = Files.writeString(this.directory.resolve("config"), MEMBER_XML).toUri().toString();
		assertThat(at(url).loadMember().getClusterName()).isEqualTo("xml");
	}

	@Test
	void classPath() {
		assertThat(at("classpath:hazelcast-default.xml").loadMember().getClusterName()).isEqualTo("dev");
	}

	@Test
	void clientFileForMember() {
		assertThatInvalid(() -> file(CLIENT_XML).loadMember())
			.withMessageContaining("configuration of a Hazelcast client")
			.withMessageContaining("Set 'hazelcast.jetty.session.client-only' to true");
	}

	@Test
	void memberFileForClient() {
		assertThatInvalid(() -> file(MEMBER_YAML).loadClient())
			.withMessageContaining("configuration of a Hazelcast member")
			.withMessageContaining("'hazelcast.jetty.session.client-only' is true. Set that to false");
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "hello", "<beans/>", "<hazelcast", "spring:\n  a: b\n", "hazelcast: [", "{}" })
	void notAHazelcastFile(String content) {
		assertThatInvalid(() -> file(content).loadMember()).withMessageContaining("It is not a Hazelcast configuration")
			.withMessageContaining("whose root element is 'hazelcast'");
		assertThatInvalid(() -> file(content).loadClient()).withMessageContaining("It is not a Hazelcast configuration")
			.withMessageContaining("'hazelcast-client' for a client");
	}

	@ParameterizedTest
	@ValueSource(strings = { "<hazelcast><cluster-name>", "<hazelcast><no-such-element/></hazelcast>",
			"hazelcast:\n  network:\n    port: many\n" })
	void malformed(String content) {
		assertThatInvalid(() -> file(content).loadMember()).withMessageContaining("Hazelcast does not understand it: ")
			.withMessageContaining("Correct the file.");
	}

	@ParameterizedTest
	@ValueSource(strings = { "missing.xml", "file:missing.xml", "classpath:missing.xml", "strange:missing.xml" })
	void missing(String location) {
		assertThatInvalid(() -> at(location).loadMember())
			.withMessageContaining("hazelcast.jetty.session.config-location")
			.withMessageContaining("'" + location + "'")
			.withMessageContaining("There is no ")
			.withMessageContaining("Give the path or URL of a Hazelcast configuration");
	}

	@Test
	void directory() {
		assertThatInvalid(() -> at(this.directory.toString()).loadMember())
			.withMessageContaining(this.directory.toString())
			.withMessageContaining("It cannot be read");
	}

	private static ThrowableAssertAlternative<InvalidConfigurationPropertyValueException> assertThatInvalid(
			ThrowingCallable call) {
		return assertThatExceptionOfType(InvalidConfigurationPropertyValueException.class).isThrownBy(call)
			.withMessageContaining("hazelcast.jetty.session.config-location");
	}

	private ConfigFile file(String content) throws IOException {
		return at(Files.writeString(this.directory.resolve("config"), content).toString());
	}

	private ConfigFile at(String location) {
		return new ConfigFile(location, new DefaultResourceLoader());
	}

}
