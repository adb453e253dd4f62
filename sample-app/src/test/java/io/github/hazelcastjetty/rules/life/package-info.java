/**
 * What the tests of the life of a session need: its end, its times, its id and those who
 * are told of them.
 */
@NullMarked
package io.github.hazelcastjetty.rules.life;

import org.jspecify.annotations.NullMarked;
