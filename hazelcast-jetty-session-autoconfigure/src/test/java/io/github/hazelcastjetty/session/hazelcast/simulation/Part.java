package io.github.hazelcastjetty.session.hazelcast.simulation;

import java.util.LinkedHashMap;
import java.util.Map;

import io.github.hazelcastjetty.session.hazelcast.format.AttributeKey;
import io.github.hazelcastjetty.session.hazelcast.format.SessionHead;

/**
 * The two maps as a part of the cluster has them.
 */
final class Part {

	private final Map<String, SessionHead> heads = new LinkedHashMap<>();

	private final Map<AttributeKey, byte[]> large = new LinkedHashMap<>();

	Map<String, SessionHead> heads() {
		return this.heads;
	}

	Map<AttributeKey, byte[]> large() {
		return this.large;
	}

	Part copy() {
		Part copy = new Part();
		copy.heads.putAll(this.heads);
		copy.large.putAll(this.large);
		return copy;
	}

	/**
	 * Go back to an older state.
	 */
	void restore(Part older) {
		this.heads.clear();
		this.heads.putAll(older.heads);
		this.large.clear();
		this.large.putAll(older.large);
	}

}
