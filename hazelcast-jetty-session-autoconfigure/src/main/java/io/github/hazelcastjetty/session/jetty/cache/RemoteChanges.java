package io.github.hazelcastjetty.session.jetty.cache;

import java.time.Instant;
import java.util.Comparator;

import org.eclipse.jetty.util.thread.AutoLock;

import io.github.hazelcastjetty.session.store.SessionKey;
import io.github.hazelcastjetty.session.store.SessionRecord;

/**
 * What other nodes do to sessions that this node has copies of. Told by the store, on
 * threads of its own.
 */
public final class RemoteChanges {

	private final LocalCopies copies;

	private final ClusteredSessionDataStore dataStore;

	private final SessionSaver saver;

	private final AccessRecorder accesses;

	private final SessionDestroyer destroyer;

	private final Background background;

	RemoteChanges(LocalCopies copies, ClusteredSessionDataStore dataStore, SessionSaver saver, AccessRecorder accesses,
			SessionDestroyer destroyer, Background background) {
		this.copies = copies;
		this.dataStore = dataStore;
		this.saver = saver;
		this.accesses = accesses;
		this.destroyer = destroyer;
		this.background = background;
	}

	/**
	 * Note that another node has changed a session.
	 * @param key the key of the session
	 */
	public void stale(SessionKey key) {
		ClusteredSession session = this.dataStore.isOurs(key) ? this.copies.get(key.name()) : null;
		if (session != null) {
			session.freshness().markStale();
		}
	}

	/**
	 * Let no copy be used without asking the store.
	 */
	public void allStale() {
		this.copies.all().forEach((session) -> session.freshness().markStale());
	}

	/**
	 * Note that a session has left the store. If this node is ending it, the copy is not
	 * here any more when the news arrives.
	 * @param key the key of the session
	 */
	public void removed(SessionKey key) {
		ClusteredSession session = this.dataStore.isOurs(key) ? this.copies.get(key.name()) : null;
		if (session == null) {
			return;
		}
		// This is told once, and a request or an unsaved change may outlast it
		session.freshness().markStale();
		try (AutoLock lock = session.lock()) {
			if (session.getRequests() > 0 || !session.isValid()) {
				return;
			}
			if (!session.data().isChanged()) {
				this.copies.discard(session);
				return;
			}
		}
		this.saver.save(session);
	}

	/**
	 * Catch up with the store, which answers again. Before a sweep ends a session once
	 * more that has ended here, it is removed; before one takes sessions for unused,
	 * their accesses are stored, beginning with those that expire first.
	 */
	public void available() {
		this.background.execute(this.destroyer::removeEnded);
		this.copies.all().stream().sorted(Comparator.comparing(RemoteChanges::storedExpiry)).forEach((session) -> {
			try (AutoLock lock = session.lock()) {
				session.pendingAccess().retry();
			}
			this.accesses.recordLaterIfDue(session);
		});
	}

	private static Instant storedExpiry(ClusteredSession session) {
		try (AutoLock lock = session.lock()) {
			SessionRecord record = session.data().record();
			return (record != null) ? record.times().expiry() : Instant.MAX;
		}
	}

}
