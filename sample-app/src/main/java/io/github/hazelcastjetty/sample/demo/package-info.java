/**
 * What the demo shows of a node and of each request. Nothing of it is there without
 * {@code sample.demo=true}, and no application needs it.
 */
@NullMarked
package io.github.hazelcastjetty.sample.demo;

import org.jspecify.annotations.NullMarked;
