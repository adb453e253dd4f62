package io.github.hazelcastjetty.session.jetty;

import java.util.HashSet;
import java.util.Set;

/**
 * The names of values that can change and that requests have in their hands. They are
 * held until no request uses the session any more. Once all requests have been answered
 * what they hold is free to be replaced, though they may not be over yet: whoever has got
 * an answer may find another node's changes.
 * <p>
 * Guarded by the lock of the {@link ClusteredSession} it belongs to.
 */
final class HeldValues {

	private final Set<String> held = new HashSet<>();

	private final Set<String> free = new HashSet<>();

	private int atWork;

	/**
	 * A request begins to work on the attributes.
	 */
	void begin() {
		this.atWork++;
	}

	/**
	 * A request has been answered. If all have been, what they still take is as free as
	 * what they hold.
	 * @return whether all have been answered
	 */
	boolean answered() {
		this.atWork = Math.max(0, this.atWork - 1);
		if (this.atWork > 0) {
			return false;
		}
		this.free.addAll(this.held);
		return true;
	}

	/**
	 * Return whether more requests than a number of them are at work.
	 */
	boolean isShared(int ownRequests) {
		return this.atWork > ownRequests;
	}

	/**
	 * No request uses the session any more.
	 */
	void end() {
		this.atWork = 0;
		this.held.clear();
		this.free.clear();
	}

	void hold(String name) {
		this.held.add(name);
		if (this.atWork > 0) {
			this.free.remove(name);
		}
		else {
			this.free.add(name);
		}
	}

	void drop(String name) {
		this.held.remove(name);
		this.free.remove(name);
	}

	boolean contains(String name) {
		return this.held.contains(name);
	}

	boolean isReplaceable(String name) {
		return !this.held.contains(name) || this.free.contains(name);
	}

	Set<String> names() {
		return new HashSet<>(this.held);
	}

}
