package io.github.hazelcastjetty.session.hazelcast.format;

import com.hazelcast.partition.PartitionAware;

/**
 * Key of a large attribute's value. The entry never changes: another value has another
 * stamp. It is kept in the partition of its session. Stored as a Compact record, so the
 * name of the type and its components may never change.
 *
 * @param session the key of the session
 * @param name the name of the attribute
 * @param stamp the stamp of the change that set the value
 */
public record AttributeKey(String session, String name, long stamp) implements PartitionAware<String> {

	@Override
	public String getPartitionKey() {
		return this.session;
	}

}
