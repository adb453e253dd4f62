/**
 * What was measured, and how it is shown.
 */
@NullMarked
package io.github.hazelcastjetty.benchmark.report;

import org.jspecify.annotations.NullMarked;
