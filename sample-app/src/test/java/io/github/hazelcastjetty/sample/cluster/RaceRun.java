package io.github.hazelcastjetty.sample.cluster;

import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.IntPredicate;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Random operations on a few sessions side by side, checked after each round and at the
 * end. What is done follows from the seed, which the system property {@code random.seed}
 * sets; how it meets does not, so the same seed may have to be tried again.
 */
final class RaceRun {

	private static final Logger logger = LoggerFactory.getLogger(RaceRun.class);

	private static final int SLOTS = 5;

	private static final int POLL_MILLIS = 20;

	private final long seed = Long.getLong("random.seed", new SecureRandom().nextLong());

	// Tells the sessions of this run from those of all others
	private final String token = Long.toString(new SecureRandom().nextLong() >>> 1, Character.MAX_RADIX);

	private final CountDownLatch failed = new CountDownLatch(1);

	private final String test;

	private final RaceNodes nodes;

	private final RaceEnd end;

	RaceRun(SampleCluster cluster, String test) {
		this.test = test;
		this.nodes = new RaceNodes(cluster);
		this.end = new RaceEnd(cluster, this.nodes);
	}

	long seed() {
		return this.seed;
	}

	String token() {
		return this.token;
	}

	RaceNodes nodes() {
		return this.nodes;
	}

	/**
	 * A generator of random numbers for what is not part of the rounds.
	 */
	Random random() {
		return new Random(this.seed);
	}

	String describe() {
		return "seed " + this.seed + " (again: mvn verify -Dit.test=" + this.test + " -Drandom.seed=" + this.seed + ")";
	}

	/**
	 * Plays rounds.
	 * @param more whether a round of that number is to be played
	 * @param disturbance kills nodes meanwhile
	 */
	void play(IntPredicate more, Runnable disturbance) {
		logger.info("Random operations with {}", describe());
		ExecutorService executor = Executors.newFixedThreadPool(SLOTS + 1);
		try {
			List<Future<?>> running = new ArrayList<>();
			for (int i = 0; i < SLOTS; i++) {
				RaceSlot slot = new RaceSlot(this, i);
				running.add(executor.submit(failing(() -> play(slot, (round) -> !hasFailed() && more.test(round)))));
			}
			running.add(executor.submit(failing(disturbance)));
			for (Future<?> each : running) {
				each.get();
			}
			this.end.check();
			if (this.nodes.judged() == 0) {
				throw new AssertionError("All was so slow that nothing could be judged");
			}
			logger.info("{} operations on {} sessions, {} kills", this.nodes.operations(), this.end.sessions(),
					this.nodes.killed().size());
		}
		catch (ExecutionException ex) {
			throw new AssertionError(ex.getCause().getMessage(), ex.getCause());
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException(ex);
		}
		finally {
			this.failed.countDown();
			executor.shutdownNow();
		}
	}

	private static void play(RaceSlot slot, IntPredicate more) {
		int round = 0;
		for (; more.test(round); round++) {
			slot.play(round);
		}
		slot.finish(round);
	}

	/**
	 * Makes all others end when one has failed.
	 */
	private Runnable failing(Runnable task) {
		return () -> {
			try {
				task.run();
			}
			catch (RuntimeException | Error ex) {
				this.failed.countDown();
				throw ex;
			}
		};
	}

	/**
	 * Lets time pass.
	 */
	void pause(int millis) {
		try {
			this.failed.await(millis, TimeUnit.MILLISECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	/**
	 * Waits until so many operations have been done.
	 */
	void awaitOperations(long count) {
		while (this.nodes.operations() < count && !hasFailed()) {
			pause(POLL_MILLIS);
		}
	}

	boolean hasFailed() {
		return this.failed.getCount() == 0;
	}

	/**
	 * What has to hold when all is over.
	 */
	RaceEnd end() {
		return this.end;
	}

}
