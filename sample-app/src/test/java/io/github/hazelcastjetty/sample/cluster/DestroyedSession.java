package io.github.hazelcastjetty.sample.cluster;

import java.time.Instant;

/**
 * A {@code sessionDestroyed} event that a node has seen.
 *
 * @param node the node
 * @param time when
 * @param attributes how many attributes its listener could read
 */
record DestroyedSession(String node, Instant time, int attributes) {

}
