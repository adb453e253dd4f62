package io.github.hazelcastjetty.session.autoconfigure;

import java.util.Objects;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import io.github.hazelcastjetty.session.codec.AttributeCipher;
import io.github.hazelcastjetty.session.codec.AttributeCipher.Mode;
import io.github.hazelcastjetty.session.codec.AttributeCodecException;
import io.github.hazelcastjetty.session.codec.EncryptionKeyException;
import io.github.hazelcastjetty.session.codec.EncryptionKeys;

/**
 * Creates what encrypts attributes, with the keys of a bean or of the properties.
 */
final class AttributeCipherFactory {

	private static final Log logger = LogFactory.getLog(AttributeCipherFactory.class);

	private final SessionOptions options;

	AttributeCipherFactory(SessionOptions options) {
		this.options = options;
	}

	AttributeCipher create(@Nullable EncryptionKeys bean) {
		EncryptionKeys configured = this.options.encryptionKeys();
		if (bean != null && configured != null) {
			throw new InvalidEncryptionException("keys", "There is an EncryptionKeys bean too.",
					"Remove the bean, or '%1$s.encryption.keys' and '%1$s.encryption.key-id'."
						.formatted(HazelcastJettySessionProperties.PREFIX));
		}
		EncryptionKeys keys = (bean != null) ? bean : configured;
		Mode mode = this.options.encryptionMode();
		if (keys == null) {
			if (mode != null) {
				throw new InvalidEncryptionException("mode", "There are no keys.",
						"Set '%1$s.encryption.keys.<id>' and '%1$s.encryption.key-id', define an EncryptionKeys bean, or remove '%1$s.encryption.mode'."
							.formatted(HazelcastJettySessionProperties.PREFIX));
			}
			return AttributeCipher.none();
		}
		return create(keys, Objects.requireNonNullElse(mode, Mode.ENCRYPT));
	}

	private AttributeCipher create(EncryptionKeys keys, Mode mode) {
		requireCurrentKey(keys);
		if (mode == Mode.DECRYPT) {
			logger.warn("Session attributes are not encrypted, because '%s.encryption.mode' is 'decrypt'. ".formatted(
					HazelcastJettySessionProperties.PREFIX) + "Set it to 'encrypt' when all nodes have the keys.");
		}
		else {
			logger.info("Session attributes are encrypted with the key '%s'".formatted(keys.currentId()));
		}
		return AttributeCipher.of(keys, mode);
	}

	private static void requireCurrentKey(EncryptionKeys keys) {
		try {
			AttributeCipher.of(keys, Mode.ENCRYPT).encrypt("", "", new byte[0]);
		}
		catch (AttributeCodecException | EncryptionKeyException ex) {
			throw new IllegalStateException("Session attributes cannot be encrypted. " + ex.getMessage(), ex);
		}
	}

}
