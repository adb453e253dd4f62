package io.github.hazelcastjetty.session.hazelcast;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;

import com.hazelcast.cluster.MembershipEvent;
import com.hazelcast.cluster.MembershipListener;
import com.hazelcast.core.HazelcastInstance;

/**
 * Notices that the cluster has lost a member, which may have been split off rather than
 * have died, and that a member joins after that, which may bring its data along.
 */
final class SplitWatch implements MembershipListener, AutoCloseable {

	/**
	 * After this a part of the cluster that was split off is not expected to come back.
	 */
	static final Duration PERIOD = Duration.ofDays(1);

	/**
	 * The time that the data of a member that has joined may take to be merged.
	 */
	private static final Duration MERGE_PERIOD = Duration.ofMinutes(10);

	private final HazelcastInstance instance;

	private final Clock clock;

	private final UUID registration;

	private volatile Instant lost = Instant.MIN;

	private volatile Instant joined = Instant.MIN;

	SplitWatch(HazelcastInstance instance, Clock clock) {
		this.instance = instance;
		this.clock = clock;
		this.registration = instance.getCluster().addMembershipListener(this);
	}

	/**
	 * Return whether the cluster has lost a member that may come back with its data.
	 */
	boolean isMemberLost() {
		return isWithin(PERIOD, this.lost);
	}

	/**
	 * Return whether parts of the cluster may be joining again just now.
	 */
	boolean mayBeMerging() {
		return isMemberLost() && isWithin(MERGE_PERIOD, this.joined);
	}

	private boolean isWithin(Duration period, Instant event) {
		return event.isAfter(this.clock.instant().minus(period));
	}

	@Override
	public void memberAdded(MembershipEvent event) {
		this.joined = this.clock.instant();
	}

	@Override
	public void memberRemoved(MembershipEvent event) {
		this.lost = this.clock.instant();
	}

	@Override
	public void close() {
		this.instance.getCluster().removeMembershipListener(this.registration);
	}

}
