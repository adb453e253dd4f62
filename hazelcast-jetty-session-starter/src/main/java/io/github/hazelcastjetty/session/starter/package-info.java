/**
 * Starter that keeps the HTTP sessions of embedded Jetty in a Hazelcast cluster. It has
 * no code of its own, only dependencies.
 */
package io.github.hazelcastjetty.session.starter;
