package io.github.hazelcastjetty.session.hazelcast;

import io.github.hazelcastjetty.session.store.SessionRecord;

/**
 * A head with its body read.
 *
 * @param head what is stored, the one thing that compare-and-set compares
 * @param body what it says
 */
record StoredHead(SessionHead head, HeadBody body) {

	static StoredHead of(SessionHead head) {
		return new StoredHead(head, HeadBodyFormat.read(head));
	}

	static StoredHead of(SessionRecord record) {
		return (StoredHead) record.image();
	}

	boolean isClaimed() {
		return this.head.claim() != null;
	}

	SessionRecord toRecord() {
		return new SessionRecord(this.head.version(), this.body.times(), this.head.node(), this.body.trusting(),
				this.head.principal(), this.body.attributes(), this.body.seal(), this);
	}

}
