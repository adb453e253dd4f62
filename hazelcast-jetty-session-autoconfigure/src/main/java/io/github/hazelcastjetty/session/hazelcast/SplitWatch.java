package io.github.hazelcastjetty.session.hazelcast;

import java.time.Clock;
import java.time.Instant;
import java.util.UUID;

import com.hazelcast.cluster.MembershipEvent;
import com.hazelcast.cluster.MembershipListener;
import com.hazelcast.core.HazelcastInstance;
import org.jspecify.annotations.Nullable;

/**
 * Notices that the cluster has lost a member, which may have been split off rather than
 * have died.
 */
final class SplitWatch implements AutoCloseable {

	private final HazelcastInstance instance;

	private final Clock clock;

	private final UUID registration;

	private volatile @Nullable Instant lost;

	SplitWatch(HazelcastInstance instance, Clock clock) {
		this.instance = instance;
		this.clock = clock;
		this.registration = instance.getCluster().addMembershipListener(new Losses());
	}

	/**
	 * Return when a member was lost last.
	 * @return the time, or {@code null} if that was never or so long ago that it will not
	 * come back with data
	 */
	@Nullable Instant lost() {
		Instant last = this.lost;
		return (last != null && last.plus(SplitHistory.KEPT).isAfter(this.clock.instant())) ? last : null;
	}

	@Override
	public void close() {
		this.instance.getCluster().removeMembershipListener(this.registration);
	}

	private final class Losses implements MembershipListener {

		@Override
		public void memberAdded(MembershipEvent event) {
			// Whether it brings data along, the end of the merging tells
		}

		@Override
		public void memberRemoved(MembershipEvent event) {
			SplitWatch.this.lost = SplitWatch.this.clock.instant();
		}

	}

}
