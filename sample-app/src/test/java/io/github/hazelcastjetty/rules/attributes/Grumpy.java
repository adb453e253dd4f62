package io.github.hazelcastjetty.rules.attributes;

import java.io.ObjectInputStream;
import java.io.Serializable;
import java.util.UUID;

/**
 * Can be written and not be read, each time for another reason.
 */
final class Grumpy implements Serializable {

	private static final long serialVersionUID = 1L;

	private void readObject(ObjectInputStream in) {
		throw new IllegalStateException("No, because of " + UUID.randomUUID());
	}

	@Override
	public String toString() {
		return "grumpy";
	}

}
