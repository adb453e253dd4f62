package io.github.hazelcastjetty.session.jetty.data;

/**
 * The requests that have begun to work on a local copy and were not answered yet.
 * <p>
 * Not safe for use by several threads: the session's lock guards it.
 */
public final class RequestsAtWork {

	private int count;

	private long last;

	private long lastRefused;

	/**
	 * Return how many requests are at work.
	 * @return the number
	 */
	public int count() {
		return this.count;
	}

	void begin() {
		this.count++;
		this.last++;
	}

	/**
	 * Return the number of the request that has begun last.
	 * @return the number, from 1
	 */
	public long last() {
		return this.last;
	}

	/**
	 * A request has been answered.
	 * @return whether there is no other one
	 */
	boolean end() {
		this.count = Math.max(0, this.count - 1);
		return this.count == 0;
	}

	void endAll() {
		this.count = 0;
	}

	/**
	 * Refuse each of them: the change of one was not stored, and nobody can tell of
	 * which.
	 */
	void refuse() {
		this.lastRefused = this.last;
	}

	/**
	 * Return whether a request that is about to be answered is refused.
	 * @param request the number of the request
	 * @return {@code true} if it was at work when a change was not stored
	 */
	public boolean isRefused(long request) {
		return request <= this.lastRefused;
	}

}
