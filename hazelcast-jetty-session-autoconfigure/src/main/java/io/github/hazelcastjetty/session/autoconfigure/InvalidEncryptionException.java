package io.github.hazelcastjetty.session.autoconfigure;

/**
 * Exception thrown when attributes cannot be encrypted as configured. Unlike that of
 * Spring Boot it never has the value of a property, and neither shows its failure
 * analysis, because the value may be a key.
 */
@SuppressWarnings("serial")
class InvalidEncryptionException extends RuntimeException {

	private final String remedy;

	InvalidEncryptionException(String key, String problem, String remedy) {
		super("The configuration property '%s.encryption.%s' is not valid: %s"
			.formatted(HazelcastJettySessionProperties.PREFIX, key, problem));
		this.remedy = remedy;
	}

	String getRemedy() {
		return this.remedy;
	}

}
