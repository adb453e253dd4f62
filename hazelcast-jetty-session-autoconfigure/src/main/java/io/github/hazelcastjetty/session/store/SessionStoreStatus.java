package io.github.hazelcastjetty.session.store;

/**
 * How a store is, for health checks and metrics, and what it has counted on this node.
 * Safe for use by several threads; no method asks the cluster or waits.
 * <p>
 * Two nodes that change one session at the same moment conflict: one of them has to do
 * its change once more, on top of the other's.
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
	 * Return how many members keep the sessions.
	 * @return the number as it was last known, zero: none was ever reached
	 */
	int members();

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
	 * Return how many changes of sessions were stored.
	 * @return the number since the start
	 */
	long changes();

	/**
	 * Return how often a change had to be tried again because another one came first.
	 * @return the number since the start
	 */
	long conflicts();

	/**
	 * Return how often a single change had to be tried again at most.
	 * @return the greatest number of conflicts that one change met
	 */
	long mostConflicts();

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
