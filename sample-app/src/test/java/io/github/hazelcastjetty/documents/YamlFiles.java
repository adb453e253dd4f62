package io.github.hazelcastjetty.documents;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.stream.StreamSupport;

import com.hazelcast.client.config.ClientConfig;
import com.hazelcast.client.config.YamlClientConfigBuilder;
import com.hazelcast.config.Config;
import com.hazelcast.config.YamlConfigBuilder;
import org.springframework.boot.context.properties.bind.BindHandler;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.bind.handler.NoUnboundElementsBindHandler;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.core.env.EnumerablePropertySource;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.PropertiesPropertySource;
import org.springframework.core.io.ByteArrayResource;
import org.yaml.snakeyaml.Yaml;

import io.github.hazelcastjetty.session.autoconfigure.HazelcastJettySessionProperties;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Reads what is written in YAML, or as properties, as the program does that it is for.
 */
final class YamlFiles {

	private static final String OURS = "hazelcast.jetty.session";

	private YamlFiles() {
	}

	static List<Map<String, Object>> parse(String yaml) {
		return StreamSupport.stream(new Yaml().loadAll(yaml).spliterator(), false).map(YamlFiles::asMap).toList();
	}

	/**
	 * Checks a file of any of the kinds that the documents have.
	 */
	static void check(String yaml) {
		for (Map<String, Object> content : parse(yaml)) {
			if (content.containsKey("apiVersion")) {
				assertThat(content).containsKeys("kind", "metadata");
			}
			else if (content.containsKey("services")) {
				assertThat(asMap(content.get("services"))).isNotEmpty();
			}
			else if (content.containsKey("hazelcast-client")) {
				client(yaml);
			}
			else if (content.get("hazelcast") instanceof Map<?, ?> hazelcast && !hazelcast.containsKey("jetty")) {
				member(yaml);
			}
			else {
				application(source(yaml));
			}
		}
	}

	static void checkProperties(String text) throws IOException {
		Properties properties = new Properties();
		properties.load(new ByteArrayInputStream(text.getBytes(StandardCharsets.ISO_8859_1)));
		application(new PropertiesPropertySource("snippet", properties));
	}

	/**
	 * Checks settings of an application: ours are bound, and others exist.
	 */
	static void application(EnumerablePropertySource<?> source) {
		assertThat(source.getPropertyNames()).isNotEmpty()
			// There is no actuator on the class path
			.filteredOn((key) -> !key.startsWith("management."))
			.allSatisfy((key) -> assertThat(ConfigurationKeys.exist(key)).isTrue());
		new Binder(ConfigurationPropertySources.from(source)).bind(OURS,
				Bindable.of(HazelcastJettySessionProperties.class),
				new NoUnboundElementsBindHandler(BindHandler.DEFAULT));
	}

	/**
	 * The same with the names of environment variables.
	 */
	static void environment(Map<String, Object> variables) {
		assertThat(variables.keySet()).isNotEmpty()
			.filteredOn((name) -> !name.startsWith("MANAGEMENT_"))
			.allSatisfy((name) -> assertThat(ConfigurationKeys.own()).map((key) -> key.path("name").asString())
				.map((key) -> key.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_'))
				.contains(name));
	}

	static Config member(String yaml) {
		return new YamlConfigBuilder(stream(yaml)).build();
	}

	static ClientConfig client(String yaml) {
		return new YamlClientConfigBuilder(stream(yaml)).build();
	}

	@SuppressWarnings("unchecked")
	static Map<String, Object> asMap(Object value) {
		assertThat(value).isInstanceOf(Map.class);
		return (Map<String, Object>) value;
	}

	private static EnumerablePropertySource<?> source(String yaml) {
		try {
			List<?> sources = new YamlPropertySourceLoader().load("snippet",
					new ByteArrayResource(yaml.getBytes(StandardCharsets.UTF_8)));
			assertThat(sources).hasSize(1);
			return (MapPropertySource) sources.get(0);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static ByteArrayInputStream stream(String text) {
		return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
	}

}
