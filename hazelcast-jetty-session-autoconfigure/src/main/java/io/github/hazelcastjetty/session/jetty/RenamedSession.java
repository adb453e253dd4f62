package io.github.hazelcastjetty.session.jetty;

import org.jspecify.annotations.Nullable;

import io.github.hazelcastjetty.session.store.SessionKey;
import io.github.hazelcastjetty.session.store.SessionRecord;
import io.github.hazelcastjetty.session.store.SessionStore;

/**
 * A session that was found by a name which it may have had before.
 *
 * @param key the name that it has now
 * @param record the session
 */
record RenamedSession(SessionKey key, SessionRecord record) {

	private static final int MAX_RENAMES = 10;

	/**
	 * Find a session by any name.
	 * @return the session, or {@code null} if it is gone
	 */
	static @Nullable RenamedSession find(SessionStore store, SessionKey key) {
		SessionKey name = store.findRenamed(key);
		for (int i = 0; name != null && i < MAX_RENAMES; i++) {
			SessionRecord record = store.find(name);
			if (record != null) {
				return new RenamedSession(name, record);
			}
			// It may have got yet another one since
			name = store.findRenamed(name);
		}
		return null;
	}

}
