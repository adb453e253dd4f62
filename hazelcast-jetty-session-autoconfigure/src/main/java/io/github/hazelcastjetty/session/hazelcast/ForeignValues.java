package io.github.hazelcastjetty.session.hazelcast;

import com.hazelcast.nio.serialization.HazelcastSerializationException;

/**
 * Tells when somebody else has put something into our maps: Hazelcast refuses to
 * deserialize it, or makes something else of it than we do.
 */
final class ForeignValues {

	private ForeignValues() {
	}

	static boolean isReasonOf(RuntimeException failure) {
		return failure instanceof ClassCastException || failure.getCause() instanceof HazelcastSerializationException;
	}

}
