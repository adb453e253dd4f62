package io.github.hazelcastjetty.session.autoconfigure;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.function.Function;

import com.hazelcast.client.config.ClientConfig;
import com.hazelcast.client.config.ClientConfigRecognizer;
import com.hazelcast.client.config.XmlClientConfigBuilder;
import com.hazelcast.client.config.YamlClientConfigBuilder;
import com.hazelcast.config.Config;
import com.hazelcast.config.ConfigRecognizer;
import com.hazelcast.config.ConfigStream;
import com.hazelcast.config.MemberConfigRecognizer;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.core.NestedExceptionUtils;
import org.springframework.core.io.FileSystemResource;
import org.springframework.core.io.Resource;
import org.springframework.core.io.ResourceLoader;
import org.springframework.util.ResourceUtils;

/**
 * A Hazelcast file, of which only the location is known to be given.
 */
final class ConfigFile {

	private final String location;

	private final Resource resource;

	ConfigFile(String location, ResourceLoader resourceLoader) {
		this.location = location;
		this.resource = (ResourceUtils.isUrl(location)) ? resourceLoader.getResource(location)
				: new FileSystemResource(location);
	}

	Config loadMember() {
		return load(MemberConfigRecognizer::new, (content) -> Config.loadFromStream(new ByteArrayInputStream(content)),
				ClientConfigRecognizer::new,
				"It is the configuration of a Hazelcast client, but this application is a member. Set '%s.client-only' to true, or give the configuration of a member, whose root element is 'hazelcast'.");
	}

	ClientConfig loadClient() {
		return load(ClientConfigRecognizer::new, this::parseClient, MemberConfigRecognizer::new,
				"It is the configuration of a Hazelcast member, but '%s.client-only' is true. Set that to false, or give the configuration of a client, whose root element is 'hazelcast-client'.");
	}

	private ClientConfig parseClient(byte[] content) {
		InputStream in = new ByteArrayInputStream(content);
		return (isXml(content)) ? new XmlClientConfigBuilder(in).build() : new YamlClientConfigBuilder(in).build();
	}

	private boolean isXml(byte[] content) {
		return new String(content, StandardCharsets.UTF_8).replace("\uFEFF", "").stripLeading().startsWith("<");
	}

	private <C> C load(RecognizerFactory wanted, Function<byte[], C> parser, RecognizerFactory other,
			String wrongKind) {
		byte[] content = read();
		if (!isRecognized(content, wanted)) {
			throw (isRecognized(content, other)) ? invalid(wrongKind
				.formatted(HazelcastJettySessionProperties.PREFIX), null) : invalid(
						"It is not a Hazelcast configuration, or it is not well-formed. Give an XML or YAML file whose root element is 'hazelcast' for a member or 'hazelcast-client' for a client.",
						null);
		}
		try {
			return parser.apply(content);
		}
		catch (RuntimeException ex) {
			throw invalid("Hazelcast does not understand it: %s. Correct the file."
				.formatted(NestedExceptionUtils.getMostSpecificCause(ex).getMessage()), ex);
		}
	}

	private byte[] read() {
		try {
			return this.resource.getContentAsByteArray();
		}
		catch (IOException ex) {
			String reason = (this.resource.exists()) ? "It cannot be read (%s).".formatted(ex.getMessage())
					: "There is no %s.".formatted(this.resource.getDescription());
			throw invalid(reason
					+ " Give the path or URL of a Hazelcast configuration that this process may read, with the prefix 'classpath:' if the application contains it.",
					ex);
		}
	}

	private static boolean isRecognized(byte[] content, RecognizerFactory factory) {
		try {
			return factory.create().isRecognized(new ConfigStream(new ByteArrayInputStream(content)));
		}
		catch (Exception ex) {
			return false;
		}
	}

	private InvalidConfigurationPropertyValueException invalid(String reason, @Nullable Throwable cause) {
		return PropertiesValidator.invalid("config-location", this.location, reason, cause);
	}

	/**
	 * Creates a recognizer.
	 */
	private interface RecognizerFactory {

		ConfigRecognizer create() throws Exception;

	}

}
