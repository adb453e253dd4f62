/**
 * A small shop whose sessions live in Hazelcast, with no code of its own about that.
 */
@NullMarked
package io.github.hazelcastjetty.sample;

import org.jspecify.annotations.NullMarked;
