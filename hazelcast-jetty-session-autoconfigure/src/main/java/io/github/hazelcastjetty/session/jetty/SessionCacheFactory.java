package io.github.hazelcastjetty.session.jetty;

import org.eclipse.jetty.session.SessionManager;

import io.github.hazelcastjetty.session.jetty.cache.ClusteredSessionCache;

/**
 * Makes the session cache of a handler.
 */
@FunctionalInterface
interface SessionCacheFactory {

	ClusteredSessionCache create(SessionManager handler);

}
