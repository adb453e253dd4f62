package io.github.hazelcastjetty.session.codec;

import org.jspecify.annotations.Nullable;

/**
 * Thrown when the {@link EncryptionKeys} fail or have no key to encrypt with. It is not
 * the fault of what was to be encrypted or decrypted, and may pass by itself.
 *
 * @since 1.0.0
 */
public class EncryptionKeyException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	/**
	 * Create an exception.
	 * @param message which key cannot be had, and why
	 * @param cause the failure of the {@link EncryptionKeys}, {@code null} if they have
	 * no such key
	 */
	public EncryptionKeyException(String message, @Nullable Throwable cause) {
		super(message, cause);
	}

}
