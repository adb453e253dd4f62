package io.github.hazelcastjetty.session.autoconfigure;

import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;

import io.github.hazelcastjetty.session.jetty.HazelcastSessionManager;
import io.github.hazelcastjetty.session.store.ClusteredSessions;

/**
 * {@link ClusteredSessions} that can be injected without starting Hazelcast.
 *
 * @param managers provides the session manager when it is needed
 */
record LazySessions(ObjectProvider<HazelcastSessionManager> managers) implements ClusteredSessions {

	private ClusteredSessions sessions() {
		return this.managers.getObject().sessions();
	}

	@Override
	public String node() {
		return sessions().node();
	}

	@Override
	public long count() {
		return sessions().count();
	}

	@Override
	public Result search(Query query) {
		return sessions().search(query);
	}

	@Override
	public @Nullable Details find(String name) {
		return sessions().find(name);
	}

	@Override
	public boolean endSession(String name) {
		return sessions().endSession(name);
	}

	@Override
	public int endSessions(String principal) {
		return sessions().endSessions(principal);
	}

}
