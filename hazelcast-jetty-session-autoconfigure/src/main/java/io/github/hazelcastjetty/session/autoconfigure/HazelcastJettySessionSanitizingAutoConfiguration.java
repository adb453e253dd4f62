package io.github.hazelcastjetty.session.autoconfigure;

import java.util.Locale;

import org.springframework.boot.actuate.endpoint.SanitizingFunction;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.context.annotation.Bean;

/**
 * {@link EnableAutoConfiguration Auto-configuration} that keeps the keys with which
 * session attributes are encrypted out of the actuator's endpoints, whoever may see
 * values there.
 *
 * @since 1.0.0
 */
@AutoConfiguration
@ConditionalOnClass(SanitizingFunction.class)
public final class HazelcastJettySessionSanitizingAutoConfiguration {

	private static final String KEYS = uniform(HazelcastJettySessionProperties.PREFIX + ".encryption.keys");

	@Bean
	SanitizingFunction hazelcastJettySessionSanitizingFunction() {
		return SanitizingFunction.sanitizeValue().ifKeyMatches((key) -> uniform(key).startsWith(KEYS));
	}

	/**
	 * Return what is the same in all forms of a key, that of environment variables among
	 * them.
	 */
	private static String uniform(String key) {
		return key.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", "");
	}

}
