package io.github.hazelcastjetty.sample.demo;

import org.jspecify.annotations.Nullable;

/**
 * A request that went through the balancer.
 *
 * @param method its method
 * @param path its path, without the query
 * @param status the status of the response
 * @param millis how long it took
 * @param node the node that answered, or {@code null} if none did
 * @param origin how the session came to the node, or {@code null} without a session
 * @param operations what it cost in operations on the cluster
 * @param bytes the bytes of attributes that were read or written
 * @param session the name of the session, which nobody can use it by, or {@code null}
 * @param page the page that sent it, as that page calls itself, or {@code null}
 * @param load whether it belongs to the load
 */
record RequestView(String method, String path, int status, long millis, @Nullable String node, @Nullable String origin,
		int operations, long bytes, @Nullable String session, @Nullable String page, boolean load) {

}
