package io.github.hazelcastjetty.rules.attributes;

import java.nio.charset.StandardCharsets;

import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.util.ClassUtils;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

import io.github.hazelcastjetty.session.codec.AttributeCodec;
import io.github.hazelcastjetty.session.codec.AttributeCodecException;

/**
 * Keeps attributes as JSON, on nodes that are told to.
 */
@Configuration(proxyBeanMethods = false)
@ConditionalOnProperty("rules.json")
class JsonCodecConfiguration {

	@Bean
	AttributeCodec jsonCodec() {
		return new JsonCodec();
	}

	/**
	 * The name of the class, a space, JSON.
	 */
	private static final class JsonCodec implements AttributeCodec {

		private static final JsonMapper JSON = new JsonMapper();

		@Override
		public byte[] encode(String name, Object value) throws AttributeCodecException {
			try {
				return (value.getClass().getName() + " " + JSON.writeValueAsString(value))
					.getBytes(StandardCharsets.UTF_8);
			}
			catch (JacksonException ex) {
				throw new AttributeCodecException(name, ex);
			}
		}

		@Override
		public Object decode(String name, byte[] bytes) throws AttributeCodecException {
			String[] parts = new String(bytes, StandardCharsets.UTF_8).split(" ", 2);
			try {
				return JSON.readValue(parts[1],
						ClassUtils.forName(parts[0], Thread.currentThread().getContextClassLoader()));
			}
			catch (JacksonException | ClassNotFoundException ex) {
				throw new AttributeCodecException(name, ex);
			}
		}

	}

}
