package io.github.hazelcastjetty.session.hazelcast;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import io.github.hazelcastjetty.session.store.SessionKey;
import io.github.hazelcastjetty.session.store.SessionStoreException;
import io.github.hazelcastjetty.session.store.SessionStoreListener;

/**
 * Removes the heads that sessions leave under their old names. One that cannot be removed
 * is removed as soon as the cluster answers again: if the session ended before, it would
 * look as if it had never got its new name, and come back.
 */
final class OldHeads implements SessionStoreListener {

	private final Map<SessionKey, StoredHead> left = new ConcurrentHashMap<>();

	private final SessionHeads heads;

	private final ClusterCalls calls;

	OldHeads(SessionHeads heads, ClusterCalls calls) {
		this.heads = heads;
		this.calls = calls;
	}

	/**
	 * Remove an old head, now or later. To fail would be to say that the session still
	 * has its old name.
	 */
	void remove(SessionKey name, StoredHead moved, Deadline deadline) {
		try {
			this.heads.remove(name.value(), moved, deadline);
			this.left.remove(name);
		}
		catch (SessionStoreException ex) {
			this.left.put(name, moved);
		}
	}

	/**
	 * Make room for a session that gets an old name back.
	 */
	void clear(SessionKey name, Deadline deadline) {
		StoredHead head = this.left.get(name);
		if (head != null) {
			this.heads.remove(name.value(), head, deadline);
			this.left.remove(name);
		}
	}

	@Override
	public void available(String part) {
		this.calls.execute(() -> this.left.forEach((name, moved) -> remove(name, moved, this.calls.deadline())));
	}

}
