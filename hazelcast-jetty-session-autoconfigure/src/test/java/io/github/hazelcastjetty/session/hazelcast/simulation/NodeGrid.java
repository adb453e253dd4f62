package io.github.hazelcastjetty.session.hazelcast.simulation;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;

import io.github.hazelcastjetty.session.hazelcast.SimulatedGrid;
import io.github.hazelcastjetty.session.hazelcast.call.Deadline;
import io.github.hazelcastjetty.session.hazelcast.format.AttributeKey;
import io.github.hazelcastjetty.session.hazelcast.format.SessionHead;
import io.github.hazelcastjetty.session.hazelcast.simulation.Scenario.FaultKind;
import io.github.hazelcastjetty.session.store.SessionStoreException;

/**
 * The two maps as a node uses them. Before and after each operation others may run.
 */
final class NodeGrid extends SimulatedGrid {

	private final World world;

	private final Node node;

	NodeGrid(World world, Node node) {
		this.world = world;
		this.node = node;
	}

	@Override
	public Deadline deadline() {
		return Deadline.in(Duration.ofSeconds(5), this.world::nanos);
	}

	@Override
	public void pause(Duration pause) {
		this.world.scheduler().step();
	}

	@Override
	protected Map<String, SessionHead> heads() {
		begin();
		return Map.copyOf(this.node.part().heads());
	}

	@Override
	public SessionHead get(String key, Deadline deadline) {
		begin();
		failIfDue();
		SessionHead head = this.node.part().heads().get(key);
		this.world.scheduler().step();
		return head;
	}

	@Override
	public SessionHead putIfAbsent(String key, SessionHead head, Deadline deadline) {
		begin();
		Part part = this.node.part();
		SessionHead[] present = new SessionHead[1];
		boolean done = change("putIfAbsent", () -> {
			present[0] = part.heads().putIfAbsent(key, head);
			return present[0] == null;
		});
		return done ? null : part.heads().get(key);
	}

	@Override
	public boolean replace(String key, SessionHead present, SessionHead next, Deadline deadline) {
		begin();
		Part part = this.node.part();
		return change("replace", () -> part.heads().replace(key, present, next));
	}

	@Override
	public boolean remove(String key, SessionHead present, Deadline deadline) {
		begin();
		Part part = this.node.part();
		return change("remove", () -> {
			boolean removed = part.heads().remove(key, present);
			if (removed) {
				this.world.removed(part, key);
			}
			return removed;
		});
	}

	@Override
	public void putLarge(String session, Map<AttributeKey, byte[]> values, Duration timeToLive, Deadline deadline) {
		begin();
		Part part = this.node.part();
		change("putLarge", () -> {
			part.large().putAll(values);
			return true;
		});
	}

	@Override
	public Map<AttributeKey, byte[]> getLarge(String session, Set<AttributeKey> keys, Deadline deadline) {
		begin();
		failIfDue();
		Map<AttributeKey, byte[]> found = new HashMap<>();
		for (AttributeKey key : keys) {
			byte[] value = this.node.part().large().get(key);
			if (value != null) {
				found.put(key, value);
			}
		}
		this.world.scheduler().step();
		return found;
	}

	@Override
	public void deleteLarge(Collection<AttributeKey> keys) {
		this.node.part().large().keySet().removeAll(keys);
	}

	private void begin() {
		this.world.scheduler().step();
		if (this.node.isJoining()) {
			throw new SessionStoreException("This node is joining another part of the cluster", null);
		}
	}

	private void failIfDue() {
		FaultKind fault = this.world.nextFault();
		if (fault == FaultKind.FAILED) {
			throw failed(fault);
		}
	}

	private boolean change(String name, BooleanSupplier operation) {
		FaultKind fault = this.world.nextFault();
		if (fault == null) {
			boolean done = operation.getAsBoolean();
			this.world.trace(this.node.name(), "%s: %s", name, done);
			this.world.scheduler().step();
			return done;
		}
		this.world.trace(this.node.name(), "%s: %s", name, fault);
		switch (fault) {
			case REPEATED -> {
				operation.getAsBoolean();
				this.world.scheduler().step();
				return false;
			}
			case ANSWER_LOST -> operation.getAsBoolean();
			case DELAYED -> this.world.later(this.world.scheduler().random(1000), () -> true, () -> {
				boolean done = operation.getAsBoolean();
				this.world.trace(this.node.name(), "delayed %s: %s", name, done);
			});
			case DEATH_BEFORE -> this.world.kill(this.node);
			case DEATH_AFTER -> {
				operation.getAsBoolean();
				this.world.kill(this.node);
			}
			case FAILED -> {
				// It has not happened
			}
		}
		this.world.scheduler().step();
		throw failed(fault);
	}

	private static SessionStoreException failed(FaultKind fault) {
		return new SessionStoreException("Simulated: " + fault, null);
	}

}
