package io.github.hazelcastjetty.sample.demo;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.IntStream;

import org.jspecify.annotations.Nullable;

/**
 * Users who write into their sessions all the time and check that nothing gets lost.
 * Stops by itself after a while, in case that it was forgotten. Safe for several threads.
 */
final class Load {

	private static final int USERS = 8;

	private static final Duration PAUSE = Duration.ofMillis(80);

	private static final Duration TICK = Duration.ofSeconds(1);

	private static final Duration LONGEST = Duration.ofMinutes(10);

	private static final Duration LAST_REQUESTS = Duration.ofSeconds(5);

	private final Consumer<LoadTick> ticks;

	private @Nullable ScheduledExecutorService running;

	private List<LoadUser> users = List.of();

	/**
	 * Creates a load.
	 * @param ticks told once in a second what has happened
	 */
	Load(Consumer<LoadTick> ticks) {
		this.ticks = ticks;
	}

	synchronized boolean isRunning() {
		return this.running != null;
	}

	/**
	 * Starts it with new users, if it is not running.
	 * @param shop what the users use
	 */
	synchronized void start(URI shop) {
		if (this.running != null) {
			return;
		}
		ScheduledExecutorService threads = Executors.newScheduledThreadPool(USERS + 1, Load::thread);
		this.running = threads;
		LoadCounts counts = new LoadCounts();
		List<LoadUser> users = IntStream.range(0, USERS).mapToObj((i) -> new LoadUser(shop, counts)).toList();
		this.users = users;
		for (LoadUser user : users) {
			threads.scheduleWithFixedDelay(() -> write(user), 0, PAUSE.toMillis(), TimeUnit.MILLISECONDS);
		}
		threads.scheduleAtFixedRate(() -> this.ticks.accept(counts.tick()), TICK.toMillis(), TICK.toMillis(),
				TimeUnit.MILLISECONDS);
		threads.schedule(() -> stop(threads, users), LONGEST.toMillis(), TimeUnit.MILLISECONDS);
	}

	synchronized void stop() {
		if (this.running != null) {
			stop(this.running, this.users);
		}
	}

	private synchronized void stop(ScheduledExecutorService threads, List<LoadUser> users) {
		if (this.running == threads) {
			this.running = null;
			threads.shutdownNow();
			thread(() -> leave(threads, users)).start();
		}
	}

	private static void leave(ScheduledExecutorService threads, List<LoadUser> users) {
		try {
			if (threads.awaitTermination(LAST_REQUESTS.toMillis(), TimeUnit.MILLISECONDS)) {
				for (LoadUser user : users) {
					user.leave();
				}
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	private static void write(LoadUser user) {
		try {
			user.write();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	private static Thread thread(Runnable task) {
		Thread thread = new Thread(task, "demo-load");
		thread.setDaemon(true);
		return thread;
	}

}
