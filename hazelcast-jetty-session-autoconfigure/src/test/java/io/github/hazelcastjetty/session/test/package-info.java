/**
 * Tests for the support of tests.
 */
package io.github.hazelcastjetty.session.test;
