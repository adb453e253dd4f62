package io.github.hazelcastjetty.session.support;

import io.github.hazelcastjetty.session.store.AbstractSessionStoreTests;
import io.github.hazelcastjetty.session.store.SessionKey;
import io.github.hazelcastjetty.session.store.SessionRecord;
import io.github.hazelcastjetty.session.store.SessionStore;

/**
 * The store that other tests use in place of a cluster keeps the contract too.
 */
class ControlledSessionStoreTests extends AbstractSessionStoreTests {

	private final ControlledSessionStore first = new ControlledSessionStore("first");

	@Override
	protected SessionStore open(int node) {
		return (node == 0) ? this.first : this.first.another("second");
	}

	@Override
	protected void goBack(SessionKey key, SessionRecord record) {
		this.first.goBack(key, record);
	}

}
