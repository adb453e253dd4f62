package io.github.hazelcastjetty.session.store;

/**
 * How a store is, for health checks and metrics. Safe for use by several threads; no
 * method asks the cluster or waits.
 *
 * @since 1.0.0
 */
public interface SessionStoreStatus {

	/**
	 * Return whether the store answers.
	 * @return what is known at this moment
	 */
	Availability availability();

	/**
	 * Return how many calls have failed at once because whoever would have had to answer
	 * them was known not to.
	 * @return the number since the start
	 */
	long refusedCalls();

	/**
	 * Return how many calls have failed because there was no answer in time.
	 * @return the number since the start
	 */
	long unansweredCalls();

	/**
	 * What can be reached.
	 */
	enum Availability {

		/**
		 * All sessions, as far as is known.
		 */
		FULL,

		/**
		 * Some of the sessions: at least one member does not answer.
		 */
		PARTIAL,

		/**
		 * None of the sessions.
		 */
		NONE

	}

}
