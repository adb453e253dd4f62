package io.github.hazelcastjetty.session.store;

/**
 * Gives a session another secret, and so another id. If another change has already
 * replaced the former secret, the session keeps the one that it has by then: of two
 * requests that change the id at the same moment, the later one takes over the id that
 * the first one has given.
 *
 * @param from the stored form of the secret that is replaced, as
 * {@link SessionRecord#secret()} returned it
 * @param to the stored form of the new secret
 * @since 1.0.0
 */
public record SecretChange(byte[] from, byte[] to) {

}
