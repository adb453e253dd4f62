package io.github.hazelcastjetty.session.hazelcast.simulation;

import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

import io.github.hazelcastjetty.session.store.SessionStoreException;

/**
 * Makes what a node does in the background a task of the simulation.
 */
final class SimulatedExecutor extends ScheduledThreadPoolExecutor {

	private final World world;

	private final Node node;

	SimulatedExecutor(World world, Node node) {
		super(0);
		this.world = world;
		this.node = node;
	}

	@Override
	public ScheduledFuture<?> schedule(Runnable command, long delay, TimeUnit unit) {
		this.world.later(unit.toMillis(delay), this.node::isAlive, () -> {
			try {
				this.node.saving(() -> {
					command.run();
					return null;
				});
			}
			catch (SessionStoreException ex) {
				// What is done for a listener is not done again
			}
			catch (Exception ex) {
				throw new IllegalStateException(ex);
			}
		});
		return null;
	}

}
