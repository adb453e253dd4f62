package io.github.hazelcastjetty.session.jetty.cache;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicBoolean;

import org.eclipse.jetty.session.ManagedSession;
import org.eclipse.jetty.session.SessionManager;
import org.eclipse.jetty.util.thread.AutoLock;

import io.github.hazelcastjetty.session.store.SessionRecord;
import io.github.hazelcastjetty.session.store.SessionStoreException;

/**
 * A node's copy of a session: which requests use it, how current it is, and how it ends.
 * What the application does with it is in {@link ClusteredSession}.
 * <p>
 * Two locks. The <em>session's lock</em>, which is Jetty's, guards the data and covers
 * short changes of state only: no code of the application and no call of the store runs
 * under it, so that it is safe on a selector thread. The <em>save lock</em> is held while
 * changes are encoded and stored, so that one save follows the other. Who needs both
 * takes the save lock first.
 */
public abstract class SessionCopy extends ManagedSession {

	static final String ENDED = "The session has ended";

	/**
	 * What could not be done for an unused copy is not tried again before this.
	 */
	private static final Duration SHORTEST_INACTIVITY = Duration.ofMillis(200);

	private static final int FIRST_USE_SHARE = 10;

	private final SaveState saves = new SaveState();

	private final AtomicBoolean arrived = new AtomicBoolean();

	private final SessionSettings settings;

	private final Freshness freshness;

	private final PendingAccess pendingAccess;

	private boolean begun;

	private long uses;

	SessionCopy(SessionManager manager, ClusteredSessionData data, SessionSettings settings, Clocks clocks) {
		super(manager, data);
		this._lock = data.lock();
		this._stateChangeCompleted = data.lock().newCondition();
		this.settings = settings;
		this.freshness = new Freshness(data, settings, clocks);
		this.pendingAccess = new PendingAccess(data);
	}

	final ClusteredSessionData data() {
		return (ClusteredSessionData) getSessionData();
	}

	/**
	 * Return the public part of the id, which never changes.
	 * @return the name of the session
	 */
	public final String name() {
		return data().key().name();
	}

	/**
	 * Return whether an id is the present id of this session.
	 * @param id the id
	 * @return {@code true} if the secret is the present one too
	 */
	public final boolean hasId(String id) {
		return SessionIds.areEqual(getId(), id);
	}

	// Requests

	/**
	 * Count a request in, unless the copy has been dropped.
	 */
	boolean enter() {
		try (AutoLock lock = lock()) {
			if (!isResident() || !isValid()) {
				return false;
			}
			use();
			return true;
		}
	}

	@Override
	protected void use() {
		super.use();
		this.uses++;
	}

	/**
	 * Let a request that has been counted in work on the attributes, which are up to date
	 * now, unless the session has ended meanwhile.
	 */
	boolean begin() {
		try (AutoLock lock = lock()) {
			if (!isValid()) {
				return false;
			}
			this.begun = true;
			data().attributes().begin();
			return true;
		}
	}

	/**
	 * The client of a request that has begun gets the end of its response now, or never.
	 */
	void answered() {
		try (AutoLock lock = lock()) {
			this.begun = false;
			data().attributes().answered(data().storedAttributes());
		}
	}

	/**
	 * Count a request out.
	 * @return whether it was the last one
	 */
	boolean leave() {
		try (AutoLock lock = lock()) {
			if (isResident() && isValid()) {
				super.release();
			}
			else {
				this._requests--;
			}
			if (this._requests > 0) {
				return false;
			}
			this.begun = false;
			data().attributes().endUse(data().storedAttributes());
			return true;
		}
	}

	/**
	 * Return whether a request has begun since one was last answered. It may be in the
	 * middle of its changes.
	 */
	boolean hasBegun() {
		try (AutoLock lock = lock()) {
			return this.begun;
		}
	}

	boolean isUnused() {
		try (AutoLock lock = lock()) {
			return getRequests() == 0 && isValid() && isResident();
		}
	}

	/**
	 * Return whether the session is still to be stored for the first time.
	 */
	boolean isUnstored() {
		try (AutoLock lock = lock()) {
			return data().record() == null;
		}
	}

	/**
	 * Return how current the copy is.
	 */
	Freshness freshness() {
		return this.freshness;
	}

	/**
	 * Note that the session has come to this node.
	 * @return whether it has just come
	 */
	boolean arrive() {
		return this.arrived.compareAndSet(false, true);
	}

	// Saves

	/**
	 * Return the saves of this copy.
	 */
	SaveState saves() {
		return this.saves;
	}

	/**
	 * Begin to store the copy, when others who do so have finished.
	 * @throws SessionStoreException if they take too long
	 */
	void beginSave() {
		if (!this.saves.begin(this.settings.operationTimeout())) {
			throw new SessionStoreException(
					"Storing session '%s' failed: another request is still storing it".formatted(name()), null);
		}
	}

	/**
	 * Return whether letting go of the session may mean to store something.
	 * @return {@code false} if there is nothing to store for certain
	 */
	public boolean mayHaveChanged() {
		try (AutoLock lock = lock()) {
			return isValid() && (data().isChanged()
					|| (this.settings.savesInPlaceChanges() && data().attributes().isWatching()));
		}
	}

	/**
	 * Return whether there is something to store. A session that has ended has nothing
	 * any more, nor has a copy that was dropped.
	 */
	boolean isUnsaved() {
		try (AutoLock lock = lock()) {
			return isValid() && isResident() && data().isChanged();
		}
	}

	PendingAccess pendingAccess() {
		return this.pendingAccess;
	}

	// End

	/**
	 * Return whether the session is in use, as it is until this node has claimed it.
	 * @return {@code false} if another call is ending it
	 * @throws IllegalStateException if it has ended
	 */
	boolean isInUse() {
		try (AutoLock lock = lock()) {
			if (this._state == State.INVALID) {
				throw new IllegalStateException(ENDED);
			}
			return this._state == State.VALID;
		}
	}

	/**
	 * Let the session end: from now on only its listeners can use it.
	 * @return whether it was in use
	 */
	boolean beginEnd() {
		try (AutoLock lock = lock()) {
			if (this._state != State.VALID) {
				return false;
			}
			this._state = State.INVALIDATING;
			return true;
		}
	}

	/**
	 * Take over the last state of a session that has been claimed.
	 */
	void takeLast(SessionRecord claimed, String id) {
		try (AutoLock lock = lock()) {
			data().refresh(claimed, id, data().record());
		}
	}

	/**
	 * End the copy of a session that has ended, telling nobody.
	 */
	void discard() {
		try (AutoLock lock = lock()) {
			this._state = State.INVALID;
			this._stateChangeCompleted.signalAll();
			super.setResident(false);
		}
	}

	/**
	 * Let the copy be used or not. A copy that is dropped may be used once more, so its
	 * timer is only stopped.
	 */
	@Override
	public void setResident(boolean resident) {
		try (AutoLock lock = lock()) {
			this._resident = resident;
			if (!resident) {
				this._sessionInactivityTimer.cancel();
			}
		}
	}

	// Idle time

	/**
	 * Return when to look at the unused copy again, to store an access or to drop it. The
	 * sweep looks after its expiry.
	 */
	@Override
	public long calculateInactivityTimeout(long now) {
		Instant time = Instant.ofEpochMilli(now);
		Duration untilIdle = Duration.between(time, idleFrom());
		Duration untilTouch;
		try (AutoLock lock = lock()) {
			untilTouch = this.pendingAccess.untilDue(time, false);
		}
		Duration next = (untilTouch != null && untilTouch.compareTo(untilIdle) < 0) ? untilTouch : untilIdle;
		return Math.max(SHORTEST_INACTIVITY.toMillis(), next.toMillis());
	}

	boolean isIdle(Instant now) {
		return getRequests() == 0 && !idleFrom().isAfter(now);
	}

	/**
	 * Return when a request last used the session.
	 * @return the time of its last access
	 */
	public Instant lastUse() {
		try (AutoLock lock = lock()) {
			return data().times().accessed();
		}
	}

	/**
	 * Return from when the copy can be dropped. Most sessions that were used only once
	 * are those of crawlers, and would fill the heap.
	 */
	private Instant idleFrom() {
		Duration maxIdle = this.settings.cacheMaxIdle();
		try (AutoLock lock = lock()) {
			return lastUse().plus((this.uses > 1) ? maxIdle : maxIdle.dividedBy(FIRST_USE_SHARE));
		}
	}

	@Override
	public String toString() {
		return "ClusteredSession[" + data().key() + "]";
	}

}
