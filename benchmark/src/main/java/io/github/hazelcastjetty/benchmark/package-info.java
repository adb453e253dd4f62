/**
 * Compares what sessions cost with this project, in Jetty's memory, and with other
 * libraries on Hazelcast.
 */
@NullMarked
package io.github.hazelcastjetty.benchmark;

import org.jspecify.annotations.NullMarked;
