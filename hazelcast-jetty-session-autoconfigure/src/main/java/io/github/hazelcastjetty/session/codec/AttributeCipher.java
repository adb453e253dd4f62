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
 * Encrypts what an {@link AttributeCodec} made of attributes, with AES-GCM. What is
 * stored is a mark of three bytes, the id of the key, a random initialization vector, and
 * the ciphertext with its tag.
 * <p>
 * A value is bound to the name of its attribute and to the <em>birth name</em> of its
 * session: bytes that were moved to another attribute or another session are refused. The
 * birth name is that under which the session was first stored. When the session gets
 * another one, it is given a <em>seal</em>: the birth name, encrypted and bound to the
 * new name. So no value has to be encrypted anew, and nobody without a key can make one
 * session take the place of another.
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
	 * Take the place of the name of an attribute in a seal, and tell both apart.
	 */
	private static final byte SEAL = 'S';

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
	 * Encrypt a value, if values are to be encrypted.
	 * @param session the present name of the session
	 * @param seal its seal, {@code null} if it never had another name
	 * @param name the name of the attribute
	 * @param plain the encoded value
	 * @return what is to be stored, other bytes each time
	 * @throws AttributeCodecException if there is no key for it
	 */
	public byte[] encrypt(String session, byte @Nullable [] seal, String name, byte[] plain)
			throws AttributeCodecException {
		if (this.keys == null || this.mode == Mode.DECRYPT) {
			return plain;
		}
		return encrypt(this.keys, "Session attribute '%s'".formatted(name),
				context(VALUE, birthName(session, seal), name), plain);
	}

	/**
	 * Decrypt a value, if it is encrypted.
	 * @param session the present name of the session
	 * @param seal its seal, {@code null} if it never had another name
	 * @param name the name of the attribute
	 * @param stored what is stored
	 * @return the encoded value
	 * @throws AttributeCodecException if its key is not known, if it was changed or moved
	 * since it was encrypted, or if it is not encrypted and has to be
	 */
	public byte[] decrypt(String session, byte @Nullable [] seal, String name, byte[] stored)
			throws AttributeCodecException {
		String what = "Session attribute '%s'".formatted(name);
		if (isEncrypted(stored)) {
			return decrypt(what, context(VALUE, birthName(session, seal), name), stored);
		}
		if (this.mode == Mode.REQUIRE) {
			throw new AttributeCodecException(
					what + " is not encrypted, which '%s.mode=require' refuses. Use 'encrypt' until all sessions "
						.formatted(PROPERTIES) + "from before encryption was switched on have ended",
					null);
		}
		return stored;
	}

	private static boolean isEncrypted(byte[] stored) {
		return stored.length >= MARK.length && Arrays.equals(stored, 0, MARK.length, MARK, 0, MARK.length);
	}

	/**
	 * Make the seal of a session that gets another name.
	 * @param session its present name
	 * @param seal its present seal, {@code null} if it never had another name
	 * @param newName its new name
	 * @return the new seal, or {@code null} if there are no keys here
	 * @throws AttributeCodecException if there is no key for it, or none for the present
	 * seal
	 */
	public byte @Nullable [] seal(String session, byte @Nullable [] seal, String newName)
			throws AttributeCodecException {
		if (this.keys == null) {
			return null;
		}
		return encrypt(this.keys, "The seal of a session", context(SEAL, newName, ""),
				birthName(session, seal).getBytes(StandardCharsets.UTF_8));
	}

	private String birthName(String session, byte @Nullable [] seal) throws AttributeCodecException {
		if (seal == null) {
			return session;
		}
		return new String(decrypt("The seal of a session", context(SEAL, session, ""), seal), StandardCharsets.UTF_8);
	}

	private byte[] encrypt(EncryptionKeys known, String what, byte[] context, byte[] plain)
			throws AttributeCodecException {
		String id = known.currentId();
		SecretKey key = isKeyId(id) ? find(known, id) : null;
		if (key == null) {
			throw new AttributeCodecException(what
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
			byte[] secret = cipher(Cipher.ENCRYPT_MODE, key, iv, head, context).doFinal(plain);
			return ByteBuffer.allocate(head.length + iv.length + secret.length).put(head).put(iv).put(secret).array();
		}
		catch (GeneralSecurityException ex) {
			throw new AttributeCodecException(what + " cannot be encrypted with the key '%s' (%s)".formatted(id, ex),
					ex);
		}
	}

	private byte[] decrypt(String what, byte[] context, byte[] stored) throws AttributeCodecException {
		int idStart = MARK.length + 1;
		int ivStart = (stored.length > MARK.length) ? idStart + stored[MARK.length] : -1;
		if (!isEncrypted(stored) || ivStart < idStart || stored.length < ivStart + IV_BYTES + TAG_BITS / Byte.SIZE) {
			throw damaged(what, null);
		}
		String id = new String(stored, idStart, ivStart - idStart, StandardCharsets.US_ASCII);
		if (!isKeyId(id)) {
			throw damaged(what, null);
		}
		SecretKey key = (this.keys != null) ? find(this.keys, id) : null;
		if (key == null) {
			throw new AttributeCodecException(what
					+ " is encrypted with the key '%1$s', which this node does not have. ".formatted(id)
					+ "Add it as '%s.keys.%s'. A key has to stay until all sessions that were used with it have ended"
						.formatted(PROPERTIES, id),
					null);
		}
		try {
			byte[] head = Arrays.copyOf(stored, ivStart);
			byte[] iv = Arrays.copyOfRange(stored, ivStart, ivStart + IV_BYTES);
			return cipher(Cipher.DECRYPT_MODE, key, iv, head, context).doFinal(stored, ivStart + IV_BYTES,
					stored.length - ivStart - IV_BYTES);
		}
		catch (AEADBadTagException ex) {
			throw damaged(what, id);
		}
		catch (GeneralSecurityException ex) {
			throw new AttributeCodecException(what + " cannot be decrypted with the key '%s' (%s)".formatted(id, ex),
					ex);
		}
	}

	private static @Nullable SecretKey find(EncryptionKeys keys, String id) throws AttributeCodecException {
		try {
			return keys.find(id);
		}
		catch (RuntimeException ex) {
			throw new AttributeCodecException("The key '%s' cannot be had: %s".formatted(id, ex), ex);
		}
	}

	private static AttributeCodecException damaged(String what, @Nullable String id) {
		String key = (id != null)
				? ", or the key '%1$s' is not the same on all nodes. Compare '%2$s.keys.%1$s'".formatted(id, PROPERTIES)
				: "";
		return new AttributeCodecException(what + " was refused: what is stored is not what was encrypted for it. "
				+ "Somebody has changed or moved it in the cluster" + key, null);
	}

	private static Cipher cipher(int operation, SecretKey key, byte[] iv, byte[] head, byte[] context)
			throws GeneralSecurityException {
		Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
		cipher.init(operation, key, new GCMParameterSpec(TAG_BITS, iv));
		cipher.updateAAD(head);
		cipher.updateAAD(context);
		return cipher;
	}

	/**
	 * Return what a text is bound to, so that no two of them give the same bytes.
	 */
	private static byte[] context(byte kind, String session, String name) {
		byte[] first = session.getBytes(StandardCharsets.UTF_8);
		byte[] second = name.getBytes(StandardCharsets.UTF_8);
		return ByteBuffer.allocate(1 + Integer.BYTES + first.length + second.length)
			.put(kind)
			.putInt(first.length)
			.put(first)
			.put(second)
			.array();
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

}
