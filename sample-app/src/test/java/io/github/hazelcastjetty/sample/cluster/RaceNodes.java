package io.github.hazelcastjetty.sample.cluster;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

import org.awaitility.Awaitility;

/**
 * The nodes of a randomized test, some of which die. Requests that are under way then may
 * fail, at any node.
 */
final class RaceNodes {

	private static final Duration LIMIT = Duration.ofSeconds(90);

	/**
	 * Who has changed a session waits about that long for the sticky node that has a copy
	 * of it, and not at all for one that it waited for in vain.
	 */
	private static final long TOLD_MILLIS = 900;

	/**
	 * For somewhat more than that a sticky node trusts its copy.
	 */
	private static final Duration TRUST = Duration.ofSeconds(7);

	private final Set<SampleNode> down = ConcurrentHashMap.newKeySet();

	private final Set<Long> killed = ConcurrentHashMap.newKeySet();

	private final AtomicInteger changes = new AtomicInteger();

	private final AtomicLong operations = new AtomicLong();

	private final AtomicLong judged = new AtomicLong();

	private final List<String> history = new CopyOnWriteArrayList<>();

	private volatile Instant trustedUntil = Instant.MIN;

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
	 * Notes how long an operation took.
	 */
	void countTime(long millis) {
		if (this.cluster.isSticky() && millis >= TOLD_MILLIS) {
			this.trustedUntil = Instant.now().plus(TRUST);
		}
	}

	/**
	 * Whether a node may not have been told of what another one has changed, and may
	 * still use its copy.
	 */
	boolean mayBeUntold() {
		boolean may = Instant.now().isBefore(this.trustedUntil);
		if (!may) {
			this.judged.incrementAndGet();
		}
		return may;
	}

	/**
	 * How often every node had to know all.
	 */
	long judged() {
		return this.judged.get();
	}

	/**
	 * The ids of the processes that were killed.
	 */
	Set<Long> killed() {
		return this.killed;
	}

	/**
	 * Kills a node, starts it again, and waits until the next one may die. It is a
	 * disturbance until the others have taken over what it kept.
	 */
	void kill(SampleNode node) {
		boolean member = this.cluster.stockMembers().isEmpty();
		begin(node.name() + " is killed");
		this.killed.add(node.pid());
		node.kill();
		this.down.add(node);
		if (member) {
			this.cluster.awaitMembers(this.nodes.size() - 1);
			present().forEach(this::awaitSafe);
		}
		end(node.name() + " is gone");
		node.launch().awaitReady();
		if (member) {
			this.cluster.awaitMembers(this.nodes.size());
			awaitSafe(node);
		}
		this.down.remove(node);
		note(node.name() + " is back");
	}

	/**
	 * Kills a member that the nodes are clients of, and starts it again.
	 */
	void kill(StockMember member) {
		List<StockMember> all = new ArrayList<>(this.cluster.stockMembers());
		begin("a member is killed");
		this.killed.add(member.process().pid());
		member.process().kill();
		this.cluster.awaitMembers(all.size() - 1);
		Awaitility.await("the others have taken over")
			.atMost(LIMIT)
			.until(() -> all.stream().filter(StockMember::isAlive).allMatch(StockMember::isClusterSafe));
		end("the member is gone");
		member.start();
		this.cluster.awaitMembers(all.size());
		note("the member is back");
	}

	/**
	 * What happened to the nodes, and when.
	 */
	List<String> history() {
		return this.history;
	}

	private void begin(String event) {
		this.changes.incrementAndGet();
		note(event);
	}

	private void end(String event) {
		note(event);
		this.changes.incrementAndGet();
	}

	private void note(String event) {
		this.history.add(LocalTime.now() + " " + event);
	}

	private void awaitSafe(SampleNode node) {
		Browser browser = new Browser(node.uri());
		Awaitility.await("all backups are there")
			.atMost(LIMIT)
			.until(() -> browser.get("/rules/races/safe").body().equals("true"));
	}

}
