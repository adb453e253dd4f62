/**
 * What operators can see of sessions, and do with them, through Spring Boot's Actuator
 * and Micrometer.
 */
@NullMarked
package io.github.hazelcastjetty.session.actuate;

import org.jspecify.annotations.NullMarked;
