package io.github.hazelcastjetty.session.hazelcast;

import io.github.hazelcastjetty.session.store.SessionKey;
import io.github.hazelcastjetty.session.store.SessionStoreException;

/**
 * Removes the heads that sessions leave under their former names. One that stays until
 * the session has ended under its new name looks as if it had never got that name, and
 * would bring the session back. So a session knows its former name until a node changes
 * it that has seen it free, and is not removed, nor gets another name, before it is.
 */
final class FormerNames {

	private final SessionHeads heads;

	FormerNames(SessionHeads heads) {
		this.heads = heads;
	}

	/**
	 * Free the name that a session had until a moment ago, or leave that to whoever needs
	 * it to be free: to fail would be to say that the session still has its old name.
	 * @param renamed the session under its new name
	 * @return the session, which knows its former name unless that is free now
	 */
	StoredHead release(SessionKey former, StoredHead moved, StoredHead renamed, Deadline deadline) {
		try {
			return this.heads.remove(former.value(), moved, deadline) ? renamed.withoutFormer() : renamed;
		}
		catch (SessionStoreException ex) {
			return renamed;
		}
	}

	/**
	 * See to it that the former name of a session, if it knows any, is free.
	 * @throws SessionStoreException if that cannot be told
	 */
	void clear(SessionKey key, StoredHead head, Deadline deadline) {
		String former = head.body().former();
		if (former == null) {
			return;
		}
		StoredHead left = this.heads.read(former, deadline);
		while (left != null && key.id().equals(left.body().movedTo()) && !this.heads.remove(former, left, deadline)) {
			left = this.heads.read(former, deadline);
		}
	}

}
