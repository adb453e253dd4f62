package io.github.hazelcastjetty.session.hazelcast;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

import org.jspecify.annotations.Nullable;

import io.github.hazelcastjetty.session.store.SessionKey;
import io.github.hazelcastjetty.session.store.SessionRecord;
import io.github.hazelcastjetty.session.store.SessionTimes;

/**
 * The heads of sessions that nobody may use any more: claimed for destruction, or about
 * to get another name. A claim bears the name of its node and, as its expiry, the moment
 * from which it is taken for abandoned.
 */
final class Claims {

	private static final Duration LEASE = Duration.ofMinutes(1);

	/**
	 * Users wait for the end of a renaming. A node that is slower than that finds the new
	 * name blocked.
	 */
	private static final Duration RENAME_LEASE = Duration.ofSeconds(5);

	private final Stamps stamps;

	private final Clock clock;

	Claims(Stamps stamps, Clock clock) {
		this.stamps = stamps;
		this.clock = clock;
	}

	boolean isAbandoned(StoredHead head) {
		return head.isClaimed() && head.head().expiry() <= this.clock.millis();
	}

	boolean isAbandonedRename(StoredHead head) {
		return head.body().movedTo() != null && isAbandoned(head);
	}

	/**
	 * Claim a session for destruction.
	 * @return the claimed head, or {@code null} if it is somebody else's, or being
	 * renamed, or not to be destroyed
	 */
	@Nullable StoredHead destroy(StoredHead base, Predicate<SessionRecord> condition) {
		if (base.body().movedTo() != null) {
			return null;
		}
		boolean mayClaim = base.isClaimed() ? isAbandoned(base) : condition.test(base.toRecord());
		return mayClaim ? claim(base, null, LEASE) : null;
	}

	/**
	 * Take a session out of use until it has its new name.
	 * @return the claimed head, or {@code null} if the session is claimed already
	 */
	@Nullable StoredHead move(StoredHead base, String to) {
		return base.isClaimed() ? null : claim(base, to, RENAME_LEASE);
	}

	/**
	 * Return a session to use under its new name. It remembers the old one.
	 * @param from its old name
	 * @param base the head as it was before it was taken out of use
	 */
	StoredHead renamed(SessionKey from, StoredHead base, byte @Nullable [] seal) {
		HeadBody old = base.body();
		HeadBody body = new HeadBody(old.times(), old.trusting(), base.home(from), old.renewed(), null, from.value(),
				seal, old.attributes(), old.split(), old.unknown());
		SessionHead last = base.head();
		return new StoredHead(new SessionHead(last.version() + 1, last.expiry(), this.stamps.next(), this.stamps.node(),
				last.principal(), null, HeadBodyFormat.write(body)), body);
	}

	/**
	 * Return a session to use whose renaming was abandoned. It expires when it would have
	 * under either name.
	 * @return the head as it was before
	 */
	StoredHead restore(StoredHead base) {
		SessionTimes times = base.body().times();
		long expiry = times.isImmortal() ? Long.MAX_VALUE : times.accessed().plus(times.maxInactive()).toEpochMilli();
		return state(base, null, null, expiry);
	}

	/**
	 * Return what takes the place of a session that must not be stored any more: a claim
	 * that no sweep finds.
	 * @param like a head to take the times from
	 */
	SessionHead placeholder(StoredHead like) {
		HeadBody body = new HeadBody(like.body().times(), false, null, like.body().renewed(), null, null, null,
				Map.of(), null, List.of());
		return new SessionHead(1, Long.MAX_VALUE, this.stamps.next(), this.stamps.node(), null, this.stamps.node(),
				HeadBodyFormat.write(body));
	}

	static boolean isPlaceholder(SessionHead head) {
		return head.claim() != null && head.expiry() == Long.MAX_VALUE;
	}

	private StoredHead claim(StoredHead base, @Nullable String movedTo, Duration lease) {
		return state(base, this.stamps.node(), movedTo, this.clock.instant().plus(lease).toEpochMilli());
	}

	private StoredHead state(StoredHead base, @Nullable String claim, @Nullable String movedTo, long expiry) {
		HeadBody old = base.body();
		HeadBody body = new HeadBody(old.times(), false, old.home(), old.renewed(), movedTo, old.former(), old.seal(),
				old.attributes(), old.split(), old.unknown());
		return StoredHead.of(new SessionHead(base.head().version() + 1, expiry, this.stamps.next(), this.stamps.node(),
				base.head().principal(), claim, HeadBodyFormat.write(body)));
	}

}
