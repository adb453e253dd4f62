/**
 * What the parts of a request cost, measured with JMH.
 */
@NullMarked
package io.github.hazelcastjetty.benchmark.micro;

import org.jspecify.annotations.NullMarked;
