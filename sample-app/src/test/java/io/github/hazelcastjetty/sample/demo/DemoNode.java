package io.github.hazelcastjetty.sample.demo;

import java.util.concurrent.atomic.LongAdder;

import org.jspecify.annotations.Nullable;

import io.github.hazelcastjetty.sample.cluster.ReverseProxy;
import io.github.hazelcastjetty.sample.cluster.SampleNode;

/**
 * A node of the demo: what it was told to do, what it was last heard to say, and whether
 * the balancer sends requests to it. Safe for several threads.
 */
final class DemoNode {

	private static final int FAILED_CHECKS = 2;

	private final SampleNode node;

	private final ReverseProxy balancer;

	private final LongAdder served = new LongAdder();

	private @Nullable NodeStatus status;

	private boolean paused;

	private boolean balanced;

	private int failedChecks;

	DemoNode(SampleNode node, ReverseProxy balancer) {
		this.node = node;
		this.balancer = balancer;
		// A cluster sends requests to the nodes that it has started itself
		this.balanced = node.isAlive();
	}

	/**
	 * The node itself.
	 */
	SampleNode node() {
		return this.node;
	}

	/**
	 * Counts a request that it has answered.
	 */
	void served() {
		this.served.increment();
	}

	/**
	 * Starts the process, if there is none. Does not wait until it serves.
	 */
	synchronized void start() {
		if (!this.node.isAlive()) {
			this.node.launch();
		}
	}

	/**
	 * Ends the process without warning. The balancer is not told: it has to find out.
	 */
	synchronized void kill() {
		if (this.node.isAlive()) {
			this.node.kill();
		}
		this.paused = false;
	}

	/**
	 * Freezes the process.
	 */
	synchronized void pause() {
		if (this.node.isAlive() && !this.paused) {
			this.node.pause();
			this.paused = true;
		}
	}

	/**
	 * Lets the frozen process go on.
	 */
	synchronized void resume() {
		if (this.node.isAlive() && this.paused) {
			this.node.resume();
			this.paused = false;
		}
	}

	/**
	 * Takes note of a health check. A node that answers gets requests, one that has not
	 * answered twice gets none, and one without a process gets none at once.
	 * @param answer what the node said, or {@code null} if it did not answer
	 */
	synchronized void checked(@Nullable NodeStatus answer) {
		this.failedChecks = (answer != null) ? 0 : this.failedChecks + 1;
		if (answer != null) {
			this.status = answer;
		}
		if (!this.node.isAlive()) {
			this.status = null;
			balance(false);
		}
		else if (answer != null || this.failedChecks >= FAILED_CHECKS) {
			balance(answer != null);
		}
	}

	private void balance(boolean wanted) {
		if (wanted && !this.balanced) {
			this.balancer.addNode(this.node);
		}
		else if (!wanted && this.balanced) {
			this.balancer.removeNode(this.node);
		}
		this.balanced = wanted;
	}

	synchronized NodeView view() {
		boolean alive = this.node.isAlive();
		return new NodeView(this.node.name(), this.node.uri().toString(), alive ? this.node.pid() : null,
				alive ? aliveState() : NodeView.State.DOWN, this.balanced, this.status, this.served.sum());
	}

	private NodeView.State aliveState() {
		if (this.paused) {
			return NodeView.State.PAUSED;
		}
		return (this.status != null) ? NodeView.State.UP : NodeView.State.STARTING;
	}

}
