package io.github.hazelcastjetty.session.hazelcast;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import com.hazelcast.client.Client;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.map.IMap;

import io.github.hazelcastjetty.session.hazelcast.call.ClusterCalls;
import io.github.hazelcastjetty.session.hazelcast.format.AttributeKey;
import io.github.hazelcastjetty.session.hazelcast.format.SessionHead;
import io.github.hazelcastjetty.session.hazelcast.setup.SessionMaps;
import io.github.hazelcastjetty.session.store.SessionStoreListener;

/**
 * What connects a store with its cluster: its calls, and all that listens to the cluster.
 */
final class StoreConnection implements AutoCloseable {

	private static final String NOTICES_SUFFIX = "-notices";

	private static final String MERGES_SUFFIX = "-merges";

	private final HazelcastInstance instance;

	private final Stamps stamps = new Stamps();

	private final StoreListeners listeners = new StoreListeners();

	private final ClusterCalls calls;

	private final HazelcastGrid grid;

	private final SplitWatch watch;

	private final StaleNotices notices;

	private final List<Runnable> deregistrations = new CopyOnWriteArrayList<>();

	/**
	 * Connect to the cluster.
	 * @param preparation configures the maps again when a client has found a cluster that
	 * may not know them
	 */
	StoreConnection(HazelcastInstance instance, String mapName, Duration operationTimeout, Runnable preparation,
			Clock clock) {
		this.instance = instance;
		IMap<String, SessionHead> heads = instance.getMap(mapName);
		IMap<AttributeKey, byte[]> large = instance.getMap(SessionMaps.attributes(mapName));
		this.calls = new ClusterCalls(instance, operationTimeout, heads::getAsync, () -> {
			preparation.run();
			reconnected();
		}, this.listeners);
		this.grid = new HazelcastGrid(heads, large, this.calls, readsBackups(heads) || readsBackups(large));
		this.watch = new SplitWatch(instance, clock);
		try {
			this.calls.prepare("Connecting to the sessions", this.grid::announce);
			this.notices = listen(heads);
		}
		catch (RuntimeException ex) {
			close();
			throw ex;
		}
	}

	private boolean readsBackups(IMap<?, ?> map) {
		return isMember() && this.instance.getConfig().findMapConfig(map.getName()).isReadBackupData();
	}

	private boolean isMember() {
		return !(this.instance.getLocalEndpoint() instanceof Client);
	}

	private StaleNotices listen(IMap<String, SessionHead> heads) {
		String mapName = heads.getName();
		this.deregistrations.add(new RemovalEvents(heads, this.listeners)::close);
		StaleNotices added = new StaleNotices(this.instance.getTopic(mapName + NOTICES_SUFFIX), this.stamps.node(),
				this.listeners);
		this.deregistrations.add(added::close);
		if (isMember()) {
			this.deregistrations.add(new Merging(this.instance, this.instance.getTopic(mapName + MERGES_SUFFIX),
					this.calls, added::tellAll)::close);
		}
		return added;
	}

	private void reconnected() {
		this.grid.announceAgain();
	}

	/**
	 * Run something later each time when parts of a split cluster have been merged.
	 */
	void onMerge(Runnable action) {
		this.listeners.add(new SessionStoreListener() {

			@Override
			public void allStale() {
				StoreConnection.this.calls.execute(action);
			}

		});
	}

	Stamps stamps() {
		return this.stamps;
	}

	StoreListeners listeners() {
		return this.listeners;
	}

	ClusterCalls calls() {
		return this.calls;
	}

	HazelcastGrid grid() {
		return this.grid;
	}

	SplitWatch watch() {
		return this.watch;
	}

	StaleNotices notices() {
		return this.notices;
	}

	@Override
	public void close() {
		if (this.instance.getLifecycleService().isRunning()) {
			this.watch.close();
			this.calls.deregister(this.deregistrations.toArray(Runnable[]::new));
		}
		this.calls.close();
	}

}
