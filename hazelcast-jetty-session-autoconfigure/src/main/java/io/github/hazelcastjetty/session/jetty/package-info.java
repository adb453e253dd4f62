/**
 * Makes embedded Jetty keep its sessions in a
 * {@link io.github.hazelcastjetty.session.store.SessionStore}.
 */
@NullMarked
package io.github.hazelcastjetty.session.jetty;

import org.jspecify.annotations.NullMarked;
