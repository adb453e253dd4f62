package io.github.hazelcastjetty.session.jetty.cache;

import io.github.hazelcastjetty.session.store.SessionKey;
import io.github.hazelcastjetty.session.store.SessionStore;
import io.github.hazelcastjetty.session.support.ControlledSessionStore;

/**
 * The data store without a cluster.
 */
class SessionDataStoreConformanceTests extends AbstractSessionDataStoreConformanceTests {

	private final ControlledSessionStore store = new ControlledSessionStore("one");

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
