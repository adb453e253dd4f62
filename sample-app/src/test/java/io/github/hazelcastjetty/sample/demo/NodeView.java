package io.github.hazelcastjetty.sample.demo;

import org.jspecify.annotations.Nullable;

/**
 * A node as the page shows it.
 *
 * @param name its name
 * @param uri where it serves requests itself
 * @param pid its process, or {@code null} if there is none
 * @param state what it is doing
 * @param balanced whether the balancer sends requests to it
 * @param status what it last said of itself, or {@code null} if it never did
 * @param served how many requests it has answered through the balancer
 */
record NodeView(String name, String uri, @Nullable Long pid, State state, boolean balanced, @Nullable NodeStatus status,
		long served) {

	/**
	 * What a node is doing.
	 */
	enum State {

		/**
		 * Its process is there, but has not answered yet.
		 */
		STARTING,

		/**
		 * It serves.
		 */
		UP,

		/**
		 * Its process is frozen.
		 */
		PAUSED,

		/**
		 * It has no process.
		 */
		DOWN

	}

}
