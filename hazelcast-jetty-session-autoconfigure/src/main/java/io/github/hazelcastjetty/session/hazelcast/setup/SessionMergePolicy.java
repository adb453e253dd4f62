package io.github.hazelcastjetty.session.hazelcast.setup;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

import com.hazelcast.nio.ObjectDataInput;
import com.hazelcast.nio.ObjectDataOutput;
import com.hazelcast.spi.merge.MergingEntry;
import com.hazelcast.spi.merge.SplitBrainMergePolicy;
import org.jspecify.annotations.Nullable;

import io.github.hazelcastjetty.session.hazelcast.format.HeadReunion;
import io.github.hazelcastjetty.session.hazelcast.format.SessionHead;

/**
 * Merge policy of the sessions map: a session that both parts of a split cluster have
 * changed gets the attributes of both. An attribute that only one part has is kept, of
 * two values the one of the higher version, and a session that was being ended in one
 * part is ended.
 * <p>
 * It is used where the nodes are members. Members that do not have this class on their
 * class path cannot take part. The name of the class must not change: members of two
 * versions may share a cluster.
 *
 * @since 1.0.0
 */
public final class SessionMergePolicy
		implements SplitBrainMergePolicy<SessionHead, MergingEntry<String, SessionHead>, Object> {

	private static final Logger logger = System.getLogger(SessionMergePolicy.class.getName());

	private static final long WARNING_PERIOD_NANOS = Duration.ofMinutes(1).toNanos();

	/**
	 * Shared, because each batch of entries has a policy of its own.
	 */
	private static final AtomicLong nextWarning = new AtomicLong(System.nanoTime());

	/**
	 * Create a merge policy. To be called by Hazelcast.
	 */
	public SessionMergePolicy() {
	}

	@Override
	public Object merge(MergingEntry<String, SessionHead> mergingValue,
			@Nullable MergingEntry<String, SessionHead> existingValue) {
		if (existingValue == null) {
			return mergingValue.getRawValue();
		}
		try {
			return HeadReunion.of(mergingValue.getKey(), mergingValue.getDeserializedValue(),
					existingValue.getDeserializedValue());
		}
		catch (RuntimeException ex) {
			// An exception would keep all entries that follow from being merged
			warn(ex);
			return existingValue.getRawValue();
		}
	}

	private static void warn(RuntimeException reason) {
		long now = System.nanoTime();
		long next = nextWarning.get();
		if (now - next >= 0 && nextWarning.compareAndSet(next, now + WARNING_PERIOD_NANOS)) {
			logger.log(Level.WARNING, "What the parts of a split cluster have stored for a session cannot be merged. "
					+ "That of the larger part is kept. Not told again for a minute.", reason);
		}
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
