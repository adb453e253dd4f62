/**
 * The form in which sessions are stored, and how one stored state becomes the next. Pure
 * functions: nothing here talks to a cluster.
 */
@NullMarked
package io.github.hazelcastjetty.session.hazelcast.format;

import org.jspecify.annotations.NullMarked;
