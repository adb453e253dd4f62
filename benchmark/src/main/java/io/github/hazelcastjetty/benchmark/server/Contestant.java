package io.github.hazelcastjetty.benchmark.server;

/**
 * What is compared.
 *
 * @param library who keeps the sessions
 * @param topology where
 * @param sticky whether all requests of a session go to one node; each library is set up
 * for what it gets, if it knows a difference
 */
public record Contestant(Library library, Topology topology, boolean sticky) {

	/**
	 * Return what the tables call it.
	 * @return what the tables call it
	 */
	public String label() {
		return (this.library != Library.IN_MEMORY) ? this.library.label() + (this.sticky ? ", sticky" : ", non-sticky")
				: this.library.label();
	}

	/**
	 * Return what tables of both topologies call it.
	 * @return the topology and the label
	 */
	public String fullLabel() {
		return this.topology.label() + ", " + label();
	}

	/**
	 * Return the contestant whose virtual machines this one can use.
	 * @return the contestant whose virtual machines this one can use
	 */
	public Contestant host() {
		return (this.library != Library.HAZELCAST_SPRING_SESSION) ? this
				: new Contestant(this.library, this.topology, true);
	}

}
