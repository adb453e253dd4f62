package io.github.hazelcastjetty.sample.cluster;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

import org.awaitility.Awaitility;

/**
 * The nodes of a randomized test, some of which die. Requests that are under way then may
 * fail, at any node.
 */
final class RaceNodes {

	private static final Duration LIMIT = Duration.ofSeconds(90);

	private final Set<SampleNode> down = ConcurrentHashMap.newKeySet();

	private final Set<Long> killed = ConcurrentHashMap.newKeySet();

	private final AtomicInteger changes = new AtomicInteger();

	private final AtomicLong operations = new AtomicLong();

	private final SampleCluster cluster;

	private final List<SampleNode> nodes;

	RaceNodes(SampleCluster cluster) {
		this.cluster = cluster;
		this.nodes = cluster.nodes();
	}

	int count() {
		return this.nodes.size();
	}

	/**
	 * The node of a number, or the next one that is there.
	 */
	SampleNode get(int number) {
		for (int i = 0; i < this.nodes.size(); i++) {
			SampleNode node = this.nodes.get((number + i) % this.nodes.size());
			if (!this.down.contains(node)) {
				return node;
			}
		}
		throw new IllegalStateException("No node is there");
	}

	List<SampleNode> present() {
		return this.nodes.stream().filter((node) -> !this.down.contains(node)).toList();
	}

	/**
	 * Counts the beginnings and the ends of disturbances: the number is odd while there
	 * is one.
	 */
	int changes() {
		return this.changes.get();
	}

	/**
	 * Whether there has been a disturbance since a number of changes was read.
	 */
	boolean isDisturbedSince(int before) {
		return before % 2 != 0 || before != changes();
	}

	void countOperations(int count) {
		this.operations.addAndGet(count);
	}

	long operations() {
		return this.operations.get();
	}

	/**
	 * The ids of the processes that were killed.
	 */
	Set<Long> killed() {
		return this.killed;
	}

	/**
	 * Kills a node, starts it again, and waits until the next one may die.
	 */
	void kill(SampleNode node) {
		boolean member = this.cluster.stockMembers().isEmpty();
		this.changes.incrementAndGet();
		this.killed.add(node.pid());
		node.kill();
		this.down.add(node);
		if (member) {
			this.cluster.awaitMembers(this.nodes.size() - 1);
		}
		this.changes.incrementAndGet();
		node.launch().awaitReady();
		if (member) {
			this.cluster.awaitMembers(this.nodes.size());
			awaitSafe(node);
		}
		this.down.remove(node);
	}

	/**
	 * Kills a member that the nodes are clients of, and starts it again.
	 */
	void kill(StockMember member) {
		List<StockMember> all = new ArrayList<>(this.cluster.stockMembers());
		this.changes.incrementAndGet();
		member.process().kill();
		this.cluster.awaitMembers(all.size() - 1);
		this.changes.incrementAndGet();
		member.start();
		this.cluster.awaitMembers(all.size());
	}

	private void awaitSafe(SampleNode node) {
		Browser browser = new Browser(node.uri());
		Awaitility.await("all backups are there")
			.atMost(LIMIT)
			.until(() -> browser.get("/rules/races/safe").body().equals("true"));
	}

}
