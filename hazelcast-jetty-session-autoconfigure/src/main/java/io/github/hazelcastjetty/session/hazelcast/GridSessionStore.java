package io.github.hazelcastjetty.session.hazelcast;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.function.Predicate;

import org.jspecify.annotations.Nullable;

import io.github.hazelcastjetty.session.hazelcast.Grid.Expired;
import io.github.hazelcastjetty.session.hazelcast.SessionHeads.Swap;
import io.github.hazelcastjetty.session.hazelcast.call.Deadline;
import io.github.hazelcastjetty.session.hazelcast.format.AttributeKey;
import io.github.hazelcastjetty.session.hazelcast.format.HeadMerge;
import io.github.hazelcastjetty.session.hazelcast.format.SessionHead;
import io.github.hazelcastjetty.session.hazelcast.format.StoredHead;
import io.github.hazelcastjetty.session.store.SessionDelta;
import io.github.hazelcastjetty.session.store.SessionDirectory;
import io.github.hazelcastjetty.session.store.SessionKey;
import io.github.hazelcastjetty.session.store.SessionRecord;
import io.github.hazelcastjetty.session.store.SessionStore;
import io.github.hazelcastjetty.session.store.SessionStoreException;
import io.github.hazelcastjetty.session.store.UnreadableSessionException;

/**
 * {@link SessionStore} on a {@link Grid}: the protocol, without anything that listens to
 * the cluster.
 */
abstract class GridSessionStore implements SessionStore, SessionDirectory {

	private final Grid grid;

	private final Stamps stamps;

	private final EndedSessions ended;

	private final Claims claims;

	private final Clock clock;

	private final SessionHeads heads;

	private final LargeAttributes large;

	private final RevivedSessions revived;

	/**
	 * Create a store.
	 * @param ended the sessions that this node has ended
	 * @param claims the claims that this node has seen
	 */
	GridSessionStore(Grid grid, Stamps stamps, EndedSessions ended, Claims claims, Clock clock) {
		this.grid = grid;
		this.stamps = stamps;
		this.ended = ended;
		this.claims = claims;
		this.clock = clock;
		this.heads = new SessionHeads(grid);
		this.large = new LargeAttributes(grid);
		this.revived = new RevivedSessions(ended, this.heads, this.large, grid);
	}

	/**
	 * Wait until a node knows that its copy of a session is stale.
	 * @param holder the node, another one than this
	 */
	abstract void tell(String holder, SessionKey key, Deadline deadline);

	/**
	 * Return whether sessions that this node has ended may be coming back just now.
	 */
	abstract boolean mayBeMerging();

	SessionHeads heads() {
		return this.heads;
	}

	RevivedSessions revived() {
		return this.revived;
	}

	@Override
	public final String node() {
		return this.stamps.node();
	}

	@Override
	public final @Nullable SessionRecord find(SessionKey key, @Nullable SessionRecord known) {
		SessionHead head = this.grid.get(key.value(), this.grid.deadline());
		if (head == null || head.isClaimed()) {
			return null;
		}
		SessionRecord found = (known != null && known.stamp() == head.stamp()) ? known
				: StoredHead.of(key.value(), head);
		// What has ended here, the other part of a split cluster may have brought back
		return this.ended.contains(key, found.times().created()) ? null : found;
	}

	@Override
	public final Map<String, byte[]> readApart(SessionKey key, SessionRecord record, Collection<String> names) {
		return this.large.read(key, (StoredHead) record, names, this.grid.deadline());
	}

	@Override
	public final SessionRecord insert(SessionKey key, byte[] secret, SessionDelta delta) {
		Deadline deadline = this.grid.deadline();
		HeadMerge merge = HeadMerge.of(Map.of(), delta, this.stamps.nextShort(), node());
		this.large.write(key, merge.large(key), delta.times(), deadline);
		StoredHead first = merge.first(secret, this.stamps.next());
		if (!this.heads.insert(key, first, deadline)) {
			throw new SessionStoreException(
					"Storing a session failed: its name is in use (session '%s')".formatted(key.value()), null);
		}
		return first;
	}

	@Override
	public final @Nullable SessionRecord update(SessionKey key, SessionRecord known, SessionDelta delta) {
		Deadline deadline = this.grid.deadline();
		StoredHead base = (StoredHead) known;
		Update update = new Update(key, base, delta, deadline);
		if (delta.timeoutChanged()) {
			this.large.prolong(key, base, delta.times(), deadline);
		}
		Swap swap = this.heads.change(key, base, deadline, update::next);
		if (swap == null) {
			this.large.delete(update.written);
			return null;
		}
		this.large.settle(key, swap, update.written, delta.times());
		tellHolder(key, swap.before(), deadline);
		return swap.after();
	}

	@Override
	public final @Nullable SessionRecord claim(SessionKey key, Predicate<SessionRecord> condition) {
		Deadline deadline = this.grid.deadline();
		Swap swap = this.heads.change(key, null, deadline, (head, mayHaveHappened) -> mayClaim(key, head, condition)
				? head.claimedBy(node(), this.stamps.next()) : null);
		if (swap == null) {
			return null;
		}
		tellHolder(key, swap.before(), deadline);
		return swap.after();
	}

	private boolean mayClaim(SessionKey key, StoredHead head, Predicate<SessionRecord> condition) {
		return head.isClaimed() ? this.claims.isExpired(key.value(), head.stamp()) : condition.test(head);
	}

	@Override
	public final void remove(SessionKey key, SessionRecord claimed) {
		Deadline deadline = this.grid.deadline();
		StoredHead head = (StoredHead) claimed;
		if (!claimed.times().isExpiredAt(this.clock.instant())) {
			// One that has expired in this part of a cluster may be in use in another
			this.ended.add(key, claimed.times().created());
		}
		if (this.heads.remove(key, head, deadline) || this.grid.get(key.value(), deadline) == null) {
			this.large.delete(head.large(key));
		}
	}

	/**
	 * Return the sessions that have expired or were left behind claimed. Each sweep
	 * begins with this, so it also ends what has come back.
	 */
	@Override
	public final List<SessionKey> findExpired(Instant now) {
		List<SessionKey> expired = new ArrayList<>();
		Set<String> claimed = new HashSet<>();
		for (Expired head : this.grid.findExpired(now.toEpochMilli())) {
			if (head.claimed()) {
				claimed.add(head.key());
			}
			if (!head.claimed() || this.claims.isExpired(head.key(), head.stamp())) {
				expired.add(SessionKey.parse(head.key()));
			}
		}
		this.claims.retain(claimed);
		if (mayBeMerging()) {
			this.revived.tryToEndAgain();
		}
		return expired;
	}

	@Override
	public final Map<SessionKey, SessionRecord> findByPrincipal(String principal) {
		Map<SessionKey, SessionRecord> found = new HashMap<>();
		this.grid.findByPrincipal(principal).forEach((key, head) -> {
			if (!head.isClaimed()) {
				found.put(SessionKey.parse(key), StoredHead.of(key, head));
			}
		});
		return found;
	}

	@Override
	public final Map<SessionKey, String> findPrincipals() {
		Map<SessionKey, String> found = new HashMap<>();
		this.grid.findPrincipals().forEach((key, principal) -> found.put(SessionKey.parse(key), principal));
		return found;
	}

	@Override
	public final long size() {
		return this.grid.size();
	}

	@Override
	public final Page list(@Nullable String principal, @Nullable String node, @Nullable SessionKey after, int limit) {
		Map<SessionKey, SessionRecord> sessions = new LinkedHashMap<>();
		SortedMap<String, SessionHead> heads = this.grid.list(principal, node, (after != null) ? after.value() : "",
				limit);
		heads.forEach((key, head) -> {
			try {
				sessions.put(SessionKey.parse(key), StoredHead.of(key, head));
			}
			catch (UnreadableSessionException ex) {
				// Nodes that can read it list it
			}
		});
		return new Page(sessions, (heads.size() < limit) ? null : SessionKey.parse(heads.lastKey()));
	}

	private void tellHolder(SessionKey key, StoredHead before, Deadline deadline) {
		String holder = before.node();
		if (holder != null && before.trusting() && !holder.equals(node())) {
			tell(holder, key, deadline);
		}
	}

	/**
	 * A change of a session, whose large values are written before the heads that refer
	 * to them. If an attempt may have happened, another node may have replaced its values
	 * and deleted them, so that the next attempt writes them anew.
	 */
	private final class Update {

		private final Set<AttributeKey> written = new HashSet<>();

		private final SessionKey key;

		private final StoredHead base;

		private final SessionDelta delta;

		private final Deadline deadline;

		private HeadMerge merge;

		Update(SessionKey key, StoredHead base, SessionDelta delta, Deadline deadline) {
			this.key = key;
			this.base = base;
			this.delta = delta;
			this.deadline = deadline;
			this.merge = write();
		}

		private HeadMerge write() {
			HeadMerge next = HeadMerge.of(this.base.attributes(), this.delta, GridSessionStore.this.stamps.nextShort(),
					node());
			Map<AttributeKey, byte[]> values = next.large(this.key);
			GridSessionStore.this.large.write(this.key, values, this.delta.times(), this.deadline);
			this.written.addAll(values.keySet());
			return next;
		}

		@Nullable StoredHead next(StoredHead present, boolean mayHaveHappened) {
			if (present.isClaimed()) {
				return null;
			}
			if (mayHaveHappened && !this.written.isEmpty()) {
				this.merge = write();
			}
			return this.merge.after(present, GridSessionStore.this.stamps.next());
		}

	}

}
