/**
 * Sessions that many change at once.
 */
@NullMarked
package io.github.hazelcastjetty.rules.races;

import org.jspecify.annotations.NullMarked;
