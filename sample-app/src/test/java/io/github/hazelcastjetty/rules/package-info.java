/**
 * The sample application with everything added that the tests of the rules of
 * {@code HttpSession} need. It runs from the class path of the tests, in Java virtual
 * machines of its own.
 */
@NullMarked
package io.github.hazelcastjetty.rules;

import org.jspecify.annotations.NullMarked;
