/**
 * What Spring MVC and Spring Security keep in sessions.
 */
@NullMarked
package io.github.hazelcastjetty.rules.spring;

import org.jspecify.annotations.NullMarked;
