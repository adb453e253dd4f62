package io.github.hazelcastjetty.session.jetty;

import java.security.Principal;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.github.hazelcastjetty.session.jetty.cache.ClusteredSessionCache;
import io.github.hazelcastjetty.session.jetty.cache.RequestSessions;
import io.github.hazelcastjetty.session.jetty.cache.SessionUse;
import io.github.hazelcastjetty.session.jetty.cache.ThrottledWarning;
import io.github.hazelcastjetty.session.store.SessionStoreException;

/**
 * What happens to the sessions of a request when it is answered and when it is over.
 */
final class SessionCompletion {

	private static final Logger logger = LoggerFactory.getLogger(SessionCompletion.class);

	private final ThrottledWarning refusals = new ThrottledWarning(logger,
			"A response was replaced by 503 because what it changed in the session could not be stored");

	private final ThrottledWarning lateChanges = new ThrottledWarning(logger,
			"A change of a session after its response was committed could not be stored");

	private final ClusteredSessionCache cache;

	private final Executor serverThreads;

	SessionCompletion(ClusteredSessionCache cache, Executor serverThreads) {
		this.cache = cache;
		this.serverThreads = serverThreads;
	}

	/**
	 * Store what a request has changed.
	 * @param answerable whether the client can be told that it was stored
	 * @throws SessionStoreException if it was not stored
	 */
	void commit(RequestSessions sessions, boolean answerable) {
		for (SessionUse use : sessions.all()) {
			if (answerable && !this.cache.isDetached()) {
				this.cache.commit(use.session());
				use.failIfRefused();
			}
			else if (use.session().mayHaveChanged()) {
				throw new SessionStoreException("Storing a session failed: this node is stopping", null);
			}
		}
	}

	/**
	 * Note whom the server has authenticated in a request that is about to be committed.
	 */
	void authenticated(RequestSessions sessions, Principal user) {
		sessions.all().forEach((use) -> use.session().authenticated(user));
	}

	/**
	 * A response is about to be replaced by an error because of a failure of
	 * {@link #commit}.
	 */
	void refused(RequestSessions sessions, RuntimeException failure) {
		this.refusals.log(failure);
		sessions.all().forEach((use) -> this.cache.revert(use.session()));
	}

	/**
	 * Count a request out whose client does not know what became of it, or has been told
	 * that it failed.
	 */
	void abandon(RequestSessions sessions) {
		for (SessionUse use : sessions.all()) {
			if (!use.hasLeft()) {
				use.answered();
				this.cache.revert(use.session());
				this.cache.leave(use);
			}
		}
	}

	/**
	 * Count a request out, and store what it has changed since its response was
	 * committed, on the current thread.
	 */
	void finish(RequestSessions sessions) {
		sessions.all().forEach(this::finish);
	}

	private void finish(SessionUse use) {
		try {
			this.cache.finish(use);
		}
		catch (RuntimeException ex) {
			this.lateChanges.log(ex);
		}
	}

	/**
	 * Count a request out, and store what it has changed since its response was
	 * committed, but not on the current thread, which may be the one that serves all
	 * connections.
	 */
	void finishElsewhere(RequestSessions sessions) {
		for (SessionUse use : sessions.all()) {
			if (!use.hasLeft()) {
				finishElsewhere(use);
			}
		}
	}

	private void finishElsewhere(SessionUse use) {
		if (!use.session().mayHaveChanged()) {
			this.cache.leave(use);
			return;
		}
		try {
			this.serverThreads.execute(() -> finish(use));
		}
		catch (RejectedExecutionException ex) {
			// All threads are busy, and there is no room for more to do
			this.cache.inBackground(() -> finish(use));
		}
	}

	boolean isDetached() {
		return this.cache.isDetached();
	}

}
