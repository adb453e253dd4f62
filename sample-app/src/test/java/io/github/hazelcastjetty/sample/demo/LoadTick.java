package io.github.hazelcastjetty.sample.demo;

/**
 * What the load has done in the last moment, and since it was started.
 *
 * @param requests the requests answered in this moment
 * @param failures those that failed in this moment
 * @param lost the lost writes that were noticed in this moment
 * @param slowest how long the slowest answer of this moment took, in milliseconds
 * @param totalRequests all requests that were answered
 * @param totalFailures all that failed
 * @param totalLost all lost writes
 */
record LoadTick(long requests, long failures, long lost, long slowest, long totalRequests, long totalFailures,
		long totalLost) {

}
