/**
 * What the tests of the maps in the cluster add to the application.
 */
@NullMarked
package io.github.hazelcastjetty.rules.grid;

import org.jspecify.annotations.NullMarked;
