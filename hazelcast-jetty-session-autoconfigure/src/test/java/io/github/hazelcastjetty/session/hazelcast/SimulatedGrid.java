package io.github.hazelcastjetty.session.hazelcast;

import java.util.Map;

import io.github.hazelcastjetty.session.hazelcast.format.SessionHead;

/**
 * {@link Grid} that can be implemented in another package.
 */
public abstract class SimulatedGrid extends InMemoryGrid {

	@Override
	protected abstract Map<String, SessionHead> heads();

}
