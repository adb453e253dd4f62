package io.github.hazelcastjetty.session.hazelcast.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * Runs tasks on threads of their own, but only one at a time: at each step a task may
 * have to hand over to another one, as the seed has it. Time passes with the steps, and
 * when all tasks wait for it.
 */
final class Scheduler {

	private static final int MOST_STEPS = 5000;

	private final SplittableRandom random;

	private final Threads threads;

	private final List<Task> tasks = new ArrayList<>();

	private final List<Task> ready = new ArrayList<>();

	private final Thread driver = Thread.currentThread();

	private volatile Task current;

	private volatile boolean done;

	private volatile Throwable failure;

	private long now;

	private int steps;

	Scheduler(long seed, Threads threads) {
		this.random = new SplittableRandom(seed);
		this.threads = threads;
	}

	/**
	 * Return the milliseconds since the beginning.
	 */
	long now() {
		return this.now;
	}

	int random(int bound) {
		return this.random.nextInt(bound);
	}

	/**
	 * Let time pass.
	 */
	void pass(long millis) {
		this.now += millis;
	}

	/**
	 * Add a task.
	 * @param start when it begins
	 * @param alive whether it goes on; if not, its next step ends it
	 */
	void spawn(long start, BooleanSupplier alive, Runnable body) {
		Task task = new Task(body, alive);
		task.wake = start;
		this.tasks.add(task);
	}

	/**
	 * Run all tasks until they have ended.
	 */
	void run() {
		this.done = false;
		this.steps = 0;
		Task first = next();
		if (first != null) {
			resume(first);
			while (!this.done) {
				LockSupport.park(this);
			}
		}
		Throwable thrown = this.failure;
		if (thrown != null) {
			throw (thrown instanceof Violation violation) ? violation : new Violation("A task has failed", thrown);
		}
	}

	/**
	 * Let another task run, or not. Does nothing outside of tasks.
	 */
	void step() {
		await(null);
	}

	/**
	 * Wait until a condition is met.
	 */
	void await(BooleanSupplier condition) {
		Task task = this.current;
		if (task == null || task.thread != Thread.currentThread()) {
			return;
		}
		task.condition = condition;
		handOver(task);
	}

	void sleepUntil(long time) {
		this.current.wake = time;
		handOver(this.current);
	}

	private void handOver(Task task) {
		if (this.failure == null && ++this.steps > MOST_STEPS) {
			this.failure = new Violation("It does not end");
		}
		if (this.failure == null) {
			this.now += (this.random.nextInt(16) == 0) ? this.random.nextInt(500) : 1;
		}
		Task next = next();
		if (next != task && next != null) {
			resume(next);
			while (this.current != task) {
				LockSupport.park(this);
			}
		}
		task.condition = null;
		task.wake = 0;
		if (this.failure != null || !task.alive.getAsBoolean()) {
			throw new NodeDeath();
		}
	}

	private Task next() {
		this.ready.clear();
		long earliest = Long.MAX_VALUE;
		for (Task task : this.tasks) {
			boolean over = this.failure != null || !task.alive.getAsBoolean();
			if (over || (task.wake <= this.now && (task.condition == null || task.condition.getAsBoolean()))) {
				this.ready.add(task);
			}
			else if (task.wake > this.now) {
				earliest = Math.min(earliest, task.wake);
			}
		}
		if (!this.ready.isEmpty()) {
			return this.ready.get(this.random.nextInt(this.ready.size()));
		}
		if (earliest != Long.MAX_VALUE) {
			this.now = earliest;
			return next();
		}
		if (!this.tasks.isEmpty()) {
			this.failure = new Violation("Tasks wait for each other");
			return next();
		}
		return null;
	}

	private void resume(Task task) {
		this.current = task;
		if (task.thread == null) {
			task.thread = this.threads.start(() -> execute(task));
		}
		else {
			LockSupport.unpark(task.thread);
		}
	}

	private void execute(Task first) {
		Task task = first;
		while (task != null) {
			task.thread = Thread.currentThread();
			run(task);
			this.tasks.remove(task);
			Task next = next();
			this.current = next;
			if (next == null) {
				this.done = true;
				LockSupport.unpark(this.driver);
			}
			else if (next.thread != null) {
				LockSupport.unpark(next.thread);
				next = null;
			}
			task = next;
		}
	}

	private void run(Task task) {
		try {
			if (this.failure == null && task.alive.getAsBoolean()) {
				task.body.run();
			}
		}
		catch (NodeDeath ex) {
			// So be it
		}
		catch (Throwable ex) {
			if (this.failure == null) {
				this.failure = ex;
			}
		}
	}

	/**
	 * What runs on a thread of its own.
	 */
	private static final class Task {

		private final Runnable body;

		private final BooleanSupplier alive;

		private volatile Thread thread;

		private BooleanSupplier condition;

		private long wake;

		private Task(Runnable body, BooleanSupplier alive) {
			this.body = body;
			this.alive = alive;
		}

	}

	/**
	 * Ends a task.
	 */
	@SuppressWarnings("serial")
	static final class NodeDeath extends Error {

		NodeDeath() {
			super("The node is dead", null, false, false);
		}

	}

}
