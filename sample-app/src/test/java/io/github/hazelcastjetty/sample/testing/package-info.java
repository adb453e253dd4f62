/**
 * How an application tests what it does with its sessions. To be copied.
 */
package io.github.hazelcastjetty.sample.testing;
