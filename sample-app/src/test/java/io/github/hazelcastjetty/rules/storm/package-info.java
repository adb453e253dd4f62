/**
 * What the tests of clusters apart from the application and of conflicts need.
 */
@NullMarked
package io.github.hazelcastjetty.rules.storm;

import org.jspecify.annotations.NullMarked;
