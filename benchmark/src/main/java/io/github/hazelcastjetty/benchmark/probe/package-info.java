/**
 * Whether the answers are right.
 */
@NullMarked
package io.github.hazelcastjetty.benchmark.probe;

import org.jspecify.annotations.NullMarked;
