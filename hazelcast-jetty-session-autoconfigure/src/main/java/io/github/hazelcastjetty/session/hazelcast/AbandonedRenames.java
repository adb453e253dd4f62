package io.github.hazelcastjetty.session.hazelcast;

import java.time.Duration;

import io.github.hazelcastjetty.session.store.SessionKey;

/**
 * Completes or undoes renamings that their nodes left in the middle.
 */
final class AbandonedRenames {

	/**
	 * A node that was only stopped for a while may go on later than this, and then finds
	 * the old name gone.
	 */
	private static final Duration BLOCKED = Duration.ofDays(1);

	private final SessionHeads heads;

	private final Claims claims;

	AbandonedRenames(SessionHeads heads, Claims claims) {
		this.heads = heads;
		this.claims = claims;
	}

	/**
	 * Remove the old name if the session is there under the new one. Else return it to
	 * its old name; but first see to it that its node, which may be slow rather than
	 * dead, cannot store it under the new one any more.
	 * @return whether there was an abandoned renaming under this name
	 */
	boolean finish(SessionKey key, Deadline deadline) {
		StoredHead head = this.heads.read(key.value(), deadline);
		String movedTo = (head != null) ? head.body().movedTo() : null;
		if (head == null || movedTo == null || !this.claims.isAbandonedRename(head)) {
			return false;
		}
		SessionHead present = this.heads.block(key.withId(movedTo).value(), this.claims.placeholder(head), BLOCKED,
				deadline);
		if (Claims.isPlaceholder(present)) {
			this.heads.change(key.value(), head, deadline,
					(old) -> isAbandoned(old, movedTo) ? this.claims.restore(old) : null);
		}
		else {
			this.heads.remove(key.value(), head, deadline);
		}
		return true;
	}

	private boolean isAbandoned(StoredHead head, String movedTo) {
		return movedTo.equals(head.body().movedTo()) && this.claims.isAbandonedRename(head);
	}

}
