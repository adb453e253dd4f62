package io.github.hazelcastjetty.session.hazelcast.simulation;

/**
 * A promise that was broken in a simulation.
 */
@SuppressWarnings("serial")
final class Violation extends RuntimeException {

	Violation(String message) {
		super(message);
	}

	Violation(String message, Throwable cause) {
		super(message + ": " + cause, cause);
	}

}
