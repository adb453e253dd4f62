package io.github.hazelcastjetty.session.jetty.data;

import org.jspecify.annotations.Nullable;

/**
 * A value to be encoded.
 *
 * @param name the name of the attribute
 * @param value the application's object, {@code null} if the attribute was removed
 * @param fingerprint the value as it was, if it has to be stored only if it has changed
 * in place
 * @param mayBeStored whether there may be a value in the store
 */
public record Candidate(String name, @Nullable Object value, @Nullable Fingerprint fingerprint, boolean mayBeStored) {

}
