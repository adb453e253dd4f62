package io.github.hazelcastjetty.session.jetty.data;

/**
 * The requests that have begun to work on a local copy and were not answered yet.
 * <p>
 * Not safe for use by several threads: the session's lock guards it.
 */
public final class RequestsAtWork {

	private int count;

	private int refusals;

	/**
	 * Return how many requests are at work.
	 * @return the number
	 */
	public int count() {
		return this.count;
	}

	void begin() {
		this.count++;
	}

	/**
	 * A request has been answered.
	 * @return whether there is no other one
	 */
	boolean end() {
		this.count = Math.max(0, this.count - 1);
		if (this.count == 0) {
			this.refusals = 0;
		}
		return this.count == 0;
	}

	void endAll() {
		this.count = 0;
		this.refusals = 0;
	}

	/**
	 * Refuse each of them: the change of one was not stored, and nobody can tell of
	 * which.
	 */
	void refuse() {
		this.refusals = this.count;
	}

	/**
	 * Return whether a request that is about to be answered is refused.
	 * @return {@code true} once for each request that was to be refused
	 */
	public boolean takeRefusal() {
		if (this.refusals == 0) {
			return false;
		}
		this.refusals--;
		return true;
	}

}
