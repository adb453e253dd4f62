/**
 * The Java virtual machines that are measured.
 */
@NullMarked
package io.github.hazelcastjetty.benchmark.server;

import org.jspecify.annotations.NullMarked;
