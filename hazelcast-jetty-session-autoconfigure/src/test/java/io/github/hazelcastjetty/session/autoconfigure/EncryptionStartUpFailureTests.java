package io.github.hazelcastjetty.session.autoconfigure;

import javax.crypto.SecretKey;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import io.github.hazelcastjetty.session.codec.EncryptionKeys;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for what a user reads when attributes cannot be encrypted as configured: never a
 * key.
 */
@ExtendWith(OutputCaptureExtension.class)
class EncryptionStartUpFailureTests {

	private static final String KEY = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";

	@AfterEach
	void check() {
		StartUpFailureTests.assertNothingIsLeftBehind();
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', nullValues = "-", textBlock = """
			keys.k1 | not*base64          | k1 | It is not Base64.
			keys.k1 | c2VjcmV0LXNlY3JldA== | k1 | It is the Base64 form of 13 bytes, but a key for AES has 16, 24 or 32.
			keys.k1 | c2VjcmV0LXNlY3JldC1zZWNyZXQtc2VjcmV0 | k1 | It is the Base64 form of 27 bytes
			""")
	void badEncryptionKeyIsNotShown(String key, String value, String keyId, String problem, CapturedOutput output) {
		StartUpFailureTests.fail("--hazelcast.jetty.session.encryption." + key + "=" + value,
				"--hazelcast.jetty.session.encryption.key-id=" + keyId);
		assertThat(output).contains("APPLICATION FAILED TO START")
			.contains("'hazelcast.jetty.session.encryption." + key + "' is not valid: " + problem)
			.contains("openssl rand -base64 32")
			.doesNotContain(value)
			.doesNotContain("HTTP sessions are kept in Hazelcast");
	}

	@Test
	void encryptionKeyWithoutACurrentOne(CapturedOutput output) {
		StartUpFailureTests.fail("--hazelcast.jetty.session.encryption.keys.k1=" + KEY);
		assertThat(output).contains("'hazelcast.jetty.session.encryption.key-id' is not valid: It is not set")
			.contains("keys ('k1')")
			.contains("Set it to the id of one of the keys.")
			.doesNotContain(KEY);
	}

	@Test
	void currentEncryptionKeyThatIsMissing(CapturedOutput output) {
		StartUpFailureTests.fail("--hazelcast.jetty.session.encryption.keys.k1=" + KEY,
				"--hazelcast.jetty.session.encryption.key-id=K1");
		assertThat(output).contains("There is no key with the id 'K1', only 'k1'.")
			.contains("Add 'hazelcast.jetty.session.encryption.keys.K1'")
			.doesNotContain(KEY);
	}

	@Test
	void encryptionWithoutKeys(CapturedOutput output) {
		StartUpFailureTests.fail("--hazelcast.jetty.session.encryption.mode=require");
		assertThat(output).contains("'hazelcast.jetty.session.encryption.mode' is not valid: There are no keys.")
			.contains("or remove 'hazelcast.jetty.session.encryption.mode'");
	}

	@Test
	void encryptionKeysTwice(CapturedOutput output) {
		StartUpFailureTests.fail(EncryptionKeysConfiguration.class,
				"--hazelcast.jetty.session.encryption.keys.k1=" + KEY,
				"--hazelcast.jetty.session.encryption.key-id=k1");
		assertThat(output).contains("There is an EncryptionKeys bean too.").doesNotContain(KEY);
	}

	@Test
	void encryptionKeysBeanWithoutItsCurrentKey(CapturedOutput output) {
		StartUpFailureTests.fail(EncryptionKeysConfiguration.class);
		assertThat(output).contains("the EncryptionKeys bean has no key for its current id")
			.doesNotContain("HTTP sessions are kept in Hazelcast");
	}

	@Configuration(proxyBeanMethods = false)
	static class EncryptionKeysConfiguration extends StartUpFailureTests.ApplicationConfiguration {

		@Bean
		EncryptionKeys encryptionKeys() {
			return new EncryptionKeys() {

				@Override
				public String currentId() {
					return "k7";
				}

				@Override
				public SecretKey find(String id) {
					return null;
				}

			};
		}

	}

}
