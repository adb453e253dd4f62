package io.github.hazelcastjetty.session.hazelcast;

import java.security.SecureRandom;
import java.util.Base64;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Numbers that no other node uses: each node counts from a random one.
 */
final class Stamps {

	/**
	 * Six bytes in the body of a head, where there is one for each attribute.
	 */
	private static final long MASK = (1L << 42) - 1;

	private static final SecureRandom random = new SecureRandom();

	private final String node;

	private final AtomicLong next;

	Stamps() {
		this(randomName(), random.nextLong());
	}

	Stamps(String node, long first) {
		this.node = node;
		this.next = new AtomicLong(first);
	}

	private static String randomName() {
		byte[] bytes = new byte[6];
		random.nextBytes(bytes);
		return Base64.getUrlEncoder().encodeToString(bytes);
	}

	String node() {
		return this.node;
	}

	long next() {
		return this.next.incrementAndGet();
	}

	long nextShort() {
		return next() & MASK;
	}

}
