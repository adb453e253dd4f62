package io.github.hazelcastjetty.session.autoconfigure;

import java.util.List;

/**
 * Exception thrown when several Hazelcast instances could keep the sessions and nothing
 * says which.
 */
@SuppressWarnings("serial")
class UndecidedHazelcastInstanceException extends RuntimeException {

	private final List<String> candidates;

	UndecidedHazelcastInstanceException(List<String> candidates) {
		super("Several HazelcastInstance beans could keep the sessions: " + String.join(", ", candidates));
		this.candidates = List.copyOf(candidates);
	}

	List<String> getCandidates() {
		return this.candidates;
	}

}
