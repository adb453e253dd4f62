package io.github.hazelcastjetty.session.store;

/**
 * Is told of sessions that other nodes have changed or ended, so that a local copy is not
 * used or kept any longer. Notices may come late or be lost: they save memory and time,
 * correctness rests on asking the store.
 *
 * @since 1.0.0
 */
public interface SessionStoreListener {

	/**
	 * Another node has taken over a session that this node uses without asking. Unlike
	 * other notices, the other node waits for this method to return.
	 * @param key the name of the session
	 */
	default void stale(SessionKey key) {
	}

	/**
	 * Any session may have been changed, or ended, without a notice of its own.
	 */
	default void allStale() {
	}

	/**
	 * A session has left the store: it was destroyed, or has expired.
	 * @param key the name of the session
	 */
	default void removed(SessionKey key) {
	}

	/**
	 * A part of the store does not answer. Sessions that it keeps cannot be reached until
	 * {@link #available} is called with the same name.
	 * @param part a name of the part, for people
	 */
	default void unavailable(String part) {
	}

	/**
	 * A part of the store that did not answer can be reached again.
	 * @param part the name of the part
	 */
	default void available(String part) {
	}

	/**
	 * The store has ended, and will not answer before the application is started again.
	 */
	default void ended() {
	}

}
