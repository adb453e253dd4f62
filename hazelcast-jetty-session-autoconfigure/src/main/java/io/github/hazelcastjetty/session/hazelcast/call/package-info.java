/**
 * Calls of the cluster that end by a deadline, and circuits that keep calls from members
 * that do not answer.
 */
@NullMarked
package io.github.hazelcastjetty.session.hazelcast.call;

import org.jspecify.annotations.NullMarked;
