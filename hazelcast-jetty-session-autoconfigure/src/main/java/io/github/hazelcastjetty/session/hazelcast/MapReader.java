package io.github.hazelcastjetty.session.hazelcast;

import com.hazelcast.map.IMap;
import com.hazelcast.nio.serialization.HazelcastSerializationException;
import org.jspecify.annotations.Nullable;

import io.github.hazelcastjetty.session.hazelcast.call.ClusterCalls;
import io.github.hazelcastjetty.session.hazelcast.call.Deadline;

/**
 * Reads values of our maps.
 *
 * @param calls calls the cluster
 * @param readsBackups whether {@code get} may be answered by a backup
 */
record MapReader(ClusterCalls calls, boolean readsBackups) {

	/**
	 * Read a value from the member that owns it. Where the map is configured so, another
	 * member answers {@code get} itself if it has the backup, which may be older.
	 */
	<K, V> @Nullable V read(String what, String session, Deadline deadline, IMap<K, V> map, K key) {
		return this.readsBackups ? this.calls.await(what, session, deadline, () -> map.getAsync(key))
				: this.calls.call(what, session, deadline, () -> map.get(key));
	}

	/**
	 * Return whether an application of another kind has put something into our maps:
	 * Hazelcast refuses to deserialize it, or makes something else of it than we do.
	 */
	static boolean isForeignValue(RuntimeException failure) {
		return failure instanceof ClassCastException || failure.getCause() instanceof HazelcastSerializationException;
	}

}
