package io.github.hazelcastjetty.session.hazelcast.simulation;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.locks.LockSupport;

/**
 * Threads that are used again for the tasks of the next simulation.
 */
final class Threads implements AutoCloseable {

	private final Deque<Worker> idle = new ArrayDeque<>();

	private volatile boolean closed;

	/**
	 * Run something on another thread.
	 * @return the thread
	 */
	Thread start(Runnable action) {
		Worker worker;
		synchronized (this.idle) {
			worker = this.idle.poll();
		}
		if (worker == null) {
			worker = new Worker();
			worker.setDaemon(true);
			worker.start();
		}
		worker.action = action;
		LockSupport.unpark(worker);
		return worker;
	}

	@Override
	public void close() {
		this.closed = true;
		synchronized (this.idle) {
			this.idle.forEach(LockSupport::unpark);
		}
	}

	/**
	 * Waits for something to do.
	 */
	private final class Worker extends Thread {

		private volatile Runnable action;

		private Worker() {
			super("simulation");
		}

		@Override
		public void run() {
			while (!Threads.this.closed) {
				Runnable next = this.action;
				if (next == null) {
					LockSupport.park(this);
					continue;
				}
				this.action = null;
				next.run();
				synchronized (Threads.this.idle) {
					Threads.this.idle.push(this);
				}
			}
		}

	}

}
