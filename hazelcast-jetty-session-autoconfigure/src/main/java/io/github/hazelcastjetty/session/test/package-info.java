/**
 * Support for the tests of applications.
 */
@NullMarked
package io.github.hazelcastjetty.session.test;

import org.jspecify.annotations.NullMarked;
