package io.github.hazelcastjetty.session.codec;

import javax.crypto.SecretKey;

import org.jspecify.annotations.Nullable;

/**
 * Knows the keys that encrypt session attributes. Called by many threads at once, for
 * each attribute that is stored or read, so it should answer from memory.
 *
 * @since 1.0.0
 */
public interface EncryptionKeys {

	/**
	 * Return the id of the key that encrypts from now on.
	 * @return the id: letters, digits, dots, underscores and hyphens, 64 at most. It is
	 * stored with each value and is no secret
	 */
	String currentId();

	/**
	 * Return a key.
	 * @param id the id of the current key, or of one that was current at some time on
	 * some node
	 * @return the AES key of 128, 192 or 256 bits, or {@code null} if it is not known
	 * here
	 */
	@Nullable SecretKey find(String id);

}
