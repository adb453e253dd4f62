package io.github.hazelcastjetty.session.jetty.data;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;

import org.jspecify.annotations.Nullable;

/**
 * Stands for the bytes of an encoded value where keeping them would double the memory. It
 * is long enough that no two values share one by accident.
 */
public final class Fingerprint {

	private final byte[] digest;

	private Fingerprint(byte[] digest) {
		this.digest = digest;
	}

	static Fingerprint of(byte[] bytes) {
		try {
			return new Fingerprint(MessageDigest.getInstance("SHA-256").digest(bytes));
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException(ex);
		}
	}

	@Override
	public boolean equals(@Nullable Object other) {
		return other instanceof Fingerprint that && Arrays.equals(this.digest, that.digest);
	}

	@Override
	public int hashCode() {
		return Arrays.hashCode(this.digest);
	}

}
