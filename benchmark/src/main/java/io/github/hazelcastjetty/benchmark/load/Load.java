package io.github.hazelcastjetty.benchmark.load;

import java.time.Duration;

import org.HdrHistogram.Histogram;

/**
 * What users have got.
 *
 * @param requests the number of requests that were answered
 * @param failures those of them with another answer than 200
 * @param duration from the first request to the last answer
 * @param generatorCpu the processor time of the load generator itself
 * @param latencies how long each took, in nanoseconds
 */
public record Load(long requests, long failures, Duration duration, Duration generatorCpu, Histogram latencies) {

}
