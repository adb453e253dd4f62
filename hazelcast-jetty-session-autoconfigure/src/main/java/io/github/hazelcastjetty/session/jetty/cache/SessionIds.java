package io.github.hazelcastjetty.session.jetty.cache;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;

/**
 * Session ids: a name of 96 random bits, which never changes and may be shown, and a
 * secret of 128 random bits. Both are written as letters, digits, {@code -} and {@code _}
 * (base64url, RFC 4648), 16 characters and 22. A cookie of any other form is no id, which
 * is seen without asking the cluster.
 *
 * @since 1.0.0
 */
public final class SessionIds {

	private static final int NAME_BYTES = 12;

	private static final int SECRET_BYTES = 16;

	private static final int NAME_LENGTH = 16;

	private static final int LENGTH = 38;

	private final SecureRandom random = new SecureRandom();

	/**
	 * Draw the name of a session.
	 * @return the name
	 */
	public String nextName() {
		return next(NAME_BYTES);
	}

	/**
	 * Draw the secret of a session.
	 * @return the secret
	 */
	public String nextSecret() {
		return next(SECRET_BYTES);
	}

	private String next(int length) {
		byte[] bytes = new byte[length];
		this.random.nextBytes(bytes);
		return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
	}

	/**
	 * Return the public part of an id.
	 * @param id an id
	 * @return the name of its session
	 */
	public static String name(String id) {
		return id.substring(0, Math.min(NAME_LENGTH, id.length()));
	}

	/**
	 * Return the secret part of an id.
	 * @param id an id
	 * @return the secret, empty if the id is too short to have one
	 */
	public static String secret(String id) {
		return id.substring(name(id).length());
	}

	/**
	 * Compare two ids in a time that does not depend on where they differ.
	 * @param one an id
	 * @param other another id
	 * @return whether they are equal
	 */
	public static boolean areEqual(String one, String other) {
		return MessageDigest.isEqual(one.getBytes(StandardCharsets.US_ASCII),
				other.getBytes(StandardCharsets.US_ASCII));
	}

	/**
	 * Return whether a text has the form of an id.
	 * @param id the text
	 * @return {@code true} if it can be the id of a session
	 */
	public static boolean isPlausible(String id) {
		return id.length() == LENGTH && isLegal(id);
	}

	/**
	 * Return whether a text has the form of a name.
	 * @param name the text
	 * @return {@code true} if it can be the name of a session
	 */
	public static boolean isPlausibleName(String name) {
		return name.length() == NAME_LENGTH && isLegal(name);
	}

	private static boolean isLegal(String text) {
		for (int i = 0; i < text.length(); i++) {
			if (!isLegal(text.charAt(i))) {
				return false;
			}
		}
		return true;
	}

	private static boolean isLegal(char c) {
		return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
	}

}
