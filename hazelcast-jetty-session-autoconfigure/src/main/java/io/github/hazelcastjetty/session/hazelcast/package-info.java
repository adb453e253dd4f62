/**
 * The session store on two Hazelcast maps. Uses nothing but Hazelcast's own operations,
 * so that it works alike in a member, in a client, and on a cluster that knows nothing of
 * it.
 */
@NullMarked
package io.github.hazelcastjetty.session.hazelcast;

import org.jspecify.annotations.NullMarked;
