package io.github.hazelcastjetty.session.autoconfigure;

import java.util.Base64;
import java.util.Map;
import java.util.TreeMap;

import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;

import org.jspecify.annotations.Nullable;
import org.springframework.util.StringUtils;

import io.github.hazelcastjetty.session.codec.AttributeCipher;
import io.github.hazelcastjetty.session.codec.EncryptionKeys;

/**
 * The keys that are given as properties.
 */
final class ConfiguredEncryptionKeys implements EncryptionKeys {

	private final String currentId;

	private final Map<String, SecretKey> keys;

	private ConfiguredEncryptionKeys(String currentId, Map<String, SecretKey> keys) {
		this.currentId = currentId;
		this.keys = keys;
	}

	/**
	 * Read the keys.
	 * @return the keys, or {@code null} if there are none
	 * @throws InvalidEncryptionException if a key cannot be one, or if it is not said
	 * which one encrypts
	 */
	static @Nullable ConfiguredEncryptionKeys of(EncryptionProperties properties) {
		Map<String, SecretKey> keys = new TreeMap<>();
		properties.getKeys().forEach((id, value) -> keys.put(id, key(id, value)));
		String currentId = properties.getKeyId();
		if (!StringUtils.hasText(currentId)) {
			if (keys.isEmpty()) {
				return null;
			}
			throw new InvalidEncryptionException("key-id",
					"It is not set, so nothing says which of the keys (%s) encrypts.".formatted(ids(keys)),
					"Set it to the id of one of the keys. The others go on decrypting.");
		}
		if (!keys.containsKey(currentId)) {
			throw new InvalidEncryptionException("key-id",
					(keys.isEmpty()) ? "There are no keys."
							: "There is no key with the id '%s', only %s.".formatted(currentId, ids(keys)),
					"Add '%1$s.encryption.keys.%2$s', or set it to the id of a key that is there. If there is an EncryptionKeys bean, remove '%1$s.encryption.key-id'."
						.formatted(HazelcastJettySessionProperties.PREFIX, currentId));
		}
		return new ConfiguredEncryptionKeys(currentId, keys);
	}

	private static String ids(Map<String, SecretKey> keys) {
		return "'" + String.join("', '", keys.keySet()) + "'";
	}

	private static SecretKey key(String id, String value) {
		if (!AttributeCipher.isKeyId(id)) {
			throw new InvalidEncryptionException("keys", "'%s' cannot be the id of a key.".formatted(id),
					"Use up to 64 letters, digits, dots, underscores and hyphens. An id with a dot needs brackets: keys.[2026.1]");
		}
		byte[] bytes = decode(value);
		if (bytes == null || (bytes.length != 16 && bytes.length != 24 && bytes.length != 32)) {
			throw new InvalidEncryptionException("keys." + id,
					(bytes != null) ? "It is the Base64 form of %d bytes, but a key for AES has 16, 24 or 32."
						.formatted(bytes.length) : "It is not Base64.",
					"Set it to the Base64 form of 32 random bytes, for example to what 'openssl rand -base64 32' prints. The value that it has now is not shown because it may be a secret.");
		}
		return new SecretKeySpec(bytes, "AES");
	}

	private static byte @Nullable [] decode(String value) {
		try {
			return Base64.getDecoder().decode(value.strip());
		}
		catch (IllegalArgumentException ex) {
			// Its message has a part of the value
			return null;
		}
	}

	@Override
	public String currentId() {
		return this.currentId;
	}

	@Override
	public @Nullable SecretKey find(String id) {
		return this.keys.get(id);
	}

}
