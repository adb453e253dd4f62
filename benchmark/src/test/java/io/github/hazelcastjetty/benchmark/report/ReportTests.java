package io.github.hazelcastjetty.benchmark.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.github.hazelcastjetty.benchmark.load.Load;
import io.github.hazelcastjetty.benchmark.load.Scenario;
import io.github.hazelcastjetty.benchmark.probe.Finding;
import io.github.hazelcastjetty.benchmark.server.Contestant;
import io.github.hazelcastjetty.benchmark.server.Library;
import io.github.hazelcastjetty.benchmark.server.Topology;
import io.github.hazelcastjetty.benchmark.server.Traffic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * What is made of figures.
 */
class ReportTests {

	private static final int SIZE = 2048;

	private final Results results = new Results();

	@Test
	void medianOfTurnsIsComparedWithInMemorySessionsAndWithTheBestPeer(@TempDir Path directory) throws IOException {
		addFigures();
		String page = write(directory);
		assertThat(page).contains("| in-memory Jetty | 1.00 · 0.05 |", "| this project, non-sticky | 0.50 · 0.10 |",
				"| jetty-hazelcast, non-sticky | 0.20 · 0.40 |");
		assertThat(page).contains("| P2P, this project, non-sticky | 2 KB | **2.50x** · 0.50x |");
		assertThat(page).contains("| P2P, this project, non-sticky | 50 | 0 | 1 | 0 | 0 |");
		assertThat(page).contains("| P2P, this project, non-sticky | 9,876 |");
		assertThat(page).contains("| this project, non-sticky | 1000 | 180 % | 0.50 | 2.50 | ", "| 150 | 1.50 |");
		assertThat(directory.resolve("benchmarks").resolve("benchmarks.csv")).content()
			.contains("P2P,this project,false,\"read\",2048,1000.0000,1.8000,");
	}

	@Test
	void compilersThatWereNotQuietAreNamed() {
		this.results.addCompilation(new Contestant(Library.IN_MEMORY, Topology.P2P, true), 0.01);
		assertThat(this.results.compilation()).isEqualTo("All compilers were quiet when the turns began.");
		this.results.addCompilation(new Contestant(Library.OURS, Topology.P2P, true), 1.5);
		assertThat(this.results.compilation())
			.endsWith("took that much of a processor when the turns began: P2P, this project, sticky 150 %.");
	}

	@Test
	void everyPlaceholderOfThePageHasAValue(@TempDir Path directory) throws IOException {
		addFigures();
		assertThat(write(directory)).doesNotContainPattern("\\{[a-zA-Z]+}");
	}

	@Test
	void chartsAreWellFormedAndOnThePage(@TempDir Path directory) throws IOException {
		addFigures();
		String page = write(directory);
		for (String chart : List.of("rate-p2p.svg", "cpu-p2p.svg")) {
			assertThat(page).contains("](benchmarks/" + chart + ")");
			assertThat(directory.resolve("benchmarks").resolve(chart)).content()
				.contains("this project, non-sticky")
				.endsWith("</svg>\n");
		}
	}

	@Test
	void otherProcessesAreToldOf() {
		this.results.add(cell(Library.OURS), sample(1000, 100, 0.02));
		assertThat(this.results.noise()).isEqualTo("Other processes used 2 % of the machine meanwhile (median).");
		this.results.add(cell(Library.OURS), sample(1000, 100, 0.30));
		assertThat(this.results.noise()).startsWith("**The machine was not quiet");
	}

	@Test
	void failedRequestsFailTheRun() {
		this.results.add(cell(Library.OURS), new Sample(load(1000, 3), Duration.ofMillis(1), 0));
		assertThatIllegalStateException().isThrownBy(this.results::failOnWrongAnswers)
			.withMessageContaining("3 requests failed");
	}

	@Test
	void ourWrongAnswersFailTheRun() {
		this.results.add(cell(Library.JETTY_HAZELCAST).contestant(), new Finding(50, 9, 9, 9, 9));
		this.results.failOnWrongAnswers();
		this.results.add(cell(Library.OURS).contestant(), new Finding(50, 0, 1, 0, 0));
		assertThatIllegalStateException().isThrownBy(this.results::failOnWrongAnswers).withMessageContaining("stale=1");
	}

	private void addFigures() {
		add(Library.IN_MEMORY, 50, 2000, 2000, 2000);
		add(Library.OURS, 100, 1000, 200, 2000);
		add(Library.JETTY_HAZELCAST, 400, 400, 400, 400);
		add(Library.HAZELCAST_SPRING_SESSION, 200, 300, 300, 300);
		this.results.add(cell(Library.OURS), new Cost(100, new Traffic(15_000, 150)));
		this.results.add(cell(Library.OURS).contestant(), new Finding(50, 0, 1, 0, 0));
		this.results.addIdle(cell(Library.OURS).contestant(), 9876);
	}

	private void add(Library library, int cpuMicros, int... rates) {
		for (int rate : rates) {
			this.results.add(cell(library), sample(rate, cpuMicros, 0));
		}
	}

	private static Cell cell(Library library) {
		return new Cell(new Contestant(library, Topology.P2P, library == Library.IN_MEMORY), Scenario.READ, SIZE);
	}

	private static Sample sample(int rate, int cpuMicros, double foreignShare) {
		return new Sample(load(rate, 0), Duration.ofNanos(1000L * cpuMicros * rate), foreignShare);
	}

	private static Load load(int rate, int failures) {
		Histogram latencies = new Histogram(1_000_000_000L, 3);
		latencies.recordValue(1_000_000);
		return new Load(rate, failures, Duration.ofSeconds(1), Duration.ofMillis(100), latencies);
	}

	private String write(Path directory) throws IOException {
		Map<String, String> facts = new HashMap<>();
		for (String fact : List.of("plan", "date", "minutes", "machine", "noise", "compilers", "users", "rounds",
				"turn", "warmUp", "coldRequests", "counted", "idleSessions")) {
			facts.put(fact, "1");
		}
		new Report(this.results, facts).write(directory);
		return Files.readString(directory.resolve("benchmarks.md"));
	}

}
