package io.github.hazelcastjetty.session.hazelcast;

import com.hazelcast.partition.PartitionAware;

/**
 * Key of a large attribute's value. The entry never changes: another value has another
 * stamp. It is kept in the partition of its session. Stored as a Compact record, so the
 * name of the type and its components may never change.
 *
 * @param session the name under which the session was first stored
 * @param name the name of the attribute
 * @param stamp tells this value from every other of the same name
 */
record AttributeKey(String session, String name, long stamp) implements PartitionAware<String> {

	@Override
	public String getPartitionKey() {
		return this.session;
	}

	@Override
	public String toString() {
		return "AttributeKey[" + this.name + "]";
	}

}
