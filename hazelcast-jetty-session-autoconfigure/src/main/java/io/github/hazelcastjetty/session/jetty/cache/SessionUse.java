package io.github.hazelcastjetty.session.jetty.cache;

import org.eclipse.jetty.util.thread.AutoLock;

import io.github.hazelcastjetty.session.store.SessionStoreException;

/**
 * The use of a session by one request, or by an
 * {@link jakarta.servlet.http.HttpSession.Accessor HttpSession.Accessor}. It is entered,
 * at work, answered and left, each at most once, whatever becomes of the session
 * meanwhile. Guarded by the session's lock.
 */
public final class SessionUse {

	private final ClusteredSession session;

	private final String enteredId;

	private final boolean keepsAlive;

	private Step step = Step.ENTERED;

	private long number = Long.MAX_VALUE;

	/**
	 * Create a use of a session that has counted it in.
	 * @param enteredId the id with which the request has come
	 * @param keepsAlive whether it counts as an access
	 */
	SessionUse(ClusteredSession session, String enteredId, boolean keepsAlive) {
		this.session = session;
		this.enteredId = enteredId;
		this.keepsAlive = keepsAlive;
	}

	/**
	 * Return the session.
	 * @return the session
	 */
	public ClusteredSession session() {
		return this.session;
	}

	/**
	 * Return the id with which the request has come, which may be a former one by now.
	 * @return the id
	 */
	public String enteredId() {
		return this.enteredId;
	}

	/**
	 * Return whether the request counts as an access of the session.
	 * @return {@code false} if the session ends as if there were no such request
	 */
	public boolean keepsAlive() {
		return this.keepsAlive;
	}

	/**
	 * Begin to work on the attributes.
	 * @return whether the session is still in use
	 */
	boolean begin() {
		try (AutoLock lock = this.session.lock()) {
			if (this.step != Step.ENTERED || !this.session.begin()) {
				return false;
			}
			this.step = Step.AT_WORK;
			this.number = this.session.data().attributes().atWork().last();
			return true;
		}
	}

	/**
	 * Fail if a change that the request may have made was not stored, although no save of
	 * its own has failed.
	 * @throws SessionStoreException if another node has changed an attribute after a
	 * parallel request had failed to store it
	 */
	public void failIfRefused() {
		try (AutoLock lock = this.session.lock()) {
			if (this.session.data().attributes().atWork().isRefused(this.number)) {
				throw new SessionStoreException(
						("Storing session '%s' failed: another node has changed an attribute "
								+ "after a parallel request had failed to store it")
							.formatted(this.session.name()),
						null);
			}
		}
	}

	/**
	 * The client gets the end of its response now, or never.
	 */
	public void answered() {
		try (AutoLock lock = this.session.lock()) {
			if (this.step == Step.AT_WORK) {
				this.session.answered();
			}
			if (this.step != Step.LEFT) {
				this.step = Step.ANSWERED;
			}
		}
	}

	/**
	 * Return whether the request is at work on the attributes.
	 */
	boolean isAtWork() {
		try (AutoLock lock = this.session.lock()) {
			return this.step == Step.AT_WORK;
		}
	}

	/**
	 * Return whether the request was counted out.
	 * @return {@code true} if there is nothing left to do
	 */
	public boolean hasLeft() {
		try (AutoLock lock = this.session.lock()) {
			return this.step == Step.LEFT;
		}
	}

	/**
	 * Count the request out.
	 * @return whether it was the last one that used the session
	 */
	boolean leave() {
		try (AutoLock lock = this.session.lock()) {
			answered();
			if (this.step == Step.LEFT) {
				return false;
			}
			this.step = Step.LEFT;
			return this.session.leave(this.keepsAlive);
		}
	}

	/**
	 * How far a request has come.
	 */
	private enum Step {

		ENTERED, AT_WORK, ANSWERED, LEFT

	}

}
