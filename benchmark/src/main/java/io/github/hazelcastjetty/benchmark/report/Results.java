package io.github.hazelcastjetty.benchmark.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Collectors;

import io.github.hazelcastjetty.benchmark.load.Scenario;
import io.github.hazelcastjetty.benchmark.probe.Finding;
import io.github.hazelcastjetty.benchmark.server.Contestant;
import io.github.hazelcastjetty.benchmark.server.Library;
import io.github.hazelcastjetty.benchmark.server.Topology;

/**
 * All that was measured.
 */
public final class Results {

	private static final int KILOBYTE = 1024;

	private static final int PERCENT = 100;

	/**
	 * Compilers that are at work for less than this part of the time are quiet.
	 */
	public static final double QUIET_COMPILERS = 0.1;

	private static final double QUIET = 0.05;

	private final Map<Cell, List<Sample>> samples = new LinkedHashMap<>();

	private final Map<Cell, Cost> costs = new LinkedHashMap<>();

	private final Map<Contestant, Finding> findings = new LinkedHashMap<>();

	private final Map<Contestant, Long> idleBytes = new LinkedHashMap<>();

	private final Map<Contestant, Double> compilation = new LinkedHashMap<>();

	/**
	 * Add what a turn has shown.
	 * @param cell what was measured
	 * @param sample what it has shown
	 */
	public void add(Cell cell, Sample sample) {
		this.samples.computeIfAbsent(cell, (key) -> new ArrayList<>()).add(sample);
	}

	/**
	 * Add what requests have cost the cluster.
	 * @param cell what was measured
	 * @param cost what they have cost
	 */
	public void add(Cell cell, Cost cost) {
		this.costs.put(cell, cost);
	}

	/**
	 * Add which wrong answers there were.
	 * @param contestant who gave them
	 * @param finding how many there were
	 */
	public void add(Contestant contestant, Finding finding) {
		this.findings.put(contestant, finding);
	}

	/**
	 * Add how much memory idle sessions take.
	 * @param contestant who keeps them
	 * @param bytes bytes of all heaps per session
	 */
	public void addIdle(Contestant contestant, long bytes) {
		this.idleBytes.put(contestant, bytes);
	}

	/**
	 * Add how much the compilers were still at work when the turns began.
	 * @param contestant whose compilers
	 * @param share as a part of one processor
	 */
	public void addCompilation(Contestant contestant, double share) {
		this.compilation.put(contestant, share);
	}

	/**
	 * Return whose compilers were not quiet when the turns began.
	 * @return a sentence
	 */
	public String compilation() {
		String busy = this.compilation.entrySet()
			.stream()
			.filter((entry) -> entry.getValue() >= QUIET_COMPILERS)
			.map((entry) -> String.format(Locale.ROOT, "%s %.0f %%", entry.getKey().fullLabel(),
					PERCENT * entry.getValue()))
			.collect(Collectors.joining("; "));
		return busy.isEmpty() ? "All compilers were quiet when the turns began."
				: "These compilers were not, and took that much of a processor when the turns began: %s."
					.formatted(busy);
	}

	Optional<Cost> cost(Cell cell) {
		return Optional.ofNullable(this.costs.get(cell));
	}

	Map<Contestant, Finding> findings() {
		return this.findings;
	}

	Map<Contestant, Long> idleBytes() {
		return this.idleBytes;
	}

	/**
	 * Return the figures of a cell in one line.
	 * @param cell a cell that was measured
	 * @return the line
	 */
	public String line(Cell cell) {
		Figures figures = get(cell);
		String line = String.format(Locale.ROOT, "%s, %d KB, %s, %s: %.0f requests/s, p99 %.2f ms, CPU %.3f ms",
				cell.contestant().topology().label(), cell.size() / KILOBYTE, cell.scenario().label(),
				cell.contestant().label(), figures.rate(), figures.slowMillis(), figures.cpuMillis());
		return line + cost(cell)
			.map((cost) -> String.format(Locale.ROOT, ", %.0f bytes, %.2f operations", cost.bytes(), cost.operations()))
			.orElse("");
	}

	/**
	 * Fail if requests have failed, or if our sessions gave a wrong answer where none is
	 * allowed, behind a balancer that is not sticky: then no speed is worth anything.
	 */
	public void failOnWrongAnswers() {
		for (Cell cell : cells()) {
			if (get(cell).failures() > 0) {
				throw new IllegalStateException("%d requests failed: %s".formatted(get(cell).failures(), cell));
			}
		}
		this.findings.forEach((contestant, finding) -> {
			if (contestant.library() == Library.OURS && !contestant.sticky() && finding.wrong() > 0) {
				throw new IllegalStateException("Wrong answers of %s: %s".formatted(contestant.label(), finding));
			}
		});
	}

	/**
	 * Return what is to be said about others who used the machine meanwhile.
	 * @return a sentence
	 */
	public String noise() {
		double[] shares = cells().stream().mapToDouble((cell) -> get(cell).foreignShare()).sorted().toArray();
		double median = (shares.length > 0) ? shares[shares.length / 2] : 0;
		String sentence = String.format(Locale.ROOT, "Other processes used %.0f %% of the machine meanwhile (median).",
				PERCENT * median);
		return (median > QUIET) ? "**The machine was not quiet, do not trust these figures.** " + sentence : sentence;
	}

	/**
	 * Return what was measured, in order.
	 */
	List<Cell> cells() {
		return List.copyOf(this.samples.keySet());
	}

	/**
	 * Return the figures of a cell, if it was measured.
	 */
	Optional<Figures> find(Cell cell) {
		return Optional.ofNullable(this.samples.get(cell)).map(Figures::of);
	}

	Figures get(Cell cell) {
		return find(cell).orElseThrow();
	}

	/**
	 * Return the rate of a cell as a multiple of that of in-memory sessions.
	 */
	OptionalDouble rateToInMemory(Cell cell) {
		return ratio(get(cell).rate(), inMemory(cell).stream().mapToDouble(Figures::rate).max());
	}

	/**
	 * Return the processor time of a cell as a multiple of that of in-memory sessions.
	 */
	OptionalDouble cpuToInMemory(Cell cell) {
		return ratio(get(cell).cpuMillis(), inMemory(cell).stream().mapToDouble(Figures::cpuMillis).min());
	}

	/**
	 * Return the rate of a cell as a multiple of that of the fastest other library behind
	 * the same kind of balancer.
	 */
	OptionalDouble rateToBestPeer(Cell cell) {
		return ratio(get(cell).rate(), peers(cell).stream().mapToDouble(Figures::rate).max());
	}

	/**
	 * Return the processor time of a cell as a multiple of that of the cheapest other
	 * library behind the same kind of balancer.
	 */
	OptionalDouble cpuToBestPeer(Cell cell) {
		return ratio(get(cell).cpuMillis(), peers(cell).stream().mapToDouble(Figures::cpuMillis).min());
	}

	private static OptionalDouble ratio(double value, OptionalDouble base) {
		return base.isPresent() ? OptionalDouble.of(value / base.getAsDouble()) : base;
	}

	private List<Figures> inMemory(Cell cell) {
		Contestant inMemory = new Contestant(Library.IN_MEMORY, cell.contestant().topology(), true);
		return find(new Cell(inMemory, cell.scenario(), cell.size())).stream().toList();
	}

	/**
	 * Return the figures of the other libraries.
	 */
	private List<Figures> peers(Cell cell) {
		Contestant contestant = cell.contestant();
		return List.of(Library.JETTY_HAZELCAST, Library.HAZELCAST_SPRING_SESSION)
			.stream()
			.map((library) -> new Contestant(library, contestant.topology(), contestant.sticky()))
			.filter((peer) -> !peer.equals(contestant))
			.flatMap((peer) -> find(new Cell(peer, cell.scenario(), cell.size())).stream())
			.toList();
	}

	List<Contestant> contestants(Topology topology) {
		return this.samples.keySet()
			.stream()
			.map(Cell::contestant)
			.filter((contestant) -> contestant.topology() == topology)
			.distinct()
			.toList();
	}

	List<Scenario> scenarios() {
		return this.samples.keySet().stream().map(Cell::scenario).distinct().sorted().toList();
	}

	List<Integer> sizes() {
		return this.samples.keySet().stream().map(Cell::size).distinct().sorted().toList();
	}

}
