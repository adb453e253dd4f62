package io.github.hazelcastjetty.session.codec;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;

import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.github.hazelcastjetty.session.codec.AttributeCipher.Mode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link AttributeCipher}.
 */
class AttributeCipherTests {

	private static final byte[] PLAIN = "Sforty-two".getBytes(StandardCharsets.UTF_8);

	private final Keys keys = new Keys();

	private final AttributeCipher cipher = AttributeCipher.of(this.keys, Mode.ENCRYPT);

	@ParameterizedTest
	@ValueSource(ints = { 0, 1, 15, 16, 17, 100_000 })
	void valueOfAnySizeComesBack(int size) throws Exception {
		byte[] plain = new byte[size];
		Arrays.fill(plain, (byte) 7);
		byte[] stored = this.cipher.encrypt("session", "a", plain);
		assertThat(this.cipher.decrypt("session", "a", stored)).isEqualTo(plain);
		assertThat(stored).hasSize(size + 3 + 1 + 2 + 12 + 16);
	}

	@ParameterizedTest
	@ValueSource(ints = { 16, 24, 32 })
	void keysOfAllLengthsEncrypt(int length) throws Exception {
		this.keys.add("long", length);
		this.keys.current = "long";
		byte[] stored = this.cipher.encrypt("session", "a", PLAIN);
		assertThat(this.cipher.decrypt("session", "a", stored)).isEqualTo(PLAIN);
	}

	@Test
	void storedBytesDifferEachTimeAndHoldNothingOfTheValue() throws Exception {
		byte[] first = this.cipher.encrypt("session", "a", PLAIN);
		assertThat(this.cipher.encrypt("session", "a", PLAIN)).isNotEqualTo(first);
		assertThat(new String(first, StandardCharsets.ISO_8859_1)).contains("k1").doesNotContain("forty");
	}

	@Test
	void everyChangedBitIsNoticed() throws Exception {
		byte[] stored = this.cipher.encrypt("session", "a", PLAIN);
		for (int bit = 0; bit < stored.length * Byte.SIZE; bit++) {
			byte[] changed = stored.clone();
			changed[bit / Byte.SIZE] ^= (byte) (1 << bit % Byte.SIZE);
			AttributeCipher strict = AttributeCipher.of(this.keys, Mode.REQUIRE);
			assertThatExceptionOfType(AttributeCodecException.class).as("bit %d", bit)
				.isThrownBy(() -> strict.decrypt("session", "a", changed));
		}
	}

	@Test
	void everyMissingByteIsNoticed() throws Exception {
		byte[] stored = this.cipher.encrypt("session", "a", PLAIN);
		for (int length = 3; length < stored.length; length++) {
			byte[] cut = Arrays.copyOf(stored, length);
			assertThatExceptionOfType(AttributeCodecException.class).as("%d bytes", length)
				.isThrownBy(() -> this.cipher.decrypt("session", "a", cut))
				.withMessageContaining("Session attribute 'a' was refused");
		}
	}

	@Test
	void valueOfAnotherAttributeIsRefused() throws Exception {
		byte[] stored = this.cipher.encrypt("session", "a", PLAIN);
		assertRefused(() -> this.cipher.decrypt("session", "b", stored));
		assertRefused(() -> this.cipher.decrypt("sessio", "na", stored));
	}

	@Test
	void valueOfAnotherSessionIsRefused() throws Exception {
		byte[] stored = this.cipher.encrypt("session", "a", PLAIN);
		assertRefused(() -> this.cipher.decrypt("other", "a", stored));
		assertRefused(() -> this.cipher.decrypt("session/context", "a", stored));
	}

	@Test
	void secretComesBackAndIsBoundToItsSession() throws Exception {
		byte[] stored = this.cipher.encryptSecret("session", "secret");
		assertThat(new String(stored, StandardCharsets.ISO_8859_1)).doesNotContain("secret");
		assertThat(this.cipher.decryptSecret("session", stored)).isEqualTo("secret");
		assertRefused(() -> this.cipher.decryptSecret("other", stored));
		assertRefused(() -> this.cipher.decrypt("session", "", stored));
		byte[] value = this.cipher.encrypt("session", "", PLAIN);
		assertRefused(() -> this.cipher.decryptSecret("session", value));
	}

	@Test
	void oldKeyDecryptsAfterRotationAndTheNewOneEncrypts() throws Exception {
		byte[] old = this.cipher.encrypt("session", "a", PLAIN);
		this.keys.add("k2", 32);
		this.keys.current = "k2";
		assertThat(this.cipher.decrypt("session", "a", old)).isEqualTo(PLAIN);
		byte[] current = this.cipher.encrypt("session", "a", PLAIN);
		this.keys.known.remove("k1");
		assertThat(this.cipher.decrypt("session", "a", current)).isEqualTo(PLAIN);
		assertThatExceptionOfType(AttributeCodecException.class)
			.isThrownBy(() -> this.cipher.decrypt("session", "a", old))
			.withMessageContaining(
					"Session attribute 'a' is encrypted with the key 'k1', which this node does not have")
			.withMessageContaining("hazelcast.jetty.session.encryption.keys.k1");
	}

	@Test
	void anotherKeyOfTheSameIdIsRefusedWithTheReason() throws Exception {
		byte[] stored = this.cipher.encrypt("session", "a", PLAIN);
		this.keys.add("k1", 24);
		assertThatExceptionOfType(AttributeCodecException.class)
			.isThrownBy(() -> this.cipher.decrypt("session", "a", stored))
			.withMessageContaining("the key 'k1' is not the same on all nodes");
	}

	@Test
	void withoutACurrentKeyNothingIsStored() {
		this.keys.current = "missing";
		assertThatExceptionOfType(EncryptionKeyException.class)
			.isThrownBy(() -> this.cipher.encrypt("session", "a", PLAIN))
			.withMessageContaining("EncryptionKeys");
	}

	@Test
	void keyThatCannotBeHadIsNotAFailureOfTheAttribute() throws Exception {
		byte[] stored = this.cipher.encrypt("session", "a", PLAIN);
		this.keys.failure = new IllegalStateException("vault is sealed");
		assertThatExceptionOfType(EncryptionKeyException.class)
			.isThrownBy(() -> this.cipher.decrypt("session", "a", stored))
			.withMessageContaining("'k1'")
			.withMessageContaining("vault is sealed");
	}

	@ParameterizedTest
	@EnumSource
	void encryptedValueIsReadInEveryMode(Mode mode) throws Exception {
		byte[] stored = this.cipher.encrypt("session", "a", PLAIN);
		assertThat(AttributeCipher.of(this.keys, mode).decrypt("session", "a", stored)).isEqualTo(PLAIN);
	}

	@Test
	void plainValueIsReadUnlessEncryptionIsRequired() throws Exception {
		assertThat(this.cipher.decrypt("session", "a", PLAIN)).isEqualTo(PLAIN);
		assertThatExceptionOfType(AttributeCodecException.class)
			.isThrownBy(() -> AttributeCipher.of(this.keys, Mode.REQUIRE).decrypt("session", "a", PLAIN))
			.withMessageContaining("Session attribute 'a' is not encrypted")
			.withMessageContaining("mode=require");
	}

	@Test
	void modeDecryptStoresPlainValues() throws Exception {
		AttributeCipher decrypting = AttributeCipher.of(this.keys, Mode.DECRYPT);
		assertThat(decrypting.encrypt("session", "a", PLAIN)).isEqualTo(PLAIN);
		assertThat(decrypting.encryptSecret("session", "secret")).asString(StandardCharsets.US_ASCII)
			.isEqualTo("secret");
	}

	@Test
	void withoutKeysNothingChangesAndEncryptedValuesSayWhatIsMissing() throws Exception {
		AttributeCipher none = AttributeCipher.none();
		assertThat(none.encrypt("session", "a", PLAIN)).isSameAs(PLAIN);
		assertThat(none.decrypt("session", "a", PLAIN)).isSameAs(PLAIN);
		byte[] stored = this.cipher.encrypt("session", "a", PLAIN);
		assertThatExceptionOfType(AttributeCodecException.class).isThrownBy(() -> none.decrypt("session", "a", stored))
			.withMessageContaining("hazelcast.jetty.session.encryption.keys.k1");
	}

	@Test
	void whatCodecsWriteIsNotTakenForEncrypted() throws Exception {
		JavaAttributeCodec codec = new JavaAttributeCodec(AllowedClasses.filter(AllowedClasses.DEFAULTS));
		for (Object value : JavaAttributeCodecTests.ordinaryValues()) {
			byte[] plain = codec.encode("a", value);
			assertThat(AttributeCipher.none().decrypt("session", "a", plain)).isSameAs(plain);
		}
	}

	private static void assertRefused(Attempt attempt) {
		assertThatExceptionOfType(AttributeCodecException.class).isThrownBy(attempt::run)
			.withMessageContaining("was refused")
			.withMessageContaining("changed or moved");
	}

	/**
	 * Something that may fail.
	 */
	private interface Attempt {

		void run() throws Exception;

	}

	/**
	 * Keys that tests can change.
	 */
	private static final class Keys implements EncryptionKeys {

		private final Map<String, SecretKey> known = new TreeMap<>();

		private String current = "k1";

		private RuntimeException failure;

		private Keys() {
			add("k1", 32);
		}

		private void add(String id, int length) {
			byte[] bytes = new byte[length];
			Arrays.fill(bytes, (byte) (id.hashCode() + length));
			this.known.put(id, new SecretKeySpec(bytes, "AES"));
		}

		@Override
		public String currentId() {
			return this.current;
		}

		@Override
		public SecretKey find(String id) {
			if (this.failure != null) {
				throw this.failure;
			}
			return this.known.get(id);
		}

	}

}
