package io.github.hazelcastjetty.session.jetty.cache;

import io.github.hazelcastjetty.session.store.SessionKey;
import io.github.hazelcastjetty.session.store.SessionStore;
import io.github.hazelcastjetty.session.support.InMemorySessionStore;

/**
 * The data store without a cluster.
 */
class SessionDataStoreConformanceTests extends AbstractSessionDataStoreConformanceTests {

	private final InMemorySessionStore store = new InMemorySessionStore("one");

	SessionDataStoreConformanceTests() throws Exception {
	}

	@Override
	protected SessionStore store() {
		return this.store;
	}

	@Override
	protected void damage(SessionKey key) {
		this.store.damage(key);
	}

}
