package io.github.hazelcastjetty.session.jetty.cache;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import org.jspecify.annotations.Nullable;

/**
 * The uses of sessions that nobody keeps, because Jetty's interface has no place for
 * them: each is as good as another one of the same session.
 */
final class AnonymousUses {

	private final Map<ClusteredSession, Deque<SessionUse>> uses = new ConcurrentHashMap<>();

	private final SessionLookup lookup;

	private final SessionSaver saver;

	AnonymousUses(SessionLookup lookup, SessionSaver saver) {
		this.lookup = lookup;
		this.saver = saver;
	}

	void add(SessionUse use) {
		this.uses.compute(use.session(), (session, present) -> {
			Deque<SessionUse> all = (present != null) ? present : new ArrayDeque<>(1);
			all.addLast(use);
			return all;
		});
	}

	@Nullable SessionUse take(ClusteredSession session) {
		SessionUse[] taken = new SessionUse[1];
		this.uses.computeIfPresent(session, (key, present) -> {
			taken[0] = present.pollLast();
			return present.isEmpty() ? null : present;
		});
		return taken[0];
	}

	/**
	 * End a use, and store what was changed.
	 */
	void release(ClusteredSession session) {
		SessionUse use = take(session);
		if (use == null) {
			return;
		}
		try {
			if (session.isValid()) {
				this.saver.commit(session);
			}
		}
		finally {
			this.lookup.leave(use);
		}
	}

}
