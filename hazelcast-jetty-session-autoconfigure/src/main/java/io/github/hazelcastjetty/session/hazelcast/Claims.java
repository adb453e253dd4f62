package io.github.hazelcastjetty.session.hazelcast;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Predicate;

import org.jspecify.annotations.Nullable;

import io.github.hazelcastjetty.session.store.SessionRecord;

/**
 * The heads of sessions that nobody may use any more: claimed for destruction, or about
 * to get another name. A claim bears the name of its node and, as its expiry, the moment
 * from which it is taken for abandoned.
 */
final class Claims {

	private static final Duration LEASE = Duration.ofMinutes(1);

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
	 * @return the claimed head, or {@code null} if it is somebody else's or not to be
	 * destroyed
	 */
	@Nullable StoredHead destroy(StoredHead base, Predicate<SessionRecord> condition) {
		boolean mayClaim = base.isClaimed() ? isAbandoned(base) : condition.test(base.toRecord());
		return mayClaim ? claim(base, null) : null;
	}

	/**
	 * Take a session out of use until it has its new name.
	 * @return the claimed head, or {@code null} if the session is claimed already
	 */
	@Nullable StoredHead move(StoredHead base, String to) {
		return base.isClaimed() ? null : claim(base, to);
	}

	/**
	 * Return a session to use whose renaming was abandoned.
	 * @return the head as it was before
	 */
	StoredHead restore(StoredHead base) {
		HeadBody old = base.body();
		Instant expiry = old.times().isImmortal() ? Instant.MAX : this.clock.instant().plus(old.times().maxInactive());
		return state(base, null, null, expiry.equals(Instant.MAX) ? Long.MAX_VALUE : expiry.toEpochMilli());
	}

	private StoredHead claim(StoredHead base, @Nullable String movedTo) {
		return state(base, this.stamps.node(), movedTo, this.clock.instant().plus(LEASE).toEpochMilli());
	}

	private StoredHead state(StoredHead base, @Nullable String claim, @Nullable String movedTo, long expiry) {
		HeadBody old = base.body();
		HeadBody body = new HeadBody(old.times(), false, old.home(), old.renewed(), movedTo, old.seal(),
				old.attributes(), old.unknown());
		return StoredHead.of(new SessionHead(base.head().version() + 1, expiry, this.stamps.next(), this.stamps.node(),
				base.head().principal(), claim, HeadBodyFormat.write(body)));
	}

}
