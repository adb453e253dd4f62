/**
 * Auto-configuration that keeps the sessions of Spring Boot's embedded Jetty in
 * Hazelcast.
 */
@NullMarked
package io.github.hazelcastjetty.session.autoconfigure;

import org.jspecify.annotations.NullMarked;
