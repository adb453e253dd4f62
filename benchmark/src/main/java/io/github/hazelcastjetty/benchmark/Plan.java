package io.github.hazelcastjetty.benchmark;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import io.github.hazelcastjetty.benchmark.load.Scenario;
import io.github.hazelcastjetty.benchmark.server.Contestant;
import io.github.hazelcastjetty.benchmark.server.Library;
import io.github.hazelcastjetty.benchmark.server.Topology;

/**
 * What is measured, and for how long.
 *
 * @param name its name
 * @param sizes the sizes of sessions in bytes
 * @param scenarios what users do
 * @param users how many of them there are
 * @param rounds how often each contestant has its turn
 * @param turn how long a turn is
 * @param coldRequests how many requests, from the first one on, are called half-warm
 * @param warmUp how long to wait at most for the compilers to be quiet
 * @param countedRequests of how many requests bytes and operations are counted
 * @param attempts how often each way to go wrong is tried
 * @param idleSessions how many sessions there are when their memory is measured
 */
record Plan(String name, List<Integer> sizes, List<Scenario> scenarios, int users, int rounds, Duration turn,
		int coldRequests, Duration warmUp, int countedRequests, int attempts, int idleSessions) {

	private static final String FULL = "full";

	private static final String LONG = "long";

	private static final String SMOKE = "smoke";

	private static final int KILOBYTE = 1024;

	private static final int LARGEST = 512 * KILOBYTE;

	private static final List<Integer> SIZES = List.of(2 * KILOBYTE, 64 * KILOBYTE, LARGEST);

	private static final List<Scenario> SCENARIOS = List.of(Scenario.READ, Scenario.WRITE, Scenario.TENTH,
			Scenario.IN_PLACE, Scenario.LOG_IN);

	static Plan of(String name) {
		return switch (name) {
			case FULL -> new Plan(name, SIZES, SCENARIOS, 16, 3, Duration.ofMillis(700), 60_000, Duration.ofSeconds(60),
					1_000, 50, 100_000);
			case LONG -> new Plan(name, SIZES, SCENARIOS, 16, 5, Duration.ofSeconds(2), 60_000, Duration.ofMinutes(2),
					1_000, 200, 100_000);
			case SMOKE -> new Plan(name, SIZES.subList(0, 1), SCENARIOS.subList(0, 2), 8, 1, Duration.ofMillis(200),
					1_000, Duration.ofSeconds(1), 100, 3, 1_000);
			default -> throw new IllegalArgumentException("There is no plan '" + name + "': it is full, long or smoke");
		};
	}

	/**
	 * Return what users do with sessions of a size. Very many users are a matter of the
	 * smallest ones, and the largest ones show only what grows with them.
	 */
	List<Scenario> scenarios(int size) {
		if (size == LARGEST) {
			return List.of(Scenario.READ, Scenario.WRITE);
		}
		List<Scenario> scenarios = new ArrayList<>(this.scenarios);
		if (size == this.sizes.get(0) && !isSmoke()) {
			scenarios.addAll(List.of(Scenario.READ_BY_MANY, Scenario.WRITE_BY_MANY));
		}
		return scenarios;
	}

	/**
	 * Return the options of the virtual machines.
	 */
	List<String> options() {
		// A heap that does not grow while something is measured; or a quick start
		return isSmoke() ? List.of("-Xmx256m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC")
				: List.of("-Xms1g", "-Xmx1g");
	}

	/**
	 * Whether it is only to show that everything works.
	 */
	boolean isSmoke() {
		return this.name.equals(SMOKE);
	}

	/**
	 * Return who takes part. In-memory sessions always do, as what the others are
	 * compared with.
	 */
	List<Contestant> contestants(Topology topology) {
		if (isSmoke()) {
			return (topology == Topology.P2P)
					? List.of(new Contestant(Library.IN_MEMORY, topology, true),
							new Contestant(Library.OURS, topology, true),
							new Contestant(Library.JETTY_HAZELCAST, topology, true))
					: List.of(new Contestant(Library.IN_MEMORY, topology, true),
							new Contestant(Library.OURS, topology, false),
							new Contestant(Library.HAZELCAST_SPRING_SESSION, topology, true),
							new Contestant(Library.HAZELCAST_SPRING_SESSION, topology, false));
		}
		List<Contestant> contestants = new ArrayList<>();
		contestants.add(new Contestant(Library.IN_MEMORY, topology, true));
		for (Library library : List.of(Library.OURS, Library.JETTY_HAZELCAST, Library.HAZELCAST_SPRING_SESSION)) {
			contestants.add(new Contestant(library, topology, true));
			contestants.add(new Contestant(library, topology, false));
		}
		return contestants;
	}

}
