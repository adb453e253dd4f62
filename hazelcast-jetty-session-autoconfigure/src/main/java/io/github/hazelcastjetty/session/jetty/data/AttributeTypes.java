package io.github.hazelcastjetty.session.jetty.data;

import org.jspecify.annotations.Nullable;

import io.github.hazelcastjetty.session.codec.AttributeCipher;
import io.github.hazelcastjetty.session.codec.AttributeCodec;
import io.github.hazelcastjetty.session.codec.AttributeCodecException;
import io.github.hazelcastjetty.session.codec.EncryptionKeyException;

/**
 * Tells of what type stored attributes are, without making objects of them.
 */
public final class AttributeTypes {

	private final AttributeCodec codec;

	private final AttributeCipher cipher;

	/**
	 * Create an instance.
	 * @param codec has encoded the values
	 * @param cipher has encrypted them
	 */
	public AttributeTypes(AttributeCodec codec, AttributeCipher cipher) {
		this.codec = codec;
		this.cipher = cipher;
	}

	/**
	 * Return the type of a value.
	 * @param session the key of the session
	 * @param name the name of the attribute
	 * @param stored what is stored
	 * @return the name of a class, or {@code null} if it cannot be told
	 */
	public @Nullable String find(String session, String name, byte[] stored) {
		try {
			return this.codec.typeName(this.cipher.decrypt(session, name, stored));
		}
		catch (AttributeCodecException | EncryptionKeyException ex) {
			return null;
		}
	}

}
