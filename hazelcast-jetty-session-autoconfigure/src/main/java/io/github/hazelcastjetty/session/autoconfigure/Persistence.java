package io.github.hazelcastjetty.session.autoconfigure;

/**
 * Where sessions are kept besides the memory of the cluster.
 *
 * @since 1.0.0
 */
public enum Persistence {

	/**
	 * Nowhere: they end when all members do.
	 */
	NONE,

	/**
	 * In a table of the application's DataSource, from where they are loaded when the
	 * first member starts. For P2P only.
	 */
	JDBC

}
