package io.github.hazelcastjetty.session.jetty.cache;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.github.hazelcastjetty.session.store.SessionKey;
import io.github.hazelcastjetty.session.store.SessionStore;
import io.github.hazelcastjetty.session.store.SessionStoreException;
import io.github.hazelcastjetty.session.store.UnreadableSessionException;

/**
 * Ends the sessions of one web application whose time is over. Each node sweeps; of those
 * that find the same session one ends it.
 */
public final class ExpirySweep {

	private static final Logger logger = LoggerFactory.getLogger(ExpirySweep.class);

	private final AtomicBoolean failed = new AtomicBoolean();

	private final LocalCopies copies;

	private final SessionStore store;

	private final ClusteredSessionDataStore dataStore;

	private final AccessRecorder accesses;

	private final SessionDestroyer destroyer;

	private final Clocks clocks;

	ExpirySweep(LocalCopies copies, SessionStore store, ClusteredSessionDataStore dataStore, AccessRecorder accesses,
			SessionDestroyer destroyer, Clocks clocks) {
		this.copies = copies;
		this.store = store;
		this.dataStore = dataStore;
		this.accesses = accesses;
		this.destroyer = destroyer;
		this.clocks = clocks;
	}

	/**
	 * Store the accesses of requests that have been under way for long, so that no other
	 * node takes their sessions for unused.
	 */
	public void touchInUse() {
		this.copies.inUse().forEach(this.accesses::recordLaterIfDue);
	}

	/**
	 * End the sessions whose time is over, as far as they can be found. Jetty would log
	 * each failure, and in full.
	 */
	public void run() {
		if (this.copies.isDetached()) {
			return;
		}
		try {
			collect();
			this.failed.set(false);
		}
		catch (SessionStoreException ex) {
			if (this.failed.compareAndSet(false, true)) {
				logger.warn("Expired sessions cannot be collected for the time being: {}", ex.getMessage());
			}
		}
	}

	/**
	 * End the sessions whose time is over.
	 * @throws SessionStoreException if they cannot be found
	 */
	public void collect() {
		List<SessionKey> expired = new ArrayList<>(this.store.findExpired(this.clocks.now()));
		// Otherwise all nodes would try to claim the same one at each moment
		Collections.shuffle(expired);
		for (SessionKey key : expired) {
			if (this.dataStore.isOurs(key) && !this.copies.isDetached()) {
				collect(key);
			}
		}
	}

	private void collect(SessionKey key) {
		ClusteredSession local = this.copies.get(key.name());
		try {
			if (local != null && this.accesses.isKeptAlive(local)) {
				this.accesses.record(local);
			}
			else {
				this.destroyer.expire(local, key);
			}
		}
		catch (UnreadableSessionException ex) {
			// Nodes that can read it end it, and until then it must not stop the sweep
			logger.debug("An expired session is left to others: {}", ex.getMessage());
		}
	}

}
