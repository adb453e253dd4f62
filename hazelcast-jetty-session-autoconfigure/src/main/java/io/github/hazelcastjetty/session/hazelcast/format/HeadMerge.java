package io.github.hazelcastjetty.session.hazelcast.format;

import java.time.Instant;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import io.github.hazelcastjetty.session.store.EncodedAttribute;
import io.github.hazelcastjetty.session.store.SecretChange;
import io.github.hazelcastjetty.session.store.SessionDelta;
import io.github.hazelcastjetty.session.store.SessionKey;
import io.github.hazelcastjetty.session.store.SessionTimes;
import io.github.hazelcastjetty.session.store.StoredAttribute;
import io.github.hazelcastjetty.session.store.StoredAttribute.Apart;
import io.github.hazelcastjetty.session.store.StoredAttribute.Inline;

/**
 * Makes the next head of a session out of the present one and a delta. What the delta
 * does not name stays as it is. Can be applied to one head after the other until one
 * sticks.
 */
public final class HeadMerge {

	/**
	 * The largest value that travels with the head, in bytes. The head goes over the
	 * network twice with each change and once with each check.
	 */
	private static final int INLINE_VALUE = 1024;

	/**
	 * The most that the values within one head may take together, in bytes.
	 */
	private static final int INLINE_TOTAL = 4096;

	private final Map<String, StoredAttribute> known;

	private final SessionDelta delta;

	private final Set<String> large;

	private final long attributeStamp;

	private final String node;

	private HeadMerge(Map<String, StoredAttribute> known, SessionDelta delta, Set<String> large, long attributeStamp,
			String node) {
		this.known = known;
		this.delta = delta;
		this.large = large;
		this.attributeStamp = attributeStamp;
		this.node = node;
	}

	/**
	 * Prepare to apply a delta, and decide which of its values are kept apart.
	 * @param known the attributes of the session as this node knows them
	 * @param delta what to change
	 * @param attributeStamp the stamp of all attributes that the delta sets
	 * @param node this node
	 * @return the merge
	 */
	public static HeadMerge of(Map<String, StoredAttribute> known, SessionDelta delta, long attributeStamp,
			String node) {
		int inline = 0;
		for (Map.Entry<String, StoredAttribute> attribute : known.entrySet()) {
			if (attribute.getValue() instanceof Inline && !delta.set().containsKey(attribute.getKey())) {
				inline += attribute.getValue().size();
			}
		}
		Set<String> large = new LinkedHashSet<>();
		for (Map.Entry<String, EncodedAttribute> attribute : delta.set().entrySet()) {
			int size = attribute.getValue().bytes().length;
			if (size <= INLINE_VALUE && inline + size <= INLINE_TOTAL) {
				inline += size;
			}
			else {
				large.add(attribute.getKey());
			}
		}
		return new HeadMerge(known, delta, large, attributeStamp, node);
	}

	/**
	 * Return the values that have to be written before any head.
	 * @param key the key of the session
	 * @return the values by key
	 */
	public Map<AttributeKey, byte[]> large(SessionKey key) {
		Map<AttributeKey, byte[]> values = new HashMap<>();
		this.delta.set().forEach((name, value) -> {
			if (this.large.contains(name)) {
				values.put(new AttributeKey(key.value(), name, this.attributeStamp), value.bytes());
			}
		});
		return values;
	}

	/**
	 * Return the head of a new session.
	 * @param secret the secret part of its id
	 * @param stamp the stamp of the head
	 * @return the head
	 */
	public StoredHead first(byte[] secret, long stamp) {
		SessionTimes times = this.delta.times();
		return head(1, stamp, principal(null), new HeadBody(times, this.delta.trusting(), times.accessed(), secret, 1,
				attributes(Map.of(), 1), List.of()));
	}

	/**
	 * Return the head that follows another one.
	 * @param base the present head
	 * @param stamp the stamp of the next head
	 * @return the next head
	 */
	public StoredHead after(StoredHead base, long stamp) {
		HeadBody old = base.body();
		long version = base.version() + 1;
		SessionTimes times = old.times().merge(this.delta.times(), this.delta.timeoutChanged());
		Instant renewed = isRenewalDue(old, times) ? times.accessed() : old.renewed();
		return head(version, stamp, principal(base.principal()), new HeadBody(times, this.delta.trusting(), renewed,
				secret(old), secretVersion(old), attributes(old.attributes(), version), old.unknown()));
	}

	private StoredHead head(long version, long stamp, @Nullable String principal, HeadBody body) {
		HeadBodyFormat.Written written = HeadBodyFormat.write(body);
		return new StoredHead(new SessionHead(version, SessionHead.expiry(body.times()), stamp, this.node, principal,
				null, written.bytes()), written.body());
	}

	private @Nullable String principal(@Nullable String old) {
		String principal = this.delta.principal();
		if (principal == null) {
			return old;
		}
		return principal.isEmpty() ? null : principal;
	}

	private byte[] secret(HeadBody old) {
		SecretChange change = this.delta.secret();
		return (change != null) ? change.secretAfter(old.secret(), old.secretVersion()) : old.secret();
	}

	private long secretVersion(HeadBody old) {
		SecretChange change = this.delta.secret();
		return (change != null) ? change.versionAfter(old.secret(), old.secretVersion()) : old.secretVersion();
	}

	private boolean isRenewalDue(HeadBody old, SessionTimes times) {
		return this.delta.timeoutChanged()
				|| old.renewed().plus(TimeToLive.renewalPeriod(times)).isBefore(times.accessed());
	}

	private Map<String, StoredAttribute> attributes(Map<String, StoredAttribute> old, long version) {
		Map<String, StoredAttribute> attributes = new LinkedHashMap<>(old);
		attributes.keySet().removeIf((name) -> this.delta.removed().contains(name) && isForUs(name, old));
		this.delta.set().forEach((name, value) -> {
			if (isForUs(name, old)) {
				attributes.put(name, attribute(name, value, version));
			}
		});
		return Collections.unmodifiableMap(attributes);
	}

	/**
	 * Return whether an attribute is ours to change: others have not changed it, or this
	 * change does not give way to theirs.
	 */
	private boolean isForUs(String name, Map<String, StoredAttribute> old) {
		if (!this.delta.yielding().contains(name)) {
			return true;
		}
		StoredAttribute expected = this.known.get(name);
		StoredAttribute present = old.get(name);
		return (expected != null && present != null) ? expected.stamp() == present.stamp() : expected == present;
	}

	private StoredAttribute attribute(String name, EncodedAttribute value, long version) {
		return this.large.contains(name)
				? new Apart(this.attributeStamp, version, value.bytes().length, value.listening())
				: new Inline(this.attributeStamp, version, value.bytes(), value.listening());
	}

}
