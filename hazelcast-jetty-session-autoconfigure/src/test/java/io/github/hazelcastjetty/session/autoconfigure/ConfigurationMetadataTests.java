package io.github.hazelcastjetty.session.autoconfigure;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

import org.junit.jupiter.api.Test;
import org.springframework.boot.json.JsonParserFactory;
import org.springframework.core.io.FileSystemResource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for the configuration metadata that the build generates.
 */
class ConfigurationMetadataTests {

	private static final List<String> KEYS = List.of("enabled", "config-location", "client-only", "instance-name",
			"members", "cluster-name", "isolated", "port", "map-name", "backup-count", "worker-name", "sticky",
			"stale-period", "save-period", "passive-paths", "clean-up-period", "operation-timeout", "start-up",
			"persistence", "jdbc.continue-on-error", "jdbc.initialize-schema", "jdbc.platform", "jdbc.schema",
			"jdbc.table-name", "jdbc.write-delay", "outage.writes", "cache.max-idle", "cache.max-sessions",
			"serialization.allow", "serialization.check", "serialization.filter", "serialization.immutable",
			"serialization.warn-size", "encryption.key-id", "encryption.keys", "encryption.mode");

	private static final List<String> MANAGEMENT_KEYS = List.of("management.endpoint.jettysessions.access",
			"management.endpoint.jettysessions.cache.time-to-live", "management.health.jetty-sessions.enabled",
			"management.info.jetty-sessions.enabled");

	private final Map<String, Map<String, Object>> properties = read();

	@Test
	void everyKeyIsThere() {
		assertThat(this.properties.keySet()).containsAll(MANAGEMENT_KEYS)
			.filteredOn((key) -> !key.startsWith("management."))
			.containsExactlyInAnyOrderElementsOf(KEYS.stream().map("hazelcast.jetty.session."::concat).toList());
	}

	@Test
	void everyKeyIsDescribed() {
		assertThat(this.properties)
			.allSatisfy((key, property) -> assertThat((String) property.get("description")).doesNotStartWith("The ")
				.doesNotStartWith("A ")
				.matches("[A-Z].*\\."));
	}

	@Test
	void listsAndFlagsAreDescribedAsSuch() {
		assertThat(this.properties).allSatisfy((key, property) -> {
			String description = (String) property.get("description");
			if (property.get("type").equals("java.lang.Boolean")) {
				assertThat(description).startsWith("Whether ");
			}
			if (property.get("type").toString().startsWith("java.util.List")) {
				assertThat(description).startsWith("Comma-separated list ");
			}
		});
	}

	@Test
	void defaultsThatTheProcessorCannotSee() {
		assertThat(this.properties.get("hazelcast.jetty.session.port")).containsEntry("defaultValue", 5701);
		assertThat(this.properties.get("hazelcast.jetty.session.save-period")).containsEntry("defaultValue",
				"request-end");
	}

	@SuppressWarnings("unchecked")
	private static Map<String, Map<String, Object>> read() {
		try {
			String json = new FileSystemResource("target/classes/META-INF/spring-configuration-metadata.json")
				.getContentAsString(StandardCharsets.UTF_8);
			List<?> list = (List<?>) JsonParserFactory.getJsonParser().parseMap(json).get("properties");
			return list.stream()
				.map((entry) -> (Map<String, Object>) entry)
				.collect(Collectors.toMap((entry) -> (String) entry.get("name"), Function.identity()));
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
