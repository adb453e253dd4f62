package io.github.hazelcastjetty.session.autoconfigure;

import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

import com.hazelcast.core.HazelcastInstance;

/**
 * An instance that is started for the sessions.
 *
 * @param starting the instance, as soon as it has started
 * @param kept whether it outlives the application context
 */
record DedicatedInstance(CompletableFuture<HazelcastInstance> starting, boolean kept) implements AutoCloseable {

	/**
	 * Start an instance on a thread of its own, while the application context goes on.
	 */
	static DedicatedInstance start(Supplier<HazelcastInstance> starter) {
		return new DedicatedInstance(CompletableFuture.supplyAsync(starter, DedicatedInstance::execute), false);
	}

	private static void execute(Runnable task) {
		Thread thread = new Thread(task, "hazelcast-jetty-session-instance");
		// Hazelcast's threads inherit this. They are to keep the process alive, as ever
		thread.setDaemon(false);
		thread.start();
	}

	/**
	 * Use an instance that has started and outlives the application context.
	 */
	static DedicatedInstance kept(HazelcastInstance instance) {
		return new DedicatedInstance(CompletableFuture.completedFuture(instance), true);
	}

	@Override
	public void close() {
		if (!this.kept) {
			this.starting.handle((instance, failure) -> {
				if (instance != null) {
					instance.shutdown();
				}
				return null;
			}).join();
		}
	}

}
