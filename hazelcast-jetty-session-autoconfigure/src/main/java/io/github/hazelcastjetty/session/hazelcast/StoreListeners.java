package io.github.hazelcastjetty.session.hazelcast;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

import io.github.hazelcastjetty.session.store.SessionKey;
import io.github.hazelcastjetty.session.store.SessionStoreListener;

/**
 * Passes notices on to all listeners that have registered.
 */
final class StoreListeners implements SessionStoreListener {

	private static final Logger logger = System.getLogger(StoreListeners.class.getName());

	private final List<SessionStoreListener> listeners = new CopyOnWriteArrayList<>();

	void add(SessionStoreListener listener) {
		this.listeners.add(listener);
	}

	private void tell(Consumer<SessionStoreListener> notice) {
		for (SessionStoreListener listener : this.listeners) {
			try {
				notice.accept(listener);
			}
			catch (RuntimeException ex) {
				logger.log(Level.WARNING, "A listener of the session store has failed", ex);
			}
		}
	}

	@Override
	public void stale(SessionKey key) {
		tell((listener) -> listener.stale(key));
	}

	@Override
	public void allStale() {
		tell(SessionStoreListener::allStale);
	}

	@Override
	public void removed(SessionKey key) {
		tell((listener) -> listener.removed(key));
	}

	@Override
	public void unavailable(String part) {
		tell((listener) -> listener.unavailable(part));
	}

	@Override
	public void available(String part) {
		tell((listener) -> listener.available(part));
	}

	@Override
	public void ended() {
		tell(SessionStoreListener::ended);
	}

}
