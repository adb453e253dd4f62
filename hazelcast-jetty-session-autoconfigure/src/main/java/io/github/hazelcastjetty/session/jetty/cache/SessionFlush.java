package io.github.hazelcastjetty.session.jetty.cache;

import org.eclipse.jetty.util.thread.AutoLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stores everything that is not stored yet, when the node stops.
 */
final class SessionFlush {

	private static final Logger logger = LoggerFactory.getLogger(SessionFlush.class);

	private final LocalCopies copies;

	private final SessionSaver saver;

	private final AccessRecorder accesses;

	private final SessionDestroyer destroyer;

	private final SessionSettings settings;

	SessionFlush(LocalCopies copies, SessionSaver saver, AccessRecorder accesses, SessionDestroyer destroyer,
			SessionSettings settings) {
		this.copies = copies;
		this.saver = saver;
		this.accesses = accesses;
		this.destroyer = destroyer;
		this.settings = settings;
	}

	/**
	 * Store everything that is not stored yet.
	 */
	void flush() {
		if (this.copies.isDetached()) {
			return;
		}
		this.destroyer.removeEnded();
		int failures = 0;
		RuntimeException last = null;
		for (ClusteredSession session : this.copies.all()) {
			try {
				flush(session);
			}
			catch (RuntimeException ex) {
				failures++;
				last = ex;
			}
		}
		if (last != null) {
			logger.warn("{} sessions could not be stored when the node stopped: {}", failures, last.getMessage());
		}
	}

	private void flush(ClusteredSession session) {
		if (session.getRequests() > 0 && this.settings.savesAtRequestEnd()) {
			// What was acknowledged is stored, and the client of the rest gets no answer
			return;
		}
		this.saver.save(session);
		boolean pending;
		try (AutoLock lock = session.lock()) {
			pending = session.pendingAccess().exists(session.isKeptInUse());
		}
		if (pending) {
			this.accesses.record(session);
		}
	}

}
