package io.github.hazelcastjetty.session.hazelcast.simulation;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What clients have done and were told, and what of it has to be seen afterwards.
 */
final class History {

	/**
	 * The moment at which all tasks have ended.
	 */
	static final long SETTLED = Long.MAX_VALUE - 1;

	private static final Write NEVER = new Write("", 0, null, -1);

	private final List<Write> writes = new ArrayList<>();

	private long clock;

	private long lost = -1;

	private Node apart;

	private boolean faulty;

	private boolean everSplit;

	private boolean everLost;

	private long splitStart;

	private long splitEnd = -1;

	private long joinStart;

	/**
	 * Note the moment.
	 */
	long now() {
		return ++this.clock;
	}

	/**
	 * Begin to write a value.
	 * @param request when the request began
	 */
	Write write(String name, Node node, boolean removal, long request) {
		long now = now();
		// To remove what was not there when the request began changes nothing
		Write write = new Write(name, removal ? 0 : (int) now, node, removal ? request : now);
		this.writes.add(write);
		return write;
	}

	/**
	 * End writes.
	 * @param acknowledged whether the client was told that they have happened
	 */
	void end(List<Write> ended, boolean acknowledged) {
		end(ended, acknowledged, List.of());
	}

	/**
	 * End writes.
	 * @param acknowledged whether the client was told that they have happened
	 * @param shared those of them in a value that another request shares, which may be
	 * the one to store it
	 */
	void end(List<Write> ended, boolean acknowledged, List<Write> shared) {
		long now = now();
		Map<String, Write> last = new HashMap<>();
		ended.forEach((write) -> last.put(write.name, write));
		for (Write write : ended) {
			write.end = now;
			write.seen = shared.contains(write) ? SETTLED : now;
			write.acknowledged = acknowledged && last.get(write.name) == write;
		}
	}

	/**
	 * End writes that requests of one node have made in a value that they share. Which of
	 * them stores it, and when, is not known.
	 */
	void endShared(List<Write> ended) {
		long now = now();
		for (Write write : ended) {
			write.end = now;
			write.seen = SETTLED;
		}
	}

	void failed() {
		this.faulty = true;
	}

	void died(Node node) {
		for (Write write : this.writes) {
			if (write.node == node && write.seen >= SETTLED) {
				write.end = Math.min(write.end, now());
				write.acknowledged = false;
			}
		}
	}

	void lost() {
		this.lost = now();
		this.everLost = true;
		this.faulty = true;
	}

	void split(Node node) {
		this.apart = node;
		this.everSplit = true;
		this.faulty = true;
		this.splitStart = now();
		this.splitEnd = Long.MAX_VALUE;
	}

	void joining() {
		this.joinStart = now();
	}

	void joined() {
		this.splitEnd = now();
	}

	/**
	 * Return whether anything has happened that may leave something behind.
	 */
	boolean isFaulty() {
		return this.faulty;
	}

	boolean isContinuous() {
		return !this.everSplit && !this.everLost;
	}

	boolean isSplit() {
		return this.everSplit;
	}

	boolean isLost() {
		return this.everLost;
	}

	/**
	 * Check a value that was read.
	 * @param since what had been acknowledged before that has to be seen
	 */
	void check(String reader, String name, int value, long since) {
		Write overwritten = null;
		boolean explained = value == 0 && explains(NEVER, name, since);
		for (Write write : this.writes) {
			if (write.name.equals(name) && write.value == value) {
				overwritten = write;
				explained = explained || explains(write, name, since);
			}
		}
		if (!explained) {
			throw new Violation("%s reads %s = %s, which %s%nWrites: %s".formatted(reader, name, value,
					(overwritten != null || value == 0) ? "was overwritten by an acknowledged change"
							: "nobody has written",
					this.writes));
		}
	}

	private boolean explains(Write write, String name, long since) {
		for (Write later : this.writes) {
			if (later.name.equals(name) && later.acknowledged && later.seen < since && write.end < later.start
					&& isBinding(write, later) && !isRemovedMeanwhile(write, later)) {
				return false;
			}
		}
		return true;
	}

	/**
	 * Return whether the later value was removed on its node by a request that had begun
	 * before the other value was acknowledged, which may have come after that.
	 */
	private boolean isRemovedMeanwhile(Write write, Write later) {
		return this.writes.stream()
			.anyMatch((other) -> other.value == 0 && other.name.equals(later.name) && other.node == later.node
					&& other.start <= write.end && other.end > later.start);
	}

	private boolean isBinding(Write write, Write later) {
		if (later.start <= this.lost || (this.everLost && (later.value == 0 || isRemovedAfter(later)))) {
			// A copy may not know that there is something to remove
			return false;
		}
		if (isWithinSplit(later)) {
			// What one part has removed may come back, and parts know nothing of each
			// other
			return later.value != 0 && !isRemovedWithinSplit(later)
					&& (!isWithinSplit(write) || isApart(write) == isApart(later));
		}
		return true;
	}

	private boolean isApart(Write write) {
		return write.node == this.apart;
	}

	private boolean isRemovedAfter(Write write) {
		return this.writes.stream().anyMatch((other) -> isRemovedBy(write, other));
	}

	private static boolean isRemovedBy(Write write, Write other) {
		return other.value == 0 && other.name.equals(write.name) && other.end > write.start;
	}

	private boolean isRemovedWithinSplit(Write write) {
		return this.writes.stream().anyMatch((other) -> isWithinSplit(other) && isRemovedBy(write, other));
	}

	/**
	 * Return whether an attribute was changed while parts were joining. What its change
	 * deletes then, the other part may have brought back.
	 */
	boolean isChangedWhileJoining(String name) {
		return this.everSplit && this.writes.stream()
			.anyMatch((write) -> write.name.equals(name) && write.start < this.splitEnd && write.end > this.joinStart);
	}

	private boolean isWithinSplit(Write write) {
		return this.everSplit && write.end > this.splitStart && write.start < this.splitEnd;
	}

	/**
	 * A change of an attribute.
	 */
	static final class Write {

		private final String name;

		private final int value;

		private final Node node;

		private final long start;

		private long end = Long.MAX_VALUE;

		private boolean acknowledged;

		private long seen = Long.MAX_VALUE;

		private Write(String name, int value, Node node, long start) {
			this.name = name;
			this.value = value;
			this.node = node;
			this.start = start;
			if (start < 0) {
				this.end = -1;
			}
		}

		void acknowledge() {
			this.acknowledged = true;
		}

		int value() {
			return this.value;
		}

		String name() {
			return this.name;
		}

		@Override
		public String toString() {
			return "%s%s=%s from %s to %s".formatted(this.acknowledged ? "acknowledged " : "", this.name, this.value,
					this.start, (this.end == Long.MAX_VALUE) ? "?" : this.end);
		}

	}

}
