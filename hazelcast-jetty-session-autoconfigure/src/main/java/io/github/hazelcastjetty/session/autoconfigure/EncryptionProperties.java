package io.github.hazelcastjetty.session.autoconfigure;

import java.util.LinkedHashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import io.github.hazelcastjetty.session.codec.AttributeCipher;

/**
 * Properties of the encryption of session attributes.
 *
 * @since 1.0.0
 */
public class EncryptionProperties {

	/**
	 * Id of the key that encrypts. The other keys only decrypt what they have encrypted
	 * before.
	 */
	private @Nullable String keyId;

	/**
	 * AES keys by id, each as the Base64 form of 16, 24 or 32 random bytes. When none is
	 * set, attributes are not encrypted.
	 */
	private Map<String, String> keys = new LinkedHashMap<>();

	/**
	 * What is encrypted. When not set, it is "encrypt" if there are keys.
	 */
	private AttributeCipher.@Nullable Mode mode;

	public @Nullable String getKeyId() {
		return this.keyId;
	}

	public void setKeyId(@Nullable String keyId) {
		this.keyId = keyId;
	}

	public Map<String, String> getKeys() {
		return this.keys;
	}

	public void setKeys(Map<String, String> keys) {
		this.keys = keys;
	}

	public AttributeCipher.@Nullable Mode getMode() {
		return this.mode;
	}

	public void setMode(AttributeCipher.@Nullable Mode mode) {
		this.mode = mode;
	}

}
