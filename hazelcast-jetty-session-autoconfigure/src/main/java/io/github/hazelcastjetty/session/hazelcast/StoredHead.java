package io.github.hazelcastjetty.session.hazelcast;

import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

import io.github.hazelcastjetty.session.store.SessionKey;
import io.github.hazelcastjetty.session.store.SessionRecord;
import io.github.hazelcastjetty.session.store.StoredAttribute.Apart;

/**
 * A head with its body read.
 *
 * @param head what is stored, the one thing that compare-and-set compares
 * @param body what it says, but for what a change is to leave out
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

	/**
	 * Return the name under which the large attributes are stored.
	 * @param key the name of the session
	 */
	String home(SessionKey key) {
		return Objects.requireNonNullElse(this.body.home(), key.value());
	}

	/**
	 * Return the same head, of which it is known that its former name is free. The next
	 * change forgets that name.
	 */
	StoredHead withoutFormer() {
		HeadBody old = this.body;
		return new StoredHead(this.head, new HeadBody(old.times(), old.trusting(), old.home(), old.renewed(),
				old.movedTo(), null, old.seal(), old.attributes(), old.split(), old.unknown()));
	}

	/**
	 * Return where the large attributes are, by name.
	 */
	Map<String, Apart> apart() {
		Map<String, Apart> apart = new HashMap<>();
		this.body.attributes().forEach((name, attribute) -> {
			if (attribute instanceof Apart place) {
				apart.put(name, place);
			}
		});
		return apart;
	}

	SessionRecord toRecord() {
		return new SessionRecord(this.head.version(), this.body.times(), this.head.node(), this.body.trusting(),
				this.head.principal(), this.body.attributes(), this.body.seal(), this);
	}

}
