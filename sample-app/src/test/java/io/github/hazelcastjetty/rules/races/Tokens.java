package io.github.hazelcastjetty.rules.races;

import java.io.Serializable;
import java.util.concurrent.ConcurrentSkipListSet;

/**
 * An attribute that is changed in place, by several threads.
 */
class Tokens implements Serializable {

	private static final long serialVersionUID = 1L;

	private final ConcurrentSkipListSet<String> tokens = new ConcurrentSkipListSet<>();

	@SuppressWarnings("unused")
	private final String ballast;

	/**
	 * Creates an empty one.
	 * @param size how many characters it carries along
	 */
	Tokens(int size) {
		this.ballast = "x".repeat(size);
	}

	void add(String token) {
		this.tokens.add(token);
	}

	@Override
	public String toString() {
		return String.join(" ", this.tokens);
	}

}
