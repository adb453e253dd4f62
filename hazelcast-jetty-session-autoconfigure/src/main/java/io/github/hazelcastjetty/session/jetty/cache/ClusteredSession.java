package io.github.hazelcastjetty.session.jetty.cache;

import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;

import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.session.ManagedSession;
import org.eclipse.jetty.session.SessionManager;
import org.eclipse.jetty.util.thread.AutoLock;
import org.jspecify.annotations.Nullable;

import io.github.hazelcastjetty.session.store.SessionRecord;
import io.github.hazelcastjetty.session.store.SessionStoreException;
import io.github.hazelcastjetty.session.store.StoredAttribute;

/**
 * A session that lives in the store and of which this node has a copy.
 * <p>
 * Two locks. The <em>session's lock</em>, which is Jetty's, guards the data and covers
 * short changes of state only: no code of the application and no call of the store runs
 * under it, so that it is safe on a selector thread. The <em>save lock</em> is held while
 * changes are encoded and stored, so that one save follows the other. Who needs both
 * takes the save lock first.
 */
public final class ClusteredSession extends ManagedSession {

	private static final String ENDED = "The session has ended";

	/**
	 * What could not be done for an unused copy is not tried again before this.
	 */
	private static final Duration SHORTEST_INACTIVITY = Duration.ofMillis(200);

	private final ReentrantLock saveLock = new ReentrantLock();

	private final AtomicLong notices = new AtomicLong();

	private final AtomicBoolean arrived = new AtomicBoolean();

	private final AtomicBoolean saveDelayed = new AtomicBoolean();

	private final SessionLoader loader;

	private final SessionSettings settings;

	private final Clocks clocks;

	private final PendingAccess pendingAccess;

	private final SessionActions actions;

	private boolean begun;

	private long saves;

	private long noticesSeen;

	private volatile long checked;

	ClusteredSession(SessionManager manager, ClusteredSessionData data, SessionLoader loader, SessionSettings settings,
			Clocks clocks, Function<ClusteredSession, SessionActions> actions) {
		super(manager, data);
		this._lock = data.lock();
		this._stateChangeCompleted = data.lock().newCondition();
		this.loader = loader;
		this.settings = settings;
		this.clocks = clocks;
		this.checked = clocks.nanos();
		this.pendingAccess = new PendingAccess(data);
		this.actions = actions.apply(this);
	}

	ClusteredSessionData data() {
		return (ClusteredSessionData) getSessionData();
	}

	/**
	 * Return the public part of the id, which never changes.
	 * @return the name of the session
	 */
	public String name() {
		return data().key().name();
	}

	/**
	 * Return whether an id is the present id of this session.
	 * @param id the id
	 * @return {@code true} if the secret is the present one too
	 */
	public boolean hasId(String id) {
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
	 * Note the access of a request.
	 * @param now the time in milliseconds since 1970
	 * @return whether the session can be used
	 */
	public boolean accessByRequest(long now) {
		return super.access(now);
	}

	/**
	 * Note an access outside of a request, by an
	 * {@link jakarta.servlet.http.HttpSession.Accessor HttpSession.Accessor}. It counts
	 * like a request.
	 * @throws IllegalStateException if the session has ended
	 */
	@Override
	public boolean access(long time) {
		if (!SessionUnavailableException.translate(this.actions::beginAccess)) {
			throw new IllegalStateException(ENDED);
		}
		return super.access(time);
	}

	/**
	 * End an access by an {@link jakarta.servlet.http.HttpSession.Accessor
	 * HttpSession.Accessor}.
	 */
	@Override
	public void release() {
		SessionUnavailableException.translate(() -> {
			this.actions.endAccess();
			return true;
		});
	}

	// Checks

	/**
	 * Remember that another node has changed the session.
	 */
	void markStale() {
		this.notices.incrementAndGet();
	}

	/**
	 * Return whether the store has to be asked before the copy may be used.
	 * @param node the name of this node
	 */
	boolean isCheckDue(String node) {
		try (AutoLock lock = lock()) {
			SessionRecord record = data().record();
			if (record == null) {
				return false;
			}
			boolean ours = !this.settings.sticky() || (record.trusting() && node.equals(record.node()));
			return this.notices.get() > this.noticesSeen || !ours || !this.settings.isTrusted(this.checked, this.clocks)
					|| data().times().isExpiredAt(this.clocks.now());
		}
	}

	/**
	 * Begin a check.
	 */
	Check beginCheck() {
		try (AutoLock lock = lock()) {
			return new Check(data().record(), this.notices.get(), this.clocks.nanos());
		}
	}

	/**
	 * Bring the copy up to date with what a check has found.
	 * @param found the session as it is in the store
	 * @param id its present id
	 * @return whether an attribute has changed
	 */
	boolean endCheck(Check check, SessionRecord found, String id) {
		try (AutoLock lock = lock()) {
			// A notice that has come since is about a change that the check may not have
			// seen
			this.noticesSeen = Math.max(this.noticesSeen, check.notices());
			noteChecked(check.time());
			return data().refresh(found, id, check.known());
		}
	}

	private void noteChecked(long time) {
		if (time - this.checked > 0) {
			this.checked = time;
		}
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
	 * Begin to store the copy, when others who do so have finished.
	 * @throws SessionStoreException if they take too long
	 */
	void beginSave() {
		try {
			if (this.saveLock.tryLock(this.settings.operationTimeout().toNanos(), TimeUnit.NANOSECONDS)) {
				return;
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		throw new SessionStoreException(
				"Storing session '%s' failed: another request is still storing it".formatted(name()), null);
	}

	void endSave() {
		this.saveLock.unlock();
	}

	/**
	 * Return how often the changes have been stored, or found to be none.
	 */
	long saves() {
		try (AutoLock lock = lock()) {
			return this.saves;
		}
	}

	/**
	 * Note that all changes are stored.
	 * @param current whether the store has shown the copy to be current
	 * @param time when that began, by the monotonic clock
	 */
	void noteSaved(boolean current, long time) {
		try (AutoLock lock = lock()) {
			this.saves++;
			if (current) {
				noteChecked(time);
			}
		}
	}

	/**
	 * Note that a change is going to be stored later.
	 * @return whether that was not noted already
	 */
	boolean beginDelayedSave() {
		return this.saveDelayed.compareAndSet(false, true);
	}

	boolean isSaveDelayed() {
		return this.saveDelayed.get();
	}

	void endDelayedSave() {
		this.saveDelayed.set(false);
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

	// The application's calls

	@Override
	public @Nullable Object getAttribute(String name) {
		return SessionUnavailableException.translate(() -> {
			while (true) {
				try (AutoLock lock = lock()) {
					checkNotEnded();
					if (data().attributes().undecoded(name) == null) {
						return data().getAttribute(name);
					}
				}
				this.loader.decode(data(), name);
			}
		});
	}

	@Override
	public Set<String> getAttributeNameSet() {
		return SessionUnavailableException.translate(() -> {
			this.loader.decodeAll(data());
			try (AutoLock lock = lock()) {
				checkNotEnded();
				return Collections.unmodifiableSet(data().getKeys());
			}
		});
	}

	@Override
	public @Nullable Object setAttribute(String name, @Nullable Object value) {
		return SessionUnavailableException.translate(() -> {
			if (isOldValueNeeded(name)) {
				this.loader.decode(data(), name);
			}
			Object old = super.setAttribute(name, value);
			this.actions.changed();
			return old;
		});
	}

	/**
	 * Return the attributes that are objects on this node.
	 * @return the values by name
	 */
	public Map<String, Object> localAttributes() {
		try (AutoLock lock = lock()) {
			return data().attributes().values();
		}
	}

	/**
	 * Return whether a listener may want to see the value that is replaced.
	 */
	private boolean isOldValueNeeded(String name) {
		try (AutoLock lock = lock()) {
			StoredAttribute undecoded = data().attributes().undecoded(name);
			return undecoded != null && (undecoded.listening() || hasAttributeListeners());
		}
	}

	private boolean hasAttributeListeners() {
		return getSessionManager() instanceof AttributeListening listening && listening.hasAttributeListeners();
	}

	/**
	 * Remove all attributes, and tell those that listen, without a lock.
	 */
	@Override
	public void finishInvalidate() {
		try {
			decodeListening();
			Set<String> names = names();
			while (!names.isEmpty()) {
				names.forEach(this::unbind);
				names = names();
			}
		}
		finally {
			try (AutoLock lock = lock()) {
				this._state = State.INVALID;
				getSessionManager().recordSessionTime(this);
				this._stateChangeCompleted.signalAll();
			}
		}
	}

	private void decodeListening() {
		if (hasAttributeListeners()) {
			this.loader.decodeAll(data());
			return;
		}
		Set<String> listening;
		try (AutoLock lock = lock()) {
			listening = data().listening();
		}
		listening.forEach((name) -> this.loader.decode(data(), name));
	}

	private Set<String> names() {
		try (AutoLock lock = lock()) {
			return data().getKeys();
		}
	}

	private void unbind(String name) {
		Object old;
		try (AutoLock lock = lock()) {
			old = data().setAttribute(name, null);
		}
		if (old != null) {
			onSessionAttributeUpdate(name, null, old);
		}
	}

	@Override
	public void setExtendedId(String extendedId) {
		String id = getId();
		// A parallel request may have come with the id from before a change
		if (extendedId.equals(id) || extendedId.startsWith(id + ".")) {
			super.setExtendedId(extendedId);
		}
	}

	/**
	 * Give the session another id. If another request has done so since this one came,
	 * this one takes over the id that the session has by now.
	 */
	@Override
	public void renewId(Request request, Response response) {
		if (response != null && response.isCommitted()) {
			throw new IllegalStateException("The response has been committed");
		}
		SessionUnavailableException.translate(() -> {
			checkInUse();
			getSessionManager().getSessionIdManager()
				.renewSessionId(this.actions.enteredId(request), getExtendedId(), request);
			return true;
		});
		if (response != null && getSessionManager().isUsingCookies()) {
			Response.putCookie(response, getSessionManager().getSessionCookie(this, request.isSecure()));
		}
	}

	private void checkInUse() {
		if (!isInUse()) {
			throw new IllegalStateException(ENDED);
		}
	}

	@Override
	public void invalidate() {
		SessionUnavailableException.translate(() -> {
			this.actions.invalidate();
			return true;
		});
	}

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
	 * Return the name of the user that the session is registered for.
	 * @return the name, empty: nobody
	 */
	public String user() {
		try (AutoLock lock = lock()) {
			return data().principal();
		}
	}

	/**
	 * Register the session for a user. Stored with its other changes.
	 * @param user the name of the user, empty: nobody
	 */
	public void register(String user) {
		try (AutoLock lock = lock()) {
			if (!data().principal().equals(user)) {
				data().setPrincipal(user);
			}
		}
	}

	/**
	 * Return whether there is an attribute, readable on this node or not.
	 * @param name the name of the attribute
	 * @return {@code true} if there is one
	 */
	public boolean isPresent(String name) {
		try (AutoLock lock = lock()) {
			return data().attributes().isPresent(name);
		}
	}

	private Instant idleFrom() {
		return lastUse().plus(this.settings.cacheMaxIdle());
	}

	@Override
	protected void checkValidForRead() {
		checkNotEnded();
	}

	@Override
	protected void checkValidForWrite() {
		checkNotEnded();
	}

	private void checkNotEnded() {
		// The message of Jetty's own method reveals the id
		if (this._state == State.INVALID || (this._state != State.INVALIDATING && !isResident())) {
			throw new IllegalStateException(ENDED);
		}
	}

	@Override
	public String toString() {
		return "ClusteredSession[" + data().key() + "]";
	}

	/**
	 * A check of the copy that has begun.
	 *
	 * @param known the session as this node knows it
	 * @param notices how many notices had come
	 * @param time when it began, by the monotonic clock
	 */
	record Check(@Nullable SessionRecord known, long notices, long time) {

	}

	/**
	 * A session manager that knows whether a listener wants to see the value of an
	 * attribute that is replaced.
	 */
	public interface AttributeListening {

		/**
		 * Return whether there is such a listener.
		 * @return {@code true} if old values are needed
		 */
		boolean hasAttributeListeners();

	}

}
