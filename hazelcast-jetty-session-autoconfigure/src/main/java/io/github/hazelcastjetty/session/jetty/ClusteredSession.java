package io.github.hazelcastjetty.session.jetty;

import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.session.ManagedSession;
import org.eclipse.jetty.session.SessionManager;
import org.eclipse.jetty.util.thread.AutoLock;
import org.jspecify.annotations.Nullable;

import io.github.hazelcastjetty.session.store.SessionRecord;
import io.github.hazelcastjetty.session.store.SessionStoreException;

/**
 * A session that lives in the store and of which this node has a copy.
 * <p>
 * Its lock guards its data and, as in {@link ManagedSession}, is held while changes are
 * stored, so that the requests of one session on this node store one after the other. It
 * is not held while the store is asked whether the copy is current.
 */
final class ClusteredSession extends ManagedSession {

	private static final String ENDED = "The session has ended";

	/**
	 * What could not be done for an unused copy is not tried again before this.
	 */
	private static final Duration SHORTEST_INACTIVITY = Duration.ofMillis(200);

	private final ClusteredSessionCache cache;

	private final UnrecordedAccess unrecordedAccess = new UnrecordedAccess(this);

	private boolean begun;

	private long saves;

	private final AtomicLong notices = new AtomicLong();

	private long noticesSeen;

	private volatile Instant checked = Instant.now();

	private final AtomicBoolean arrived = new AtomicBoolean();

	private final AtomicBoolean saving = new AtomicBoolean();

	ClusteredSession(SessionManager manager, ClusteredSessionCache cache, ClusteredSessionData data) {
		super(manager, data);
		this.cache = cache;
	}

	@Override
	public ClusteredSessionData getSessionData() {
		return (ClusteredSessionData) super.getSessionData();
	}

	/**
	 * Count a request in, unless the session has left the cache.
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
	 * Let a request that has been counted in begin to work on the attributes, which are
	 * up to date now, unless the session has ended meanwhile.
	 */
	boolean begin() {
		try (AutoLock lock = lock()) {
			if (!isValid()) {
				return false;
			}
			this.begun = true;
			getSessionData().begin();
			return true;
		}
	}

	/**
	 * Count a request out.
	 */
	void leave() {
		try (AutoLock lock = lock()) {
			// Jetty counts out twice at times (jetty#13470)
			if (this._requests > 0 && isResident()) {
				super.release();
			}
			else if (this._requests > 0) {
				this._requests--;
			}
			if (this._requests == 0) {
				this.begun = false;
			}
		}
	}

	/**
	 * The client of a request is about to get the end of its response, or the request
	 * ends without one. It may go on for a while.
	 */
	void answered() {
		try (AutoLock lock = lock()) {
			this.begun = false;
			getSessionData().answered();
		}
	}

	/**
	 * Return whether another request may be at work on the attributes. One that has been
	 * answered is not: its client may have sent the next one already, on this node or
	 * another.
	 * @param ownRequests how many of those at work it is to be besides
	 */
	boolean isShared(int ownRequests) {
		try (AutoLock lock = lock()) {
			return getSessionData().isShared(ownRequests);
		}
	}

	/**
	 * Return whether a request has begun since one was last answered. It may be in the
	 * middle of its changes, and other than requests that go on at the same time, it may
	 * expect that they are seen together.
	 */
	boolean hasBegun() {
		try (AutoLock lock = lock()) {
			return this.begun;
		}
	}

	/**
	 * Return how often all changes so far have been stored.
	 */
	long getSaves() {
		try (AutoLock lock = lock()) {
			return this.saves;
		}
	}

	/**
	 * Note that the changes have been stored, and so that the copy is current.
	 */
	void noteSaved(boolean changed, Instant now) {
		try (AutoLock lock = lock()) {
			this.saves++;
			if (changed) {
				noteChecked(now);
			}
		}
	}

	/**
	 * Note an access. If it is not by a request, it is by an
	 * {@link jakarta.servlet.http.HttpSession.Accessor HttpSession.Accessor}: that is
	 * counted in like a request, and the copy is brought up to date for it.
	 * @throws IllegalStateException if the session has ended
	 */
	@Override
	public boolean access(long time) {
		boolean request = !(getSessionManager() instanceof ClusteredSessionHandler handler)
				|| handler.isRequestEntering();
		if (!request && !(this.cache.enter(this) && this.cache.getLookup().checkEntered(this))) {
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
		try {
			this.cache.release(this);
		}
		catch (SessionStoreException ex) {
			throw new SessionUnavailableException(ex);
		}
	}

	/**
	 * Return whether a request is about to give the session another id.
	 */
	boolean isIdChanging() {
		try (AutoLock lock = lock()) {
			return this._state == State.CHANGING;
		}
	}

	/**
	 * Return whether the session is usable. While its id is changed it is, other than
	 * Jetty has it: a parallel request would find no session.
	 */
	@Override
	public boolean isValid() {
		try (AutoLock lock = lock()) {
			return this._state == State.VALID || this._state == State.CHANGING;
		}
	}

	/**
	 * Note that the session has come to this node.
	 * @return whether that is news
	 */
	boolean arrive() {
		return this.arrived.compareAndSet(false, true);
	}

	/**
	 * Remember that another node has changed the session.
	 */
	void markStale() {
		this.notices.incrementAndGet();
	}

	/**
	 * Return whether the store has to be asked before the copy may be used.
	 */
	boolean isCheckDue(SessionSettings settings, String node, Instant now) {
		try (AutoLock lock = lock()) {
			SessionRecord record = getSessionData().getRecord();
			if (record == null) {
				return false;
			}
			boolean ours = !settings.sticky() || (record.trusting() && node.equals(record.node()));
			return this.notices.get() > this.noticesSeen || !ours || !settings.isTrusted(this.checked, now)
					|| getSessionData().times().isExpiredAt(now);
		}
	}

	/**
	 * Begin a check.
	 * @return the notices so far: one that comes from now on is about something the check
	 * may not see
	 */
	long beginCheck() {
		return this.notices.get();
	}

	/**
	 * Note that the copy is up to date with what notices were about. Until then, other
	 * requests have to check it too.
	 */
	void endCheck(long upTo) {
		try (AutoLock lock = lock()) {
			this.noticesSeen = Math.max(this.noticesSeen, upTo);
		}
	}

	/**
	 * Note that the store has shown the copy to be current.
	 */
	void noteChecked(Instant now) {
		this.checked = now;
	}

	/**
	 * Bring the copy up to date.
	 * @return whether an attribute has changed
	 */
	boolean refresh(SessionRecord record, Instant now) {
		try (AutoLock lock = lock()) {
			noteChecked(now);
			return getSessionData().refresh(record);
		}
	}

	/**
	 * Drop the copy of a session that has ended elsewhere, telling nobody.
	 */
	void discard() {
		try (AutoLock lock = lock()) {
			this._state = State.INVALID;
			this._stateChangeCompleted.signalAll();
			setResident(false);
		}
	}

	@Override
	public @Nullable Object getAttribute(String name) {
		return SessionUnavailableException.translate(() -> super.getAttribute(name));
	}

	@Override
	public Set<String> getAttributeNameSet() {
		return SessionUnavailableException.translate(() -> {
			try (AutoLock lock = lock()) {
				checkValidForRead();
				getSessionData().decodeAll();
				return Collections.unmodifiableSet(getSessionData().getKeys());
			}
		});
	}

	@Override
	public @Nullable Object setAttribute(String name, @Nullable Object value) {
		Object old = SessionUnavailableException.translate(() -> {
			Object replaced = super.setAttribute(name, value);
			this.cache.getSaver().changed(this);
			return replaced;
		});
		return ClusteredSessionData.isPlaceholder(old) ? null : old;
	}

	@Override
	public void setExtendedId(String extendedId) {
		String id = getId();
		// A parallel request may still come with the id from before a change
		if (extendedId.equals(id) || extendedId.startsWith(id + ".")) {
			super.setExtendedId(extendedId);
		}
	}

	@Override
	public void renewId(Request request, Response response) {
		if (response != null && response.isCommitted()) {
			// Jetty's own message reveals the id
			throw new IllegalStateException("The response has been committed");
		}
		try {
			super.renewId(request, response);
		}
		catch (SessionStoreException ex) {
			reopen(State.CHANGING);
			throw new SessionUnavailableException(ex);
		}
		catch (RuntimeException | Error ex) {
			// Not when it succeeds: by then it may be another request that changes the id
			reopen(State.CHANGING);
			throw ex;
		}
		if (response != null && getSessionManager().isUsingCookies()) {
			// Jetty leaves it out if a parallel request has been given one meanwhile
			Response.putCookie(response, getSessionManager().getSessionCookie(this, request.isSecure()));
		}
	}

	@Override
	public void invalidate() {
		if (!beginInvalidate()) {
			return;
		}
		SessionRecord claimed;
		try {
			claimed = SessionUnavailableException.translate(() -> this.cache.getDestroyer().claim(this));
		}
		catch (SessionGoneException ex) {
			this.cache.discard(this);
			return;
		}
		catch (RuntimeException | Error ex) {
			reopen(State.INVALIDATING);
			throw ex;
		}
		String id = getId();
		this.cache.getDestroyer().destroy(this, claimed);
		getSessionManager().getSessionIdManager().invalidateAll(id);
	}

	/**
	 * Begin to end a session that this node has claimed for another reason than a call of
	 * {@link #invalidate()}.
	 * @return whether this is the one that ends it
	 */
	boolean beginExpiry() {
		try {
			return beginInvalidate();
		}
		catch (IllegalStateException ex) {
			// It has been discarded meanwhile
			return false;
		}
	}

	private void reopen(State from) {
		try (AutoLock lock = lock()) {
			if (this._state == from) {
				this._state = State.VALID;
				this._stateChangeCompleted.signalAll();
				// What has failed may have been done nevertheless
				markStale();
			}
		}
	}

	UnrecordedAccess getUnrecordedAccess() {
		return this.unrecordedAccess;
	}

	/**
	 * Note that a change is to be stored later.
	 * @return whether that is news
	 */
	boolean beginDelayedSave() {
		return this.saving.compareAndSet(false, true);
	}

	boolean isSaveDelayed() {
		return this.saving.get();
	}

	void endDelayedSave() {
		this.saving.set(false);
	}

	/**
	 * Return when to look at the unused copy again: to record an access or to drop it.
	 * Its expiry is not among the reasons, that is for the sweep to see.
	 */
	@Override
	public long calculateInactivityTimeout(long now) {
		Instant time = Instant.ofEpochMilli(now);
		Duration untilTouch = this.unrecordedAccess.untilRecord(time);
		Duration untilIdle = Duration.between(time, getIdleFrom());
		Duration next = (!untilTouch.isNegative() && untilTouch.compareTo(untilIdle) < 0) ? untilTouch : untilIdle;
		return Math.max(SHORTEST_INACTIVITY.toMillis(), next.toMillis());
	}

	boolean isIdle(Instant now) {
		return getRequests() == 0 && !getIdleFrom().isAfter(now);
	}

	Instant getLastUse() {
		try (AutoLock lock = lock()) {
			return getSessionData().times().accessed();
		}
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
		// Jetty's own message reveals the id
		if (this._state == State.INVALID || (this._state != State.INVALIDATING && !isResident())) {
			throw new IllegalStateException(ENDED);
		}
	}

	@Override
	public String toString() {
		return "ClusteredSession@" + Integer.toHexString(hashCode());
	}

	private Instant getIdleFrom() {
		return getLastUse().plus(this.cache.getSettings().cacheMaxIdle());
	}

}
