/**
 * The configuration of the maps that hold the sessions.
 */
@NullMarked
package io.github.hazelcastjetty.session.hazelcast.setup;

import org.jspecify.annotations.NullMarked;
