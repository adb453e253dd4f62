package io.github.hazelcastjetty.session.hazelcast;

import java.util.concurrent.atomic.LongAdder;

import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.core.HazelcastInstanceAware;
import com.hazelcast.nio.ObjectDataInput;
import com.hazelcast.nio.ObjectDataOutput;
import com.hazelcast.spi.merge.MergingEntry;
import com.hazelcast.spi.merge.SplitBrainMergePolicy;
import org.jspecify.annotations.Nullable;

import io.github.hazelcastjetty.session.store.UnreadableSessionException;

/**
 * Merge policy of the sessions map: decides for each attribute what becomes of a session
 * that both parts of a split cluster have changed. What one part has removed stays
 * removed, of two changes the one of the higher version is kept, and a session that was
 * being ended in one part is ended.
 * <p>
 * It is used where the nodes are members, and set by {@link SessionMaps#prepare} unless
 * the map's configuration names another one. Members that do not have this class on their
 * class path cannot take part. The name of the class must not change: members of two
 * versions may share a cluster.
 *
 * @since 1.0.0
 */
public final class SessionMergePolicy implements
		SplitBrainMergePolicy<SessionHead, MergingEntry<String, SessionHead>, Object>, HazelcastInstanceAware {

	private @Nullable HazelcastInstance instance;

	/**
	 * Create a merge policy. To be called by Hazelcast.
	 */
	public SessionMergePolicy() {
	}

	@Override
	public void setHazelcastInstance(HazelcastInstance hazelcastInstance) {
		this.instance = hazelcastInstance;
	}

	@Override
	public Object merge(MergingEntry<String, SessionHead> mergingValue,
			@Nullable MergingEntry<String, SessionHead> existingValue) {
		if (existingValue == null) {
			return mergingValue.getRawValue();
		}
		try {
			HeadReunion reunion = HeadReunion.of(mergingValue.getDeserializedValue(),
					existingValue.getDeserializedValue());
			count(reunion.conflicts());
			return reunion.head();
		}
		catch (UnreadableSessionException ex) {
			// Another version of the library has stored it, and knows what it says
			return existingValue.getRawValue();
		}
	}

	private void count(int conflicts) {
		HazelcastInstance member = this.instance;
		if (member != null && conflicts > 0) {
			conflicts(member).add(conflicts);
		}
	}

	/**
	 * Return what a member has counted: it merges the sessions that it keeps.
	 */
	static LongAdder conflicts(HazelcastInstance member) {
		return (LongAdder) member.getUserContext()
			.computeIfAbsent(SessionMergePolicy.class.getName(), (name) -> new LongAdder());
	}

	@Override
	public void writeData(ObjectDataOutput out) {
		// It has no state
	}

	@Override
	public void readData(ObjectDataInput in) {
		// It has no state
	}

}
