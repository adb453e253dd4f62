package io.github.hazelcastjetty.session.hazelcast.format;

import java.time.Instant;
import java.util.List;
import java.util.Map;

import io.github.hazelcastjetty.session.store.SessionTimes;
import io.github.hazelcastjetty.session.store.StoredAttribute;

/**
 * The body of a {@link SessionHead}, decoded.
 *
 * @param times the clock readings
 * @param trusting whether the node that wrote it goes on using its copy without asking
 * @param renewed when the time to live of large attributes was last extended
 * @param secret the secret part of the session's id, encrypted or not
 * @param secretVersion how often the secret was set or taken over
 * @param attributes the attributes by name, unmodifiable
 * @param unknown fields that another version of this library wrote, kept as they are
 */
record HeadBody(SessionTimes times, boolean trusting, Instant renewed, byte[] secret, long secretVersion,
		Map<String, StoredAttribute> attributes, List<UnknownField> unknown) {

	/**
	 * Return this body for a session whose last writer keeps no copy of it.
	 */
	HeadBody withoutTrust() {
		return new HeadBody(this.times, false, this.renewed, this.secret, this.secretVersion, this.attributes,
				this.unknown);
	}

	HeadBody withAttributes(Map<String, StoredAttribute> others) {
		return new HeadBody(this.times, this.trusting, this.renewed, this.secret, this.secretVersion, others,
				this.unknown);
	}

	/**
	 * A field that this version does not know.
	 *
	 * @param tag its number
	 * @param content its bytes
	 */
	record UnknownField(int tag, byte[] content) {

	}

}
