/**
 * The demo: a cluster of sample nodes behind a balancer, shown and controlled by a page.
 * Whoever reaches the balancer can end and start nodes, so it listens on loopback only.
 */
@NullMarked
package io.github.hazelcastjetty.sample.demo;

import org.jspecify.annotations.NullMarked;
