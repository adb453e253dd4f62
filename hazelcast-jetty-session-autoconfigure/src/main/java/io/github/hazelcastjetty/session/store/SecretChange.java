package io.github.hazelcastjetty.session.store;

import java.util.Arrays;

/**
 * Gives a session another secret, and so another id. If another change has already
 * replaced the former secret, the session keeps the one that it has by then: of two
 * requests that change the id at the same moment, the later one takes over the id that
 * the first one has given.
 *
 * @param from the stored form of the secret that is replaced, as
 * {@link SessionRecord#secret()} returned it
 * @param to the stored form of the new secret
 * @param undoes the {@link SessionRecord#secretVersion() version of the secret} that is
 * taken back, which nobody else has taken over; 0: none is, the session gets a new secret
 * @since 1.0.0
 */
public record SecretChange(byte[] from, byte[] to, long undoes) {

	/**
	 * Create a change to a new secret.
	 * @param from the stored form of the secret that is replaced
	 * @param to the stored form of the new secret
	 */
	public SecretChange(byte[] from, byte[] to) {
		this(from, to, 0);
	}

	/**
	 * Return the change that takes this one back, if it should have been stored though
	 * the store did not say so.
	 * @param known the session before this change, as the node knew it that made it
	 * @return the change
	 */
	public SecretChange undo(SessionRecord known) {
		return new SecretChange(this.to, this.from, known.secretVersion() + 1);
	}

	/**
	 * Return the secret that a session has after this change.
	 * @param secret the stored form of its secret before
	 * @param version the version of that secret
	 * @return the stored form of the secret
	 */
	public byte[] secretAfter(byte[] secret, long version) {
		return replaces(secret, version) ? this.to : secret;
	}

	/**
	 * Return the version of the secret that a session has after this change. Who takes
	 * over a secret counts too: from then on a client uses it, and it cannot be taken
	 * back any more.
	 * @param secret the stored form of its secret before
	 * @param version the version of that secret
	 * @return the version of the secret
	 */
	public long versionAfter(byte[] secret, long version) {
		return (this.undoes == 0 || replaces(secret, version)) ? version + 1 : version;
	}

	/**
	 * Return whether this change gives a session another secret.
	 * @param secret the stored form of its secret before
	 * @param version the version of that secret
	 * @return {@code false} if it keeps the one that it has
	 */
	public boolean replaces(byte[] secret, long version) {
		return Arrays.equals(this.from, secret) && (this.undoes == 0 || this.undoes == version);
	}

}
