package io.github.hazelcastjetty.documents;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URL;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The configuration keys that the metadata on the class path knows, ours and Spring
 * Boot's.
 */
final class ConfigurationKeys {

	static final String PREFIX = "hazelcast.jetty.session.";

	private static final String METADATA = "META-INF/spring-configuration-metadata.json";

	private static final List<JsonNode> PROPERTIES = read();

	private static final Set<String> NAMES = PROPERTIES.stream()
		.map((property) -> property.path("name").asString())
		.collect(Collectors.toSet());

	// Maps have keys of their own
	private static final Set<String> MAPS = PROPERTIES.stream()
		.filter((property) -> property.path("type").asString().startsWith("java.util.Map"))
		.map((property) -> property.path("name").asString())
		.collect(Collectors.toSet());

	private static final Pattern INDEX = Pattern.compile("\\[\\d+]");

	private ConfigurationKeys() {
	}

	/**
	 * Our own, as the metadata describes them.
	 */
	static List<JsonNode> own() {
		return PROPERTIES.stream().filter((property) -> property.path("name").asString().startsWith(PREFIX)).toList();
	}

	/**
	 * Whether there is a key, or, with an asterisk at its end, one that begins so.
	 */
	static boolean exist(String key) {
		String plain = INDEX.matcher(key).replaceAll("");
		if (plain.endsWith(".*")) {
			String group = plain.substring(0, plain.length() - 1);
			return NAMES.stream().anyMatch((name) -> name.startsWith(group));
		}
		return NAMES.contains(plain) || MAPS.stream().anyMatch((map) -> plain.startsWith(map + "."));
	}

	private static List<JsonNode> read() {
		List<JsonNode> properties = new ArrayList<>();
		try {
			for (URL url : Collections.list(ConfigurationKeys.class.getClassLoader().getResources(METADATA))) {
				try (InputStream in = url.openStream()) {
					new JsonMapper().readTree(in).path("properties").forEach(properties::add);
				}
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		return properties;
	}

}
