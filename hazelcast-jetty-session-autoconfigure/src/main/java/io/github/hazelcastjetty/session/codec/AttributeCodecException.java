package io.github.hazelcastjetty.session.codec;

import org.jspecify.annotations.Nullable;

/**
 * Thrown when an attribute cannot be encoded or decoded. The message names the attribute
 * and the class that is at fault and, where there is one, the remedy.
 *
 * @since 1.0.0
 */
public class AttributeCodecException extends Exception {

	private static final long serialVersionUID = 1L;

	/**
	 * Create an exception.
	 * @param message what is wrong with which attribute
	 * @param cause the reason, {@code null} if the message says it all
	 */
	public AttributeCodecException(String message, @Nullable Throwable cause) {
		super(message, cause);
	}

}
