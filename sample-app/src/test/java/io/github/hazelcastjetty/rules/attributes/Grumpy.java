package io.github.hazelcastjetty.rules.attributes;

import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.util.UUID;

/**
 * Cannot be written, or can be written and not be read. Exceptions have another reason
 * each time.
 */
final class Grumpy implements Serializable {

	private static final long serialVersionUID = 1L;

	private final Mood mood;

	private final String ballast;

	Grumpy(Mood mood, String ballast) {
		this.mood = mood;
		this.ballast = ballast;
	}

	private void writeObject(ObjectOutputStream out) throws IOException {
		out.defaultWriteObject();
		if (this.mood.name().startsWith("WRITE")) {
			fail();
		}
	}

	private void readObject(ObjectInputStream in) throws IOException, ClassNotFoundException {
		in.defaultReadObject();
		fail();
	}

	private void fail() {
		if (this.mood.name().endsWith("ERROR")) {
			throw new NoClassDefFoundError("No, because of this");
		}
		throw new IllegalStateException("No, because of " + UUID.randomUUID());
	}

	@Override
	public String toString() {
		return "grumpy" + this.ballast.length();
	}

	/**
	 * When it fails, and with what.
	 */
	enum Mood {

		READ, READ_ERROR, WRITE, WRITE_ERROR

	}

}
