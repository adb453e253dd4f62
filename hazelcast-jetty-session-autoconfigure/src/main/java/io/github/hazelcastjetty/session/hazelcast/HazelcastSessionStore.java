package io.github.hazelcastjetty.session.hazelcast;

import java.time.Clock;
import java.time.Duration;
import java.util.function.LongSupplier;

import com.hazelcast.client.Client;
import com.hazelcast.client.HazelcastClientNotActiveException;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.core.HazelcastInstanceNotActiveException;

import io.github.hazelcastjetty.session.hazelcast.call.Deadline;
import io.github.hazelcastjetty.session.store.SessionKey;
import io.github.hazelcastjetty.session.store.SessionStore;
import io.github.hazelcastjetty.session.store.SessionStoreListener;
import io.github.hazelcastjetty.session.store.SessionStoreStatus;

/**
 * {@link SessionStore} on two maps of a Hazelcast cluster, by the same operations in a
 * member and in a client, with no code on other members.
 * <p>
 * The map of the given name holds a small head for each session. A second map holds the
 * values of large attributes, which never change: they are written before the head that
 * refers to them and deleted after the head that no longer does. Each change is one
 * compare-and-set of the head.
 * <p>
 * The instance is neither closed nor reconfigured by this class.
 *
 * @since 1.0.0
 */
public final class HazelcastSessionStore extends GridSessionStore implements SessionStoreStatus, AutoCloseable {

	private final HazelcastInstance instance;

	private final boolean client;

	private final StoreConnection connection;

	/**
	 * Create a store.
	 * @param instance a member or a client
	 * @param mapName the name of the sessions map
	 * @param operationTimeout how long a call may take, greater than zero
	 */
	public HazelcastSessionStore(HazelcastInstance instance, String mapName, Duration operationTimeout) {
		this(instance, mapName, operationTimeout, () -> {
		});
	}

	/**
	 * Create a store.
	 * @param instance a member or a client
	 * @param mapName the name of the sessions map
	 * @param operationTimeout how long a call may take, greater than zero
	 * @param preparation configures the maps again when a client has lost its cluster and
	 * found one that may not know them
	 */
	public HazelcastSessionStore(HazelcastInstance instance, String mapName, Duration operationTimeout,
			Runnable preparation) {
		this(instance, mapName, operationTimeout, preparation, Clock.systemUTC(), System::nanoTime);
	}

	HazelcastSessionStore(HazelcastInstance instance, String mapName, Duration operationTimeout, Runnable preparation,
			Clock clock, LongSupplier ticker) {
		this(instance, new StoreConnection(instance, mapName, operationTimeout, preparation, clock), clock, ticker);
	}

	private HazelcastSessionStore(HazelcastInstance instance, StoreConnection connection, Clock clock,
			LongSupplier ticker) {
		super(connection.grid(), connection.stamps(), new EndedSessions(connection.watch()::isMemberLost, clock),
				new Claims(ticker), clock);
		this.instance = instance;
		this.client = instance.getLocalEndpoint() instanceof Client;
		this.connection = connection;
		connection.onMerge(revived()::endAgain);
	}

	@Override
	void tell(String holder, SessionKey key, Deadline deadline) {
		this.connection.notices().tell(holder, key, deadline);
	}

	@Override
	public void announce(SessionKey key) {
		this.connection.notices().tellAll(key);
	}

	@Override
	boolean mayBeMerging() {
		return this.connection.watch().mayBeMerging();
	}

	@Override
	public boolean isLocal(SessionKey key) {
		if (this.client) {
			return true;
		}
		try {
			var owner = this.instance.getPartitionService().getPartition(key.value()).getOwner();
			return owner == null || owner.localMember();
		}
		catch (HazelcastInstanceNotActiveException ex) {
			// The next operation tells that nothing can be stored
			return true;
		}
	}

	@Override
	public void addListener(SessionStoreListener listener) {
		this.connection.listeners().add(listener);
	}

	@Override
	public Availability availability() {
		return this.connection.calls().availability();
	}

	@Override
	public int members() {
		try {
			return (int) this.instance.getCluster()
				.getMembers()
				.stream()
				.filter((member) -> !member.isLiteMember())
				.count();
		}
		catch (HazelcastClientNotActiveException | HazelcastInstanceNotActiveException ex) {
			return 0;
		}
	}

	@Override
	public long refusedCalls() {
		return this.connection.calls().refusedCalls();
	}

	@Override
	public long unansweredCalls() {
		return this.connection.calls().unansweredCalls();
	}

	@Override
	public long changes() {
		return heads().changes();
	}

	@Override
	public long conflicts() {
		return heads().conflicts();
	}

	@Override
	public long mostConflicts() {
		return heads().mostConflicts();
	}

	/**
	 * Stop listening to the cluster. The Hazelcast instance is left as it is.
	 */
	@Override
	public void close() {
		this.connection.close();
	}

}
