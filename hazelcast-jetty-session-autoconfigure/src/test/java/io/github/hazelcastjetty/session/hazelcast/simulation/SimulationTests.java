package io.github.hazelcastjetty.session.hazelcast.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

import static org.assertj.core.api.Assertions.fail;

/**
 * Runs the protocol and the copies of nodes on a model of the cluster, in many orders.
 */
class SimulationTests {

	private static final int PARALLEL = 2;

	private final Logger logger = (Logger) LoggerFactory.getLogger("io.github.hazelcastjetty.session");

	private final Level level = this.logger.getLevel();

	@BeforeEach
	void silenceTheWarningsOfSimulatedFailures() {
		this.logger.setLevel(Level.OFF);
	}

	@AfterEach
	void resetLevel() {
		this.logger.setLevel(this.level);
	}

	@Test
	void promisesAreKeptInEachOrder() throws Exception {
		Long seed = Long.getLong("simulation.seed");
		if (seed != null) {
			simulate(seed, 1);
		}
		else {
			simulate(1, Integer.getInteger("simulation.schedules", 100_000));
		}
	}

	@Test
	@Tag("soak")
	void promisesAreKeptInAMillionOrders() throws Exception {
		simulate(System.nanoTime(), Integer.getInteger("simulation.schedules", 1_000_000));
	}

	private static void simulate(long first, int count) throws InterruptedException {
		AtomicLong next = new AtomicLong(first);
		ConcurrentSkipListMap<Long, Violation> violations = new ConcurrentSkipListMap<>();
		List<Thread> drivers = new ArrayList<>();
		for (int i = 0; i < PARALLEL; i++) {
			Thread driver = new Thread(() -> {
				try (Threads threads = new Threads()) {
					long seed = next.getAndIncrement();
					while (seed < first + count && violations.isEmpty()) {
						Violation violation = Simulation.run(Scenario.of(seed), seed, threads, null);
						if (violation != null) {
							violations.put(seed, violation);
						}
						seed = next.getAndIncrement();
					}
				}
			}, "simulation-driver");
			drivers.add(driver);
			driver.start();
		}
		for (Thread driver : drivers) {
			driver.join();
		}
		if (!violations.isEmpty()) {
			long seed = violations.firstKey();
			fail("After %s schedules: %s", seed - first + 1, Shrinker.explain(seed));
		}
	}

}
