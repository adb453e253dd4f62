/**
 * Clusters of sample nodes in Java virtual machines of their own, the balancer and the
 * browsers before them, and the tests that need all that.
 */
@NullMarked
package io.github.hazelcastjetty.sample.cluster;

import org.jspecify.annotations.NullMarked;
