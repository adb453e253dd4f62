package io.github.hazelcastjetty.session.autoconfigure;

/**
 * What becomes of the change of a session that cannot be stored because the cluster does
 * not answer.
 *
 * @since 1.0.0
 */
public enum OutageWrites {

	/**
	 * The change is dropped, and the client is told so: 503.
	 */
	REJECT,

	/**
	 * The client gets its response. The change is kept on this node and stored when the
	 * cluster answers again; it is lost if this node ends before that, and wins over what
	 * others may have stored in the same attribute meanwhile. New sessions and changes of
	 * a session's id are rejected all the same.
	 */
	KEEP

}
