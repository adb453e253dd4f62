package io.github.hazelcastjetty.session.codec;

import org.jspecify.annotations.Nullable;

/**
 * Turns attribute values into bytes and back. Called by many threads at once, with the
 * class loader of the web application as the thread's context class loader.
 *
 * @since 1.0.0
 */
public interface AttributeCodec {

	/**
	 * Encode a value.
	 * @param name the name of the attribute
	 * @param value the value, may be changed by other threads meanwhile
	 * @return the bytes; equal values should give equal bytes
	 * @throws AttributeCodecException if the value cannot be encoded
	 */
	byte[] encode(String name, Object value) throws AttributeCodecException;

	/**
	 * Decode a value.
	 * @param name the name of the attribute
	 * @param bytes what {@link #encode} returned, perhaps on a node that runs another
	 * version of the application
	 * @return the value
	 * @throws AttributeCodecException if the value cannot be decoded here
	 */
	Object decode(String name, byte[] bytes) throws AttributeCodecException;

	/**
	 * Return the type of an encoded value for operators, without decoding it.
	 * @param bytes what {@link #encode} returned
	 * @return the name of a class, or {@code null} if the bytes do not tell, as they are
	 * taken to do by default
	 */
	default @Nullable String typeName(byte[] bytes) {
		return null;
	}

}
