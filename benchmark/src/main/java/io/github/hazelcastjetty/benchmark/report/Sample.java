package io.github.hazelcastjetty.benchmark.report;

import java.time.Duration;

import io.github.hazelcastjetty.benchmark.load.Load;

/**
 * What one turn has shown.
 *
 * @param load what the users have got
 * @param cpu the processor time of all virtual machines of the contestant
 * @param foreignShare which part of the machine others have used meanwhile, from 0 to 1
 */
public record Sample(Load load, Duration cpu, double foreignShare) {

	private static final double NANOS_PER_SECOND = 1e9;

	private static final double NANOS_PER_MILLI = 1e6;

	private static final double MEDIAN = 50;

	private static final double SLOW = 99;

	double rate() {
		return this.load.requests() * NANOS_PER_SECOND / this.load.duration().toNanos();
	}

	double cpuMillis() {
		return this.cpu.toNanos() / NANOS_PER_MILLI / this.load.requests();
	}

	double medianMillis() {
		return this.load.latencies().getValueAtPercentile(MEDIAN) / NANOS_PER_MILLI;
	}

	double slowMillis() {
		return this.load.latencies().getValueAtPercentile(SLOW) / NANOS_PER_MILLI;
	}

	double generatorShare() {
		return (double) this.load.generatorCpu().toNanos() / this.load.duration().toNanos();
	}

}
