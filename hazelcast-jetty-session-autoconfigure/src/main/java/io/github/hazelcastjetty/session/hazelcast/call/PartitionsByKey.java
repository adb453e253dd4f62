package io.github.hazelcastjetty.session.hazelcast.call;

import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Function;

import com.hazelcast.partition.Partition;

/**
 * The partitions of the keys that were asked for last. Hazelcast encodes a key each time
 * that it is asked for its partition, which is a tenth of the time that a change of a
 * session takes. A partition tells its owner of this moment, and a client keeps the
 * number of partitions that it has begun with.
 */
final class PartitionsByKey {

	/**
	 * A power of two.
	 */
	private static final int SLOTS = 4096;

	private final AtomicReferenceArray<Entry> entries = new AtomicReferenceArray<>(SLOTS);

	private final Function<String, Partition> lookup;

	/**
	 * Create an instance.
	 * @param lookup finds the partition of a key
	 */
	PartitionsByKey(Function<String, Partition> lookup) {
		this.lookup = lookup;
	}

	Partition get(String key) {
		int hash = key.hashCode();
		int slot = (hash ^ hash >>> 16) & SLOTS - 1;
		Entry known = this.entries.get(slot);
		if (known != null && known.key().equals(key)) {
			return known.partition();
		}
		Partition partition = this.lookup.apply(key);
		this.entries.set(slot, new Entry(key, partition));
		return partition;
	}

	private record Entry(String key, Partition partition) {
	}

}
