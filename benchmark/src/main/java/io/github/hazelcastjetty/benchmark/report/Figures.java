package io.github.hazelcastjetty.benchmark.report;

import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * The medians of several turns.
 *
 * @param rate requests per second
 * @param spread the difference between the fastest and the slowest turn, as a part of
 * their median
 * @param medianMillis how long half of the requests take at most
 * @param slowMillis how long 99 % of the requests take at most
 * @param cpuMillis processor time of all virtual machines per request
 * @param generatorShare which part of one processor the load generator has used
 * @param foreignShare which part of the machine others have used
 * @param failures how many requests failed, in all turns
 */
record Figures(double rate, double spread, double medianMillis, double slowMillis, double cpuMillis,
		double generatorShare, double foreignShare, long failures) {

	static Figures of(List<Sample> samples) {
		double rate = median(samples, Sample::rate);
		double fastest = samples.stream().mapToDouble(Sample::rate).max().orElseThrow();
		double slowest = samples.stream().mapToDouble(Sample::rate).min().orElseThrow();
		return new Figures(rate, (fastest - slowest) / rate, median(samples, Sample::medianMillis),
				median(samples, Sample::slowMillis), median(samples, Sample::cpuMillis),
				median(samples, Sample::generatorShare), median(samples, Sample::foreignShare),
				samples.stream().mapToLong((sample) -> sample.load().failures()).sum());
	}

	private static double median(List<Sample> samples, ToDoubleFunction<Sample> figure) {
		double[] sorted = samples.stream().mapToDouble(figure).sorted().toArray();
		int middle = sorted.length / 2;
		return (sorted.length % 2 != 0) ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
	}

}
