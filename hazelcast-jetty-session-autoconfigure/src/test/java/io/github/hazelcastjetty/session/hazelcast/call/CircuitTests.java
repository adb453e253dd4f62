package io.github.hazelcastjetty.session.hazelcast.call;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.github.hazelcastjetty.session.hazelcast.call.Circuit.Verdict;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Circuit}: when a member is taken for silent.
 */
class CircuitTests {

	private static final Duration PATIENCE = Duration.ofSeconds(16);

	private final Circuit circuit = new Circuit("member", PATIENCE);

	/**
	 * An overflow and negative values are part of what {@link System#nanoTime()} returns.
	 */
	private long now = Long.MAX_VALUE - Duration.ofSeconds(5).toNanos();

	@BeforeEach
	void beginToWait() {
		assertThat(this.circuit.check(this.now)).isEqualTo(Verdict.WAIT);
	}

	@Test
	void memberThatDoesNotAnswerIsAskedAtHalfOfThePatienceAndSilentAtItsEnd() {
		assertThat(wait(17)).isEqualTo(verdicts(7, Verdict.ASK, 7, Verdict.SILENT, 1));
	}

	@Test
	void memberThatAnswersIsNotSilent() {
		wait(15);
		this.circuit.answered();
		assertThat(wait(17)).isEqualTo(verdicts(8, Verdict.ASK, 7, Verdict.SILENT, 0));
	}

	@Test
	void memberThatHasJustBeenAskedHasHalfOfThePatienceToAnswer() {
		Circuit hasty = new Circuit("member", Duration.ofMillis(16));
		hasty.check(this.now);
		this.now += Duration.ofMillis(90).toNanos();
		assertThat(hasty.check(this.now)).isEqualTo(Verdict.ASK);
		assertThat(hasty.check(this.now)).isEqualTo(Verdict.WAIT);
		this.now += Duration.ofMillis(8).toNanos();
		assertThat(hasty.check(this.now)).isEqualTo(Verdict.SILENT);
	}

	@Test
	void timeInWhichTheProcessWasStoppedDoesNotCount() {
		wait(15);
		this.now += PATIENCE.toNanos();
		assertThat(this.circuit.check(this.now)).isEqualTo(Verdict.WAIT);
		assertThat(wait(16)).isEqualTo(verdicts(7, Verdict.ASK, 7, Verdict.SILENT, 0));
	}

	@Test
	void manyCallsThatWaitMakeNoDifference() {
		for (int i = 0; i < 7; i++) {
			this.now += this.circuit.stepNanos();
			for (int call = 0; call < 100; call++) {
				assertThat(this.circuit.check(this.now)).isEqualTo(Verdict.WAIT);
			}
		}
		this.now += this.circuit.stepNanos();
		assertThat(this.circuit.check(this.now)).isEqualTo(Verdict.ASK);
		assertThat(this.circuit.check(this.now)).isEqualTo(Verdict.WAIT);
	}

	private List<Verdict> wait(int steps) {
		List<Verdict> verdicts = new ArrayList<>();
		for (int i = 0; i < steps; i++) {
			this.now += this.circuit.stepNanos();
			verdicts.add(this.circuit.check(this.now));
		}
		return verdicts;
	}

	private static List<Verdict> verdicts(int first, Verdict second, int third, Verdict last, int more) {
		List<Verdict> verdicts = new ArrayList<>(Collections.nCopies(first, Verdict.WAIT));
		verdicts.add(second);
		verdicts.addAll(Collections.nCopies(third, Verdict.WAIT));
		verdicts.addAll(Collections.nCopies(1 + more, last));
		return verdicts;
	}

}
