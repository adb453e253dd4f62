/**
 * A closed-loop HTTP client that costs little.
 */
@NullMarked
package io.github.hazelcastjetty.benchmark.load;

import org.jspecify.annotations.NullMarked;
