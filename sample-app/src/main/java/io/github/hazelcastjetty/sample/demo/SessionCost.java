package io.github.hazelcastjetty.sample.demo;

import org.jspecify.annotations.Nullable;

/**
 * What the current request has asked of the session store so far. Belongs to one thread:
 * the one that serves the request.
 */
final class SessionCost {

	private static final ThreadLocal<SessionCost> CURRENT = new ThreadLocal<>();

	private int operations;

	private long bytes;

	private @Nullable String session;

	/**
	 * Begins to count on this thread, from 0.
	 */
	static SessionCost begin() {
		SessionCost cost = new SessionCost();
		CURRENT.set(cost);
		return cost;
	}

	static void end() {
		CURRENT.remove();
	}

	/**
	 * Counts one operation, if this thread serves a request.
	 * @param sessionName the name of the session, which nobody can use it by
	 * @param size the bytes of attributes that were read or written
	 */
	static void add(String sessionName, long size) {
		SessionCost cost = CURRENT.get();
		if (cost != null) {
			cost.operations++;
			cost.bytes += size;
			cost.session = sessionName;
		}
	}

	int operations() {
		return this.operations;
	}

	/**
	 * The bytes of encoded attributes in both directions.
	 */
	long bytes() {
		return this.bytes;
	}

	/**
	 * The name of the session, or {@code null} if the request has asked for none.
	 */
	@Nullable String session() {
		return this.session;
	}

}
