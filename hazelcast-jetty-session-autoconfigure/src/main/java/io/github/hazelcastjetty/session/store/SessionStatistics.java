package io.github.hazelcastjetty.session.store;

import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/**
 * What a node has done with its sessions, counted since its start. To count costs next to
 * nothing. Safe for use by several threads.
 *
 * @since 1.0.0
 */
public final class SessionStatistics {

	private final Map<Event, LongAdder> counts = new EnumMap<>(Event.class);

	/**
	 * Create statistics with nothing counted.
	 */
	public SessionStatistics() {
		for (Event event : Event.values()) {
			this.counts.put(event, new LongAdder());
		}
	}

	/**
	 * Count an event.
	 * @param event the event
	 */
	public void count(Event event) {
		add(event, 1);
	}

	/**
	 * Count several events of a kind, or what an event amounts to.
	 * @param event the event
	 * @param amount how many there were, zero or more
	 */
	public void add(Event event, long amount) {
		LongAdder adder = this.counts.get(event);
		if (adder != null) {
			adder.add(amount);
		}
	}

	/**
	 * Return how often something has happened on this node, or what it has amounted to.
	 * @param event the event
	 * @return the sum since the start
	 */
	public long get(Event event) {
		LongAdder adder = this.counts.get(event);
		return (adder != null) ? adder.sum() : 0;
	}

	/**
	 * What is counted.
	 */
	public enum Event {

		/**
		 * A new session was stored for the first time.
		 */
		CREATED,

		/**
		 * This node has ended a session, because somebody said so or because its time was
		 * over.
		 */
		DESTROYED,

		/**
		 * This node has ended a session because its time was over.
		 */
		EXPIRED,

		/**
		 * A copy was checked, and the session had not changed.
		 */
		CHECKED_SAME,

		/**
		 * A copy was checked, and the session had changed.
		 */
		CHECKED_CHANGED,

		/**
		 * A copy was checked, and the session had ended.
		 */
		CHECKED_GONE,

		/**
		 * A session was read of which there was no copy.
		 */
		LOADED,

		/**
		 * A change of a session was stored, accesses alone included.
		 */
		SAVED,

		/**
		 * Bytes of encoded attributes that were read.
		 */
		BYTES_READ,

		/**
		 * Bytes of encoded attributes that were written.
		 */
		BYTES_WRITTEN,

		/**
		 * An attribute was stored because it had changed without having been set.
		 */
		CHANGED_IN_PLACE,

		/**
		 * An attribute could not be encoded, and stays on this node. Counted at each
		 * attempt.
		 */
		NOT_SERIALIZABLE,

		/**
		 * An attribute could not be decoded, and is hidden on this node.
		 */
		UNREADABLE

	}

}
