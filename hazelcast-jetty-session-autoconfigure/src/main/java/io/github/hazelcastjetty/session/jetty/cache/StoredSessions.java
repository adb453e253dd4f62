package io.github.hazelcastjetty.session.jetty.cache;

import java.util.function.Predicate;

import org.jspecify.annotations.Nullable;

import io.github.hazelcastjetty.session.store.SessionKey;
import io.github.hazelcastjetty.session.store.SessionRecord;
import io.github.hazelcastjetty.session.store.SessionStore;
import io.github.hazelcastjetty.session.store.SessionStoreException;

/**
 * The sessions of one web application as they are in the store, whatever copies this node
 * has of them.
 */
public final class StoredSessions {

	private final LocalCopies copies;

	private final SessionStore store;

	private final ClusteredSessionDataStore dataStore;

	private final SessionDestroyer destroyer;

	private final Clocks clocks;

	StoredSessions(LocalCopies copies, SessionStore store, ClusteredSessionDataStore dataStore,
			SessionDestroyer destroyer, Clocks clocks) {
		this.copies = copies;
		this.store = store;
		this.dataStore = dataStore;
		this.destroyer = destroyer;
		this.clocks = clocks;
	}

	/**
	 * Return the key of a session in the store.
	 * @param id a plausible id
	 * @return the key
	 */
	public SessionKey key(String id) {
		return this.dataStore.key(id);
	}

	/**
	 * Return the key of a session in the store.
	 * @param name the name of the session
	 * @return the key
	 */
	public SessionKey keyOfName(String name) {
		return this.dataStore.keyOfName(name);
	}

	/**
	 * End a session on whatever node it is in use.
	 * @param key the key of a session of this web application
	 * @param condition whether the session, as it is stored now, is to be ended
	 * @return whether this call has ended it
	 * @throws SessionStoreException if that cannot be told
	 */
	public boolean end(SessionKey key, Predicate<SessionRecord> condition) {
		if (this.copies.isDetached()) {
			throw new SessionStoreException("Ending session '%s' failed: this node is stopping".formatted(key), null);
		}
		return this.destroyer.end(this.copies.get(key.name()), key, condition);
	}

	/**
	 * Return whether a session belongs to this web application.
	 * @param key the key of a session
	 * @return {@code true} if it is one of ours
	 */
	public boolean isOurs(SessionKey key) {
		return this.dataStore.isOurs(key);
	}

	/**
	 * Return the present id of a stored session.
	 * @param key the key of the session
	 * @param record the session
	 * @return its id
	 */
	public String id(SessionKey key, SessionRecord record) {
		return this.dataStore.loader().id(key, record);
	}

	/**
	 * Find a session in the store.
	 * @param id the id of the session
	 * @return the session, or {@code null} if there is none with this id
	 */
	public @Nullable SessionRecord find(String id) {
		if (!SessionIds.isPlausible(id) || this.copies.isDetached()) {
			return null;
		}
		SessionKey key = key(id);
		SessionRecord record = this.store.find(key, null);
		return (record != null && !record.times().isExpiredAt(this.clocks.now())
				&& SessionIds.areEqual(id(key, record), id)) ? record : null;
	}

}
