package io.github.hazelcastjetty.session.autoconfigure;

import com.hazelcast.config.ClassFilter;
import com.hazelcast.config.JavaSerializationFilterConfig;
import com.hazelcast.config.SerializationConfig;

import io.github.hazelcastjetty.session.hazelcast.format.SessionNotPersistedException;

/**
 * What Hazelcast itself may turn into Java objects: it deserializes whatever is in a map
 * or a topic before we get to see it. Sessions need none of that, their attributes are
 * bytes to Hazelcast. Its own failures do, which members send to each other.
 */
final class ClusterDeserialization {

	private ClusterDeserialization() {
	}

	/**
	 * Allow what is needed and nothing else, unless there is a filter already.
	 */
	static void restrict(SerializationConfig config) {
		if (config.getJavaSerializationFilterConfig() == null) {
			config.setJavaSerializationFilterConfig(
					new JavaSerializationFilterConfig().setDefaultsDisabled(true).setWhitelist(needed()));
		}
	}

	private static ClassFilter needed() {
		return new ClassFilter().addPrefixes("com.hazelcast.", "[")
			.addClasses(SessionNotPersistedException.class.getName())
			.addPackages("java.lang", "java.io", "java.util", "java.util.concurrent");
	}

}
