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

	private boolean atWork;

	/**
	 * A request has found the session up to date.
	 */
	void begin() {
		this.atWork = true;
	}

	/**
	 * All requests have been answered. What they still take is as free as what they hold.
	 */
	void answered() {
		this.atWork = false;
		this.free.addAll(this.held);
	}

	/**
	 * No request uses the session any more.
	 */
	void end() {
		this.atWork = false;
		this.held.clear();
		this.free.clear();
	}

	void hold(String name) {
		this.held.add(name);
		if (this.atWork) {
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
		return Set.copyOf(this.held);
	}

}
