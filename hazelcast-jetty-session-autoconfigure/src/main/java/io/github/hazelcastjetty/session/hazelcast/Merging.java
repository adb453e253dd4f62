package io.github.hazelcastjetty.session.hazelcast;

import java.util.UUID;

import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.core.LifecycleEvent;
import com.hazelcast.core.LifecycleEvent.LifecycleState;
import com.hazelcast.core.LifecycleListener;

/**
 * Keeps this node from its sessions while its part of a split cluster joins the other
 * one. Until all entries are merged the cluster does not know the sessions of this part,
 * or only as the other part has them.
 */
final class Merging implements LifecycleListener, AutoCloseable {

	private final HazelcastInstance instance;

	private final Circuits circuits;

	private final Runnable merged;

	private final UUID registration;

	/**
	 * Create an instance.
	 * @param merged is run when everything is merged, on a thread of Hazelcast's
	 */
	Merging(HazelcastInstance instance, Circuits circuits, Runnable merged) {
		this.instance = instance;
		this.circuits = circuits;
		this.merged = merged;
		this.registration = instance.getLifecycleService().addLifecycleListener(this);
	}

	@Override
	public void stateChanged(LifecycleEvent event) {
		if (event.getState() == LifecycleState.MERGING) {
			this.circuits.suspend();
		}
		else if (event.getState() == LifecycleState.MERGED) {
			this.circuits.resume();
			this.merged.run();
		}
		else if (event.getState() == LifecycleState.MERGE_FAILED) {
			this.circuits.resume();
		}
	}

	@Override
	public void close() {
		this.instance.getLifecycleService().removeLifecycleListener(this.registration);
	}

}
