/**
 * The application that is measured: one servlet, and the sessions that it is started
 * with.
 */
@NullMarked
package io.github.hazelcastjetty.benchmark.application;

import org.jspecify.annotations.NullMarked;
