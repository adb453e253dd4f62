package io.github.hazelcastjetty.session.jetty.cache;

import java.time.Duration;
import java.util.function.BooleanSupplier;

import org.eclipse.jetty.util.thread.AutoLock;
import org.jspecify.annotations.Nullable;

import io.github.hazelcastjetty.session.jetty.cache.SessionWriter.Result;
import io.github.hazelcastjetty.session.store.SessionStore;
import io.github.hazelcastjetty.session.store.SessionStoreException;

/**
 * Stores the changes of sessions, at once or later as the settings have it. The requests
 * of one session on this node store one after the other.
 */
final class SessionSaver {

	/**
	 * After how long a change is stored that belongs to no request.
	 */
	private static final Duration UNASKED_DELAY = Duration.ofMillis(500);

	private final LocalCopies copies;

	private final SessionStore store;

	private final SessionWriter writer;

	private final AccessRecorder accesses;

	private final SessionSettings settings;

	private final Background background;

	private final Clocks clocks;

	SessionSaver(LocalCopies copies, SessionStore store, SessionWriter writer, AccessRecorder accesses,
			SessionSettings settings, Background background, Clocks clocks) {
		this.copies = copies;
		this.store = store;
		this.writer = writer;
		this.accesses = accesses;
		this.settings = settings;
		this.background = background;
		this.clocks = clocks;
	}

	/**
	 * Store what a request has changed so far, before the client gets to see a response.
	 * A new session is stored in any case: the client is about to learn its id.
	 */
	void commit(ClusteredSession session) {
		commit(session, 1, () -> true);
	}

	/**
	 * Store what a request has changed after its response was committed. A request that
	 * has begun since may be in the middle of its changes, of which no other node may see
	 * half. Then the change is stored with those, or, if they take long, in a moment.
	 * @throws SessionStoreException if it could not be stored; it is tried again later
	 */
	void finish(ClusteredSession session) {
		long saves = session.saves().count();
		try {
			if (!commit(session, 0, () -> session.isUnstored() || !session.hasBegun()) && session.mayHaveChanged()) {
				this.background.schedule(() -> saveUnless(session, saves), SessionSettings.RETRY_PERIOD);
			}
		}
		catch (SessionStoreException ex) {
			postpone(session);
			throw ex;
		}
	}

	private void saveUnless(ClusteredSession session, long saves) {
		save(session, 0, null, () -> session.isResident() && session.saves().count() == saves);
	}

	/**
	 * Store later what could not be stored when its request ended, unless another node
	 * changes the attributes first.
	 */
	void postpone(ClusteredSession session) {
		try (AutoLock lock = session.lock()) {
			session.data().attributes().postpone();
		}
		session.freshness().markStale();
		saveLater(session, SessionSettings.RETRY_PERIOD);
	}

	/**
	 * Forget what a request has changed whose client will repeat it, unless other
	 * requests are at work on the session, whose changes cannot be told from its own.
	 */
	void revert(ClusteredSession session) {
		if (!this.settings.savesAtRequestEnd() || (this.settings.keepsWrites() && session.saves().isDelayed())) {
			return;
		}
		try (AutoLock lock = session.lock()) {
			if (session.isValid() && session.data().attributes().atWork().count() == 0) {
				session.data().revert();
			}
			// It may be stored nevertheless
			session.freshness().markStale();
		}
		if (session.isUnsaved() && !session.isUnstored()) {
			// A parallel request has left a change to this one
			postpone(session);
		}
	}

	private boolean commit(ClusteredSession session, int ownRequests, BooleanSupplier condition) {
		if (session.isUnstored() || this.settings.savesAtRequestEnd()) {
			return saveOrKeep(session, ownRequests, condition);
		}
		saveLater(session, this.settings.saveDelay());
		this.accesses.recordTimeout(session);
		return true;
	}

	private boolean saveOrKeep(ClusteredSession session, int ownRequests, BooleanSupplier condition) {
		boolean keepable = this.settings.keepsWrites() && !session.isUnstored();
		try {
			return save(session, ownRequests, null, condition);
		}
		catch (SessionStoreException ex) {
			if (!keepable) {
				throw ex;
			}
			saveLater(session, SessionSettings.RETRY_PERIOD);
			return true;
		}
	}

	/**
	 * An attribute was set or removed.
	 */
	void changed(ClusteredSession session) {
		if (this.settings.savesAtEachChange()) {
			saveOrKeep(session, 1, () -> true);
		}
		else if (!session.isUnstored()) {
			// Not only when the request ends, which may take longer than that
			saveLater(session, isForRequest(session) ? this.settings.saveDelay() : UNASKED_DELAY);
		}
	}

	/**
	 * Return whether a change is stored when a request ends. If a thread of the
	 * application makes it by itself, there may be none.
	 */
	private boolean isForRequest(ClusteredSession session) {
		try (AutoLock lock = session.lock()) {
			return !this.settings.savesAtRequestEnd() || session.getRequests() > 0;
		}
	}

	/**
	 * Store what has changed, if anything has, though no request asks for it.
	 */
	void save(ClusteredSession session) {
		save(session, 0, null, () -> true);
	}

	/**
	 * Give a session another secret, and store what has changed with it. If that is
	 * refused, the session keeps its id: should the cluster have changed it all the same,
	 * it is changed back.
	 * @param formerId the id that the request knows
	 * @param newSecret the secret
	 * @return the id of the session then, which another request may have given it
	 * @throws SessionGoneException if the session has ended
	 */
	String renewId(ClusteredSession session, String formerId, String newSecret) {
		session.beginSave();
		try {
			if (this.copies.isDetached()) {
				throw new SessionStoreException("Changing the id of a session failed: this node is stopping", null);
			}
			if (!session.hasId(formerId) || session.isUnstored()) {
				return renewUnstored(session, formerId, newSecret);
			}
			if (session.data().isIdUncertain()) {
				save(session, 1, null, () -> true);
			}
			if (!save(session, 1, newSecret, () -> true) || !session.isValid()) {
				throw new SessionGoneException();
			}
			if (this.settings.trustsCopies() && !this.settings.sticky()) {
				this.store.announce(session.data().key());
			}
			return session.getId();
		}
		catch (SessionStoreException ex) {
			// It may have been done nevertheless
			session.freshness().markStale();
			saveLater(session, SessionSettings.RETRY_PERIOD);
			throw ex;
		}
		finally {
			session.saves().end();
		}
	}

	private static String renewUnstored(ClusteredSession session, String formerId, String newSecret) {
		try (AutoLock lock = session.lock()) {
			if (session.hasId(formerId)) {
				session.data().setId(session.name() + newSecret);
			}
			return session.getId();
		}
	}

	/**
	 * Store what has changed, if anything has.
	 * @param ownRequests how many of the requests at work on the session are known to
	 * make no change meanwhile, mostly the caller's own
	 * @param newSecret the secret that the session gets, or {@code null}
	 * @param condition is asked when it is this save's turn
	 * @return whether the condition was met
	 */
	private boolean save(ClusteredSession session, int ownRequests, @Nullable String newSecret,
			BooleanSupplier condition) {
		if (this.copies.isDetached()) {
			return true;
		}
		if (newSecret == null && !session.mayHaveChanged()) {
			// A request that only reads does not wait for the saves of others
			return true;
		}
		session.beginSave();
		try {
			if (!condition.getAsBoolean()) {
				return false;
			}
			if (session.isValid()) {
				long time = this.clocks.nanos();
				Result result = this.writer.write(session.data(), ownRequests, newSecret);
				if (result == Result.GONE) {
					this.copies.gone(session);
				}
				else {
					session.saves().noteSaved();
				}
				if (result == Result.STORED) {
					session.freshness().noteCurrent(time);
					this.copies.markOther(session);
				}
			}
		}
		finally {
			session.saves().end();
		}
		return true;
	}

	private void saveLater(ClusteredSession session, Duration delay) {
		if (!delay.isZero() && session.isUnsaved() && session.saves().delay()) {
			this.background.schedule(() -> saveDelayed(session, delay), delay);
		}
	}

	private void saveDelayed(ClusteredSession session, Duration delay) {
		try {
			save(session);
		}
		finally {
			if (session.isUnsaved()) {
				// That failed. Until there is nothing left, the copy must not be dropped
				this.background.schedule(() -> saveDelayed(session, delay), delay);
			}
			else {
				session.saves().endDelay();
				saveLater(session, delay);
			}
		}
	}

}
