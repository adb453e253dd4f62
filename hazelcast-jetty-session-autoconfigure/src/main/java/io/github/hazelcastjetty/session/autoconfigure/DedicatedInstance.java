package io.github.hazelcastjetty.session.autoconfigure;

import com.hazelcast.core.HazelcastInstance;

/**
 * An instance that was started for the sessions.
 *
 * @param instance the instance
 * @param kept whether it outlives the application context
 */
record DedicatedInstance(HazelcastInstance instance, boolean kept) implements AutoCloseable {

	@Override
	public void close() {
		if (!this.kept) {
			this.instance.shutdown();
		}
	}

}
