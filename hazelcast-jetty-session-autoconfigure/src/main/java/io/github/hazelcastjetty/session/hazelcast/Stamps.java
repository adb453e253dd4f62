package io.github.hazelcastjetty.session.hazelcast;

import java.security.SecureRandom;
import java.util.Base64;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Numbers that no other node uses: each node counts from a random one.
 */
final class Stamps {

	/**
	 * Six bytes in the body of a head, where there is one for each large attribute.
	 */
	private static final long MASK = (1L << 42) - 1;

	private final SecureRandom random = new SecureRandom();

	private final String node;

	private final AtomicLong next = new AtomicLong(this.random.nextLong());

	Stamps() {
		byte[] bytes = new byte[6];
		this.random.nextBytes(bytes);
		this.node = Base64.getUrlEncoder().encodeToString(bytes);
	}

	String node() {
		return this.node;
	}

	long next() {
		return this.next.incrementAndGet();
	}

	long nextShort() {
		// Zero is the stamp of what is not an attribute
		return Math.max(1, next() & MASK);
	}

}
