package io.github.hazelcastjetty.session.hazelcast;

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * The ways to all who have to answer a call: to one member, or to each.
 */
final class Route {

	private final Circuits circuits;

	private final Circuit blocking;

	private final List<Way> ways;

	/**
	 * Create an instance.
	 * @param blocking counts the blocking calls that are under way
	 */
	Route(Circuits circuits, Circuit blocking, List<Way> ways) {
		this.circuits = circuits;
		this.blocking = blocking;
		this.ways = List.copyOf(ways);
	}

	/**
	 * Return one that is open, so that the call cannot succeed.
	 */
	@Nullable Circuit findOpen() {
		for (Way way : this.ways) {
			if (way.circuit().isOpen()) {
				return way.circuit();
			}
		}
		return null;
	}

	/**
	 * Begin to wait for an answer. To be followed by {@link #leave}.
	 */
	void enter() {
		this.ways.forEach((way) -> way.circuit().enter());
	}

	void leave() {
		this.ways.forEach((way) -> way.circuit().leave());
	}

	void answered() {
		this.ways.forEach((way) -> way.circuit().answered());
	}

	/**
	 * The call has failed: with an answer, or for want of a connection.
	 */
	void failed(Throwable cause) {
		this.ways.forEach((way) -> this.circuits.failed(way.circuit(), way.key(), cause));
	}

	/**
	 * How long to wait before {@link #check something is to be done}.
	 */
	long nextNanos() {
		return this.ways.stream().mapToLong((way) -> way.circuit().nextNanos()).min().orElse(Long.MAX_VALUE);
	}

	/**
	 * Ask those who have been silent for a while, and open the circuits of those who have
	 * been silent for too long although they were asked.
	 * @return one that is open, or {@code null} to go on waiting
	 */
	@Nullable Circuit check() {
		for (Way way : this.ways) {
			this.circuits.doubt(way.circuit(), way.key());
			if (way.circuit().isSilent()) {
				this.circuits.open(way.circuit(), way.key());
				return way.circuit();
			}
		}
		return findOpen();
	}

	boolean beginBlocking(long nanos) throws InterruptedException {
		return this.blocking.beginBlocking(nanos);
	}

	void endBlocking() {
		this.blocking.endBlocking();
	}

	/**
	 * The way to a member.
	 *
	 * @param circuit its circuit
	 * @param key something that it keeps
	 */
	record Way(Circuit circuit, String key) {

	}

}
