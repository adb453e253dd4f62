package io.github.hazelcastjetty.session.hazelcast;

import java.time.Clock;
import java.util.function.LongSupplier;

import io.github.hazelcastjetty.session.hazelcast.call.Deadline;
import io.github.hazelcastjetty.session.store.SessionKey;
import io.github.hazelcastjetty.session.store.SessionStoreListener;

/**
 * The store of a node on a grid of a test.
 */
public final class SimulatedStore extends GridSessionStore {

	private final Cluster cluster;

	/**
	 * Create a store.
	 * @param node the name of the node
	 * @param firstStamp the first stamp of the node
	 * @param ticker returns nanoseconds of a clock that is never set
	 */
	public SimulatedStore(InMemoryGrid grid, Cluster cluster, String node, long firstStamp, Clock clock,
			LongSupplier ticker) {
		super(grid, new Stamps(node, firstStamp), new EndedSessions(cluster::isMemberLost, clock), new Claims(ticker),
				clock);
		this.cluster = cluster;
	}

	/**
	 * Try once to end what has come back when parts of a cluster have joined.
	 * @return whether none is left
	 */
	public boolean endAgain() {
		return revived().tryToEndAgain();
	}

	@Override
	void tell(String holder, SessionKey key, Deadline deadline) {
		this.cluster.tell(holder, key);
	}

	@Override
	public void announce(SessionKey key) {
		// Nothing may rely on this message: here it is always lost
	}

	@Override
	boolean mayBeMerging() {
		return this.cluster.isMemberLost();
	}

	@Override
	public boolean isLocal(SessionKey key) {
		return true;
	}

	@Override
	public void addListener(SessionStoreListener listener) {
		// The simulation tells the nodes itself
	}

	/**
	 * What a node learns of the others, and they of it.
	 */
	public interface Cluster {

		/**
		 * Return whether a part of the cluster may come back.
		 */
		boolean isMemberLost();

		/**
		 * Tell another node that its copy of a session is stale.
		 */
		void tell(String holder, SessionKey key);

	}

}
