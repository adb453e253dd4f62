package io.github.hazelcastjetty.session.jetty;

import java.security.SecureRandom;
import java.util.Base64;

/**
 * Session ids: 128 random bits, 22 letters, digits, {@code -} and {@code _}. A cookie of
 * any other form is no id, which is seen without asking the cluster.
 */
final class SessionIds {

	private static final int BYTES = 16;

	private static final int LENGTH = 22;

	private final SecureRandom random = new SecureRandom();

	String next() {
		byte[] bytes = new byte[BYTES];
		this.random.nextBytes(bytes);
		return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
	}

	static boolean isPlausible(String id) {
		if (id.length() != LENGTH) {
			return false;
		}
		for (int i = 0; i < LENGTH; i++) {
			if (!isLegal(id.charAt(i))) {
				return false;
			}
		}
		return true;
	}

	private static boolean isLegal(char c) {
		return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
	}

}
