/**
 * The values of session attributes as bytes: how they are encoded, which classes may be
 * decoded, and how the bytes are encrypted. Knows nothing of sessions.
 */
@NullMarked
package io.github.hazelcastjetty.session.codec;

import org.jspecify.annotations.NullMarked;
