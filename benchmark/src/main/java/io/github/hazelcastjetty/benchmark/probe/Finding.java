package io.github.hazelcastjetty.benchmark.probe;

/**
 * How often an application got a wrong answer.
 *
 * @param attempts how often it was tried
 * @param lost of two changes that two nodes made at the same time, and have acknowledged,
 * one was not there afterwards on one of them
 * @param stale a node did not show what another one had acknowledged just before
 * @param notSaved a change in place did not reach the other node
 * @param resurrected a session could be used after its log-out had been acknowledged
 */
public record Finding(int attempts, int lost, int stale, int notSaved, int resurrected) {

	/**
	 * Return how many wrong answers there were.
	 * @return their number
	 */
	public int wrong() {
		return this.lost + this.stale + this.notSaved + this.resurrected;
	}

}
