package io.github.hazelcastjetty.benchmark.server;

/**
 * Where sessions are kept.
 */
public enum Topology {

	/** The two applications are the members of the cluster, with one backup. */
	P2P("P2P"),

	/**
	 * The two applications are clients of one member that knows nothing of them: nothing
	 * but Hazelcast's jar is on its class path.
	 */
	CLIENT_SERVER("client/server");

	private final String label;

	Topology(String label) {
		this.label = label;
	}

	/**
	 * Return what the tables call it.
	 * @return what the tables call it
	 */
	public String label() {
		return this.label;
	}

}
