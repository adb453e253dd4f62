/**
 * The sessions that a node has a copy of: found and checked when a request enters, stored
 * before it is answered, dropped when nobody uses them.
 */
@NullMarked
package io.github.hazelcastjetty.session.jetty.cache;

import org.jspecify.annotations.NullMarked;
