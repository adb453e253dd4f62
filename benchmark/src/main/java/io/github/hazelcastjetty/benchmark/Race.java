package io.github.hazelcastjetty.benchmark;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

import io.github.hazelcastjetty.benchmark.load.Load;
import io.github.hazelcastjetty.benchmark.load.LoadGenerator;
import io.github.hazelcastjetty.benchmark.load.Scenario;
import io.github.hazelcastjetty.benchmark.probe.Finding;
import io.github.hazelcastjetty.benchmark.probe.Probe;
import io.github.hazelcastjetty.benchmark.report.Cell;
import io.github.hazelcastjetty.benchmark.report.Cost;
import io.github.hazelcastjetty.benchmark.report.Results;
import io.github.hazelcastjetty.benchmark.report.Sample;
import io.github.hazelcastjetty.benchmark.server.Contestant;
import io.github.hazelcastjetty.benchmark.server.Deployment;
import io.github.hazelcastjetty.benchmark.server.Library;
import io.github.hazelcastjetty.benchmark.server.Machine;
import io.github.hazelcastjetty.benchmark.server.Topology;
import io.github.hazelcastjetty.benchmark.server.Traffic;

/**
 * All contestants of one topology, whose virtual machines run side by side and take
 * turns: what the machine does to one it does to all.
 */
final class Race implements AutoCloseable {

	private static final int HALF_WARM_SIZE = 64 * 1024;

	private static final Duration WARM_UP_TURN = Duration.ofMillis(500);

	private final Plan plan;

	private final Topology topology;

	private final Results results;

	private final Progress progress;

	private final List<Contestant> contestants;

	private final Map<Contestant, Deployment> deployments = new LinkedHashMap<>();

	Race(Plan plan, Topology topology, Results results, Progress progress) {
		this.plan = plan;
		this.topology = topology;
		this.results = results;
		this.progress = progress;
		this.contestants = plan.contestants(topology);
	}

	/**
	 * Start the virtual machines, one contestant after the other, and warm them up.
	 * @param directory where their logs go
	 */
	void start(Path directory) throws IOException {
		for (Contestant contestant : this.contestants) {
			if (contestant.host().equals(contestant)) {
				this.progress.say("starting " + contestant.label() + ", " + this.topology.label());
				Deployment deployment = Deployment.start(contestant, this.plan.options(), directory);
				this.deployments.put(contestant, deployment);
				deployment.awaitReady();
				warmUpHalf(contestant);
			}
		}
		for (Contestant contestant : this.deployments.keySet()) {
			warmUp(contestant);
		}
	}

	private void warmUpHalf(Contestant contestant) throws IOException {
		Cell cell = new Cell(contestant, Scenario.HALF_WARM, HALF_WARM_SIZE);
		try (LoadGenerator users = users(cell)) {
			users.logIn();
			measure(cell, () -> users.run(this.plan.coldRequests()));
			users.logOut();
		}
	}

	/**
	 * Do a little of everything until the compilers have nothing to do.
	 */
	private void warmUp(Contestant contestant) throws IOException {
		Deployment deployment = deployment(contestant);
		List<Cell> cells = this.contestants.stream()
			.filter((other) -> other.host().equals(contestant))
			.flatMap((other) -> cells(other).stream())
			.toList();
		long start = System.nanoTime();
		double compiling = 1;
		int quiet = 0;
		while (quiet < 2 && System.nanoTime() - start < this.plan.warmUp().toNanos()) {
			long before = System.nanoTime();
			Duration compilation = deployment.compilation();
			for (Cell cell : cells) {
				if (System.nanoTime() - start < this.plan.warmUp().toNanos()) {
					try (LoadGenerator users = users(cell)) {
						users.logIn();
						users.run(WARM_UP_TURN);
						users.logOut();
					}
				}
			}
			compiling = (double) deployment.compilation().minus(compilation).toNanos() / (System.nanoTime() - before);
			quiet = (compiling < Results.QUIET_COMPILERS) ? quiet + 1 : 0;
		}
		this.results.addCompilation(contestant, compiling);
		this.progress.say("%s is warm after %d s: the compilers work %.0f %% of the time", contestant.label(),
				Duration.ofNanos(System.nanoTime() - start).toSeconds(), 100 * compiling);
	}

	private List<Cell> cells(Contestant contestant) {
		List<Cell> cells = new ArrayList<>();
		for (int size : this.plan.sizes()) {
			for (Scenario scenario : this.plan.scenarios(size)) {
				cells.add(new Cell(contestant, scenario, size));
			}
		}
		return cells;
	}

	/**
	 * Let all contestants do everything in turn.
	 */
	void run() throws IOException {
		for (int size : this.plan.sizes()) {
			for (Scenario scenario : this.plan.scenarios(size)) {
				run(scenario, size);
			}
		}
	}

	private void run(Scenario scenario, int size) throws IOException {
		Map<Cell, LoadGenerator> generators = new LinkedHashMap<>();
		try {
			for (Contestant contestant : this.contestants) {
				Cell cell = new Cell(contestant, scenario, size);
				LoadGenerator users = users(cell);
				generators.put(cell, users);
				users.logIn();
			}
			List<Cell> order = new ArrayList<>(generators.keySet());
			for (int round = 0; round < this.plan.rounds(); round++) {
				for (Cell cell : order) {
					measure(cell, () -> get(generators, cell).run(this.plan.turn()));
				}
				Collections.rotate(order, 1);
			}
			count(generators);
			for (LoadGenerator users : generators.values()) {
				users.logOut();
			}
			this.progress.show(this.results, generators.keySet());
		}
		finally {
			for (LoadGenerator users : generators.values()) {
				users.close();
			}
		}
	}

	/**
	 * Count bytes and operations, for which it does not matter how long they take.
	 */
	private void count(Map<Cell, LoadGenerator> generators) throws IOException {
		Map<Contestant, Traffic> before = traffic(this.deployments.keySet());
		// Those that share their virtual machines with others come after these
		Map<Boolean, List<Cell>> cells = generators.keySet()
			.stream()
			.collect(Collectors.partitioningBy((cell) -> cell.contestant().host().equals(cell.contestant())));
		for (boolean first : List.of(true, false)) {
			List<Cell> counted = get(cells, first);
			Map<Cell, Long> requests = new LinkedHashMap<>();
			for (Cell cell : counted) {
				requests.put(cell, get(generators, cell).run(this.plan.countedRequests()).requests());
			}
			Map<Contestant, Traffic> after = traffic(counted.stream().map((cell) -> cell.contestant().host()).toList());
			for (Cell cell : counted) {
				Contestant host = cell.contestant().host();
				this.results.add(cell, new Cost(get(requests, cell), get(after, host).minus(get(before, host))));
			}
			before.putAll(after);
		}
	}

	private Map<Contestant, Traffic> traffic(Collection<Contestant> hosts) {
		Instant now = Instant.now();
		Map<Contestant, Traffic> traffic = new LinkedHashMap<>();
		for (Contestant host : hosts) {
			traffic.put(host, deployment(host).traffic(now));
		}
		return traffic;
	}

	/**
	 * Look for wrong answers.
	 */
	void probe() {
		for (Contestant contestant : this.contestants) {
			if (contestant.library() != Library.IN_MEMORY) {
				Finding finding = new Probe(deployment(contestant).addresses()).run(this.plan.attempts());
				this.results.add(contestant, finding);
				this.progress.say("%s, %s: %s", this.topology.label(), contestant.label(), finding);
			}
		}
	}

	/**
	 * Fill the heaps with sessions that nobody uses. Nothing else can be measured after
	 * that.
	 */
	void idle() throws IOException {
		for (Contestant contestant : this.deployments.keySet()) {
			Cell cell = new Cell(contestant, Scenario.ABANDON, this.plan.sizes().get(0));
			Deployment deployment = deployment(contestant);
			long before = deployment.liveHeap();
			try (LoadGenerator users = users(cell)) {
				measure(cell, () -> users.run(this.plan.idleSessions()));
			}
			long bytes = (deployment.liveHeap() - before) / this.plan.idleSessions();
			this.results.addIdle(contestant, bytes);
			this.progress.say("%s, %s: %d bytes of heap per idle session", this.topology.label(), contestant.label(),
					bytes);
		}
	}

	private static <K, V> V get(Map<K, V> values, K key) {
		V value = values.get(key);
		if (value == null) {
			throw new IllegalStateException("Nothing is there for " + key);
		}
		return value;
	}

	private LoadGenerator users(Cell cell) throws IOException {
		return new LoadGenerator(deployment(cell.contestant()).addresses(), cell.contestant().sticky(),
				cell.scenario().isByMany() ? Scenario.MANY : this.plan.users(), cell.scenario(), cell.size());
	}

	private void measure(Cell cell, Turn turn) throws IOException {
		Deployment deployment = deployment(cell.contestant());
		long start = System.nanoTime();
		Duration busy = Machine.busy();
		Duration all = cpuOfAll();
		Duration cpu = deployment.cpu();
		Load load = turn.take();
		Duration used = deployment.cpu().minus(cpu);
		Duration foreign = Machine.busy().minus(busy).minus(cpuOfAll().minus(all));
		double available = (double) (System.nanoTime() - start) * Machine.processors();
		this.results.add(cell, new Sample(load, used, Math.max(0, foreign.toNanos() / available)));
	}

	private Duration cpuOfAll() {
		Collection<Deployment> running = this.deployments.values();
		return running.stream().map(Deployment::cpu).reduce(Machine.ownCpu(), Duration::plus);
	}

	private Deployment deployment(Contestant contestant) {
		Deployment deployment = this.deployments.get(contestant.host());
		if (deployment == null) {
			throw new IllegalStateException("Nothing runs for " + contestant);
		}
		return deployment;
	}

	@Override
	public void close() {
		this.deployments.values().forEach(Deployment::close);
	}

	/**
	 * One contestant's turn.
	 */
	@FunctionalInterface
	private interface Turn {

		Load take() throws IOException;

	}

}
