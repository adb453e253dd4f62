package io.github.hazelcastjetty.session.hazelcast;

import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

import org.jspecify.annotations.Nullable;

import io.github.hazelcastjetty.session.store.SessionKey;
import io.github.hazelcastjetty.session.store.SessionStoreException;

/**
 * Finds sessions by the names that they had until a short while ago. While a session is
 * being renamed it cannot be used under either name: then this waits until it can.
 */
final class Renames {

	private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(2);

	/**
	 * A renaming that takes longer than so many pauses, half a second, has most likely
	 * been left in the middle. Not a time: if this process or the other one is stopped
	 * meanwhile, time passes in which nobody has looked.
	 */
	private static final int PAUSES = 250;

	private final SessionHeads heads;

	private final LargeAttributes large;

	private final Claims claims;

	private final AbandonedRenames abandoned;

	Renames(SessionHeads heads, LargeAttributes large, Claims claims, AbandonedRenames abandoned) {
		this.heads = heads;
		this.large = large;
		this.claims = claims;
		this.abandoned = abandoned;
	}

	/**
	 * Read a head that is not being renamed. While it is, nobody can tell whether it is
	 * going to be in use again.
	 */
	@Nullable StoredHead readSettled(SessionKey key, Deadline deadline) {
		StoredHead head = this.heads.read(key.value(), deadline);
		for (int pauses = 0; head != null && head.body().movedTo() != null; pauses++) {
			if (deadline.hasPassed() || (pauses >= PAUSES && !this.claims.isAbandonedRename(head))) {
				throw new SessionStoreException("Reading a session failed: it is still being renamed", null);
			}
			if (pauses < PAUSES) {
				LockSupport.parkNanos(PAUSE_NANOS);
			}
			else {
				this.abandoned.finish(key, deadline);
			}
			head = this.heads.read(key.value(), deadline);
		}
		return head;
	}

	/**
	 * Return the name that a session has now.
	 * @param key a name that it has or had
	 * @return the name, or {@code null} if the session is gone
	 */
	@Nullable SessionKey follow(SessionKey key, Deadline deadline) {
		SessionKey name = key;
		// A renaming that was undone leads back to where it began
		Set<SessionKey> gone = new HashSet<>();
		while (true) {
			StoredHead head = this.heads.read(name.value(), deadline);
			if (head != null && !head.isClaimed()) {
				return name;
			}
			if (head != null && this.claims.isAbandonedRename(head)) {
				this.abandoned.finish(name, deadline);
				continue;
			}
			if (head == null && !gone.add(name)) {
				return null;
			}
			SessionKey next = (head != null) ? movedTo(name, head) : this.large.readForward(name, deadline);
			if (next == null) {
				return null;
			}
			if (head == null || isThere(next, deadline)) {
				name = next;
			}
			else if (deadline.hasPassed()) {
				throw new SessionStoreException("Finding a session failed: it is still being renamed", null);
			}
			else {
				LockSupport.parkNanos(PAUSE_NANOS);
			}
		}
	}

	private boolean isThere(SessionKey renamed, Deadline deadline) {
		StoredHead head = this.heads.read(renamed.value(), deadline);
		return head != null && !Claims.isPlaceholder(head.head());
	}

	private static @Nullable SessionKey movedTo(SessionKey name, StoredHead head) {
		String movedTo = head.body().movedTo();
		return (movedTo != null) ? name.withId(movedTo) : null;
	}

}
