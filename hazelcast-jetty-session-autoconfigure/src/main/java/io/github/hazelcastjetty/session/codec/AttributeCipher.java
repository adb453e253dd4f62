package io.github.hazelcastjetty.session.codec;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.regex.Pattern;

import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;

import org.jspecify.annotations.Nullable;

/**
 * Encrypts what an {@link AttributeCodec} made of attributes, and the secret part of
 * session ids, with AES-GCM. What is stored is a mark of three bytes, the id of the key,
 * a random initialization vector, and the ciphertext with its tag.
 * <p>
 * A value is bound to the name of its session and to the name of its attribute: bytes
 * that were moved to another attribute or another session are refused.
 * <p>
 * All methods throw {@link EncryptionKeyException} if the {@link EncryptionKeys} fail, or
 * have no key to encrypt with.
 *
 * @since 1.0.0
 */
public final class AttributeCipher {

	private static final String PROPERTIES = "hazelcast.jetty.session.encryption";

	/**
	 * Begins neither a Java stream nor a {@link SimpleValues simple value}. The last byte
	 * is the number of the format.
	 */
	private static final byte[] MARK = { 0, 'E', 1 };

	private static final Pattern KEY_ID = Pattern.compile("[A-Za-z0-9._-]{1,64}");

	private static final int IV_BYTES = 12;

	private static final int TAG_BITS = 128;

	/**
	 * Tell the secret of a session from an attribute of any name.
	 */
	private static final byte SECRET = 'S';

	private static final byte VALUE = 'V';

	private static final AttributeCipher NONE = new AttributeCipher(null, Mode.DECRYPT);

	private final SecureRandom random = new SecureRandom();

	private final @Nullable EncryptionKeys keys;

	private final Mode mode;

	private AttributeCipher(@Nullable EncryptionKeys keys, Mode mode) {
		this.keys = keys;
		this.mode = mode;
	}

	/**
	 * Create a cipher.
	 * @param keys the keys
	 * @param mode what is encrypted
	 * @return the cipher
	 */
	public static AttributeCipher of(EncryptionKeys keys, Mode mode) {
		return new AttributeCipher(keys, mode);
	}

	/**
	 * Return a cipher that has no key. It leaves values as they are and refuses encrypted
	 * ones.
	 * @return the cipher
	 */
	public static AttributeCipher none() {
		return NONE;
	}

	/**
	 * Return whether a text can be the id of a key.
	 * @param id the text
	 * @return {@code true} if it consists of 1 to 64 letters, digits, dots, underscores
	 * and hyphens
	 */
	public static boolean isKeyId(String id) {
		return KEY_ID.matcher(id).matches();
	}

	/**
	 * Encrypt a value, if there is a key that encrypts.
	 * @param session the key of the session
	 * @param name the name of the attribute
	 * @param plain the encoded value
	 * @return the value to store, other bytes each time
	 * @throws AttributeCodecException if it cannot be encrypted
	 */
	public byte[] encrypt(String session, String name, byte[] plain) throws AttributeCodecException {
		return encrypt(new Place(session, name), plain);
	}

	/**
	 * Decrypt a value, if it is encrypted.
	 * @param session the key of the session
	 * @param name the name of the attribute
	 * @param stored what is stored
	 * @return the encoded value
	 * @throws AttributeCodecException if its key is not known, if it was changed or moved
	 * since it was encrypted, or if it is not encrypted and has to be
	 */
	public byte[] decrypt(String session, String name, byte[] stored) throws AttributeCodecException {
		return decrypt(new Place(session, name), stored);
	}

	/**
	 * Encrypt the secret of a session, if there is a key that encrypts.
	 * @param session the key of the session
	 * @param secret the secret
	 * @return the value to store
	 * @throws AttributeCodecException if it cannot be encrypted
	 */
	public byte[] encryptSecret(String session, String secret) throws AttributeCodecException {
		return encrypt(new Place(session, null), secret.getBytes(StandardCharsets.US_ASCII));
	}

	/**
	 * Decrypt the secret of a session, if it is encrypted.
	 * @param session the key of the session
	 * @param stored what is stored
	 * @return the secret
	 * @throws AttributeCodecException if its key is not known, if it was changed or moved
	 * since it was encrypted, or if it is not encrypted and has to be
	 */
	public String decryptSecret(String session, byte[] stored) throws AttributeCodecException {
		return new String(decrypt(new Place(session, null), stored), StandardCharsets.US_ASCII);
	}

	private static boolean isEncrypted(byte[] stored) {
		return stored.length >= MARK.length && Arrays.equals(stored, 0, MARK.length, MARK, 0, MARK.length);
	}

	private byte[] encrypt(Place place, byte[] plain) throws AttributeCodecException {
		if (this.keys == null || this.mode == Mode.DECRYPT) {
			return plain;
		}
		String id = currentId(this.keys);
		SecretKey key = isKeyId(id) ? find(this.keys, id) : null;
		if (key == null) {
			throw new EncryptionKeyException(place
					+ " cannot be encrypted: the EncryptionKeys bean has no key for its current id '%s'".formatted(id),
					null);
		}
		byte[] head = ByteBuffer.allocate(MARK.length + 1 + id.length())
			.put(MARK)
			.put((byte) id.length())
			.put(id.getBytes(StandardCharsets.US_ASCII))
			.array();
		byte[] iv = new byte[IV_BYTES];
		this.random.nextBytes(iv);
		try {
			byte[] secret = cipher(Cipher.ENCRYPT_MODE, key, iv, head, place).doFinal(plain);
			return ByteBuffer.allocate(head.length + iv.length + secret.length).put(head).put(iv).put(secret).array();
		}
		catch (GeneralSecurityException ex) {
			throw new AttributeCodecException(place + " cannot be encrypted with the key '%s' (%s)".formatted(id, ex),
					ex);
		}
	}

	private byte[] decrypt(Place place, byte[] stored) throws AttributeCodecException {
		if (isEncrypted(stored)) {
			return decryptEncrypted(place, stored);
		}
		if (this.mode == Mode.REQUIRE) {
			throw new AttributeCodecException(
					place + " is not encrypted, which '%s.mode=require' refuses. Use 'encrypt' until all sessions "
						.formatted(PROPERTIES) + "from before encryption was switched on have ended",
					null);
		}
		return stored;
	}

	private byte[] decryptEncrypted(Place place, byte[] stored) throws AttributeCodecException {
		int idStart = MARK.length + 1;
		int ivStart = (stored.length > MARK.length) ? idStart + stored[MARK.length] : -1;
		if (ivStart < idStart || stored.length < ivStart + IV_BYTES + TAG_BITS / Byte.SIZE) {
			throw damaged(place, null);
		}
		String id = new String(stored, idStart, ivStart - idStart, StandardCharsets.US_ASCII);
		if (!isKeyId(id)) {
			throw damaged(place, null);
		}
		SecretKey key = (this.keys != null) ? find(this.keys, id) : null;
		if (key == null) {
			throw new AttributeCodecException(place
					+ " is encrypted with the key '%1$s', which this node does not have. ".formatted(id)
					+ "Add it as '%s.keys.%s'. A key has to stay until all sessions that were used with it have ended"
						.formatted(PROPERTIES, id),
					null);
		}
		try {
			byte[] head = Arrays.copyOf(stored, ivStart);
			byte[] iv = Arrays.copyOfRange(stored, ivStart, ivStart + IV_BYTES);
			return cipher(Cipher.DECRYPT_MODE, key, iv, head, place).doFinal(stored, ivStart + IV_BYTES,
					stored.length - ivStart - IV_BYTES);
		}
		catch (AEADBadTagException ex) {
			throw damaged(place, id);
		}
		catch (GeneralSecurityException ex) {
			throw new AttributeCodecException(place + " cannot be decrypted with the key '%s' (%s)".formatted(id, ex),
					ex);
		}
	}

	private static String currentId(EncryptionKeys keys) {
		try {
			return keys.currentId();
		}
		catch (RuntimeException ex) {
			throw new EncryptionKeyException("The id of the current key cannot be had: %s".formatted(ex), ex);
		}
	}

	private static @Nullable SecretKey find(EncryptionKeys keys, String id) {
		try {
			return keys.find(id);
		}
		catch (RuntimeException ex) {
			throw new EncryptionKeyException("The key '%s' cannot be had: %s".formatted(id, ex), ex);
		}
	}

	private static AttributeCodecException damaged(Place place, @Nullable String id) {
		String key = (id != null)
				? ", or the key '%1$s' is not the same on all nodes. Compare '%2$s.keys.%1$s'".formatted(id, PROPERTIES)
				: "";
		return new AttributeCodecException(place + " was refused: what is stored is not what was encrypted for it. "
				+ "It was changed or moved in the cluster" + key, null);
	}

	private static Cipher cipher(int operation, SecretKey key, byte[] iv, byte[] head, Place place)
			throws GeneralSecurityException {
		Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
		cipher.init(operation, key, new GCMParameterSpec(TAG_BITS, iv));
		cipher.updateAAD(head);
		cipher.updateAAD(place.context());
		return cipher;
	}

	/**
	 * What is encrypted. Whatever it is, values that are encrypted can be read.
	 */
	public enum Mode {

		/**
		 * Values are stored unencrypted: for the time in which nodes without the keys are
		 * still there, or again.
		 */
		DECRYPT,

		/**
		 * Values are encrypted. Those that are not can still be read.
		 */
		ENCRYPT,

		/**
		 * Values are encrypted. Those that are not are refused.
		 */
		REQUIRE

	}

	/**
	 * What encrypted bytes are bound to.
	 *
	 * @param session the key of the session
	 * @param attribute the name of the attribute, or {@code null} for the secret
	 */
	private record Place(String session, @Nullable String attribute) {

		/**
		 * Return other bytes for each place.
		 */
		byte[] context() {
			byte[] first = this.session.getBytes(StandardCharsets.UTF_8);
			byte[] second = (this.attribute != null) ? this.attribute.getBytes(StandardCharsets.UTF_8) : new byte[0];
			return ByteBuffer.allocate(1 + Integer.BYTES + first.length + second.length)
				.put((this.attribute != null) ? VALUE : SECRET)
				.putInt(first.length)
				.put(first)
				.put(second)
				.array();
		}

		/**
		 * Return the subject of a message.
		 */
		@Override
		public String toString() {
			return (this.attribute != null) ? "Session attribute '%s'".formatted(this.attribute)
					: "The secret of session '%s'".formatted(this.session);
		}

	}

}
