package io.github.hazelcastjetty.benchmark.report;

import io.github.hazelcastjetty.benchmark.server.Traffic;

/**
 * What requests have cost the cluster.
 *
 * @param requests how many requests there were
 * @param traffic what members and clients have done for them
 */
public record Cost(long requests, Traffic traffic) {

	double bytes() {
		return (double) this.traffic.bytes() / this.requests;
	}

	double operations() {
		return (double) this.traffic.operations() / this.requests;
	}

}
