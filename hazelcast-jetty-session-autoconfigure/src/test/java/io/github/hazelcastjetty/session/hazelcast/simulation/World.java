package io.github.hazelcastjetty.session.hazelcast.simulation;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

import io.github.hazelcastjetty.session.hazelcast.SimulatedStore;
import io.github.hazelcastjetty.session.hazelcast.format.AttributeKey;
import io.github.hazelcastjetty.session.hazelcast.format.HeadReunion;
import io.github.hazelcastjetty.session.hazelcast.format.SessionHead;
import io.github.hazelcastjetty.session.hazelcast.simulation.Scenario.Event;
import io.github.hazelcastjetty.session.hazelcast.simulation.Scenario.EventKind;
import io.github.hazelcastjetty.session.hazelcast.simulation.Scenario.Fault;
import io.github.hazelcastjetty.session.hazelcast.simulation.Scenario.FaultKind;
import io.github.hazelcastjetty.session.store.SessionKey;

/**
 * The cluster, its nodes and what happens to them.
 */
final class World implements SimulatedStore.Cluster {

	/**
	 * Jetty reads the clock of the system when a request leaves a session, so the
	 * simulation begins now.
	 */
	static final long START = System.currentTimeMillis();

	private final Scenario scenario;

	private final Scheduler scheduler;

	private final List<String> trace;

	private final Part whole = new Part();

	private final List<Node> nodes = new ArrayList<>();

	private final History history = new History();

	private boolean started;

	private boolean memberLost;

	private int operations;

	private int destroyed;

	private int deaths;

	private long lastDeath;

	World(Scenario scenario, Scheduler scheduler, List<String> trace) {
		this.scenario = scenario;
		this.scheduler = scheduler;
		this.trace = trace;
		for (int i = 0; i < scenario.nodes(); i++) {
			this.nodes.add(new Node(this, i, scenario.skews().get(i), scenario.sticky(), this.whole));
		}
	}

	Scheduler scheduler() {
		return this.scheduler;
	}

	History history() {
		return this.history;
	}

	List<Node> nodes() {
		return this.nodes;
	}

	Part whole() {
		return this.whole;
	}

	int destroyed() {
		return this.destroyed;
	}

	int deaths() {
		return this.deaths;
	}

	long nanos() {
		return this.scheduler.now() * 1_000_000;
	}

	void trace(String who, String what, Object... arguments) {
		if (this.trace != null) {
			this.trace.add("%6d %s %s".formatted(this.scheduler.now(), who, what.formatted(arguments)));
		}
	}

	void later(long delay, BooleanSupplier alive, Runnable action) {
		this.scheduler.spawn(this.scheduler.now() + delay, alive, action);
	}

	/**
	 * Let the events and the faults of the scenario begin.
	 */
	void start() {
		this.started = true;
		this.scenario.events().forEach((event) -> later(event.start(), () -> true, () -> happen(event)));
	}

	/**
	 * Let no fault happen any more.
	 */
	void stop() {
		this.started = false;
	}

	FaultKind nextFault() {
		if (this.started) {
			int operation = this.operations++;
			for (Fault fault : this.scenario.faults()) {
				if (fault.operation() == operation) {
					this.history.failed();
					return fault.kind();
				}
			}
		}
		return null;
	}

	void kill(Node node) {
		if (node.isAlive() && this.nodes.stream().filter(Node::isAlive).count() > 1) {
			trace(node.name(), "dies");
			node.kill();
			this.memberLost = true;
			this.deaths++;
			this.lastDeath = this.scheduler.now();
			this.history.failed();
			this.history.died(node);
		}
	}

	/**
	 * Return whether a copy may be trusted although it is outdated: the node that has
	 * changed the session has died before it could tell.
	 */
	boolean mayHaveMissedANotice() {
		return this.scenario.sticky() && this.deaths > 0
				&& this.scheduler.now() - this.lastDeath <= Node.STALE_PERIOD.toMillis();
	}

	void destroyed(Node node) {
		trace(node.name(), "sessionDestroyed");
		this.destroyed++;
	}

	/**
	 * Tell the nodes of a part that a session has left the map.
	 */
	void removed(Part part, String key) {
		this.nodes.stream()
			.filter((node) -> node.part() == part)
			.forEach((node) -> new SimulatedExecutor(this, node)
				.schedule(() -> node.cache().remoteChanges().removed(SessionKey.parse(key)), 0, TimeUnit.MILLISECONDS));
	}

	@Override
	public boolean isMemberLost() {
		return this.memberLost;
	}

	@Override
	public void tell(String holder, SessionKey key) {
		this.scheduler.step();
		this.nodes.stream()
			.filter((node) -> node.name().equals(holder))
			.forEach((node) -> node.cache().remoteChanges().stale(key));
	}

	private void happen(Event event) {
		Node node = this.nodes.get(event.node());
		trace("cluster", "%s of %s", event.kind(), node.name());
		if (event.kind() == EventKind.DEATH) {
			kill(node);
		}
		else if (event.kind() == EventKind.EVICTION) {
			later(0, node::isAlive, () -> node.evict());
		}
		else if (event.kind() == EventKind.LOSS) {
			Part older = this.whole.copy();
			this.scheduler.sleepUntil(event.end());
			trace("cluster", "goes back");
			this.whole.restore(older);
			this.history.lost();
		}
		else {
			split(event, node);
		}
	}

	private void split(Event event, Node node) {
		Part part = this.whole.copy();
		this.memberLost = true;
		this.history.split(node);
		node.move(part);
		this.scheduler.sleepUntil(event.end());
		trace("cluster", "joins");
		this.history.joining();
		node.setJoining(true);
		node.move(this.whole);
		List<Runnable> merges = new ArrayList<>(List.of(() -> mergeHeads(part), () -> mergeLarge(part)));
		if (this.scheduler.random(2) == 0) {
			Collections.reverse(merges);
		}
		merges.get(0).run();
		this.scheduler.sleepUntil(this.scheduler.now() + this.scheduler.random(300));
		merges.get(1).run();
		node.setJoining(false);
		trace("cluster", "has joined");
		this.history.joined();
		for (Node told : this.nodes) {
			if (told.isAlive()) {
				told.cache().remoteChanges().allStale();
				later(0, told::isAlive, () -> endAgain(told));
			}
		}
	}

	private void endAgain(Node node) {
		while (!node.store().endAgain()) {
			this.scheduler.sleepUntil(this.scheduler.now() + 100);
		}
	}

	private void mergeHeads(Part part) {
		for (Map.Entry<String, SessionHead> entry : List.copyOf(part.heads().entrySet())) {
			this.scheduler.step();
			this.whole.heads()
				.merge(entry.getKey(), entry.getValue(),
						(existing, merging) -> HeadReunion.of(entry.getKey(), merging, existing));
			this.trace("cluster", "has merged the head");
		}
	}

	private void mergeLarge(Part part) {
		for (Map.Entry<AttributeKey, byte[]> entry : List.copyOf(part.large().entrySet())) {
			this.scheduler.step();
			this.whole.large().putIfAbsent(entry.getKey(), entry.getValue());
			this.trace("cluster", "has merged %s", entry.getKey());
		}
	}

}
